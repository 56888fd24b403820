"""Time enters here, in the interface layers only; below them it is passed in as ``at=``."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

GERMANY = ZoneInfo("Europe/Berlin")


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def german_day(at: datetime) -> date:
    """The calendar day in Germany at that moment: fees, tables and deadlines go by it."""
    return at.astimezone(GERMANY).date()


def german_midnight(at: datetime) -> datetime:
    """When that day began in Germany."""
    return datetime.combine(german_day(at), time.min, tzinfo=GERMANY)
