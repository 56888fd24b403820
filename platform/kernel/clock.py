"""Time enters here, in the interface layers only; below them it is passed in as ``at=``."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

GERMANY = ZoneInfo("Europe/Berlin")


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def german_day(at: datetime) -> date:
    """The calendar day in Germany at that moment: fees, tables and deadlines go by it."""
    return at.astimezone(GERMANY).date()
