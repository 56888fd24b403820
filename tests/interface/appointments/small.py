"""A small calendar in which people meet often: two counters, two hours a morning. Published for a test, and taken away."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from tests.interface.appointments.calendars import AT

T = TypeVar("T")
AMT = "amt"
# A Tuesday, 08:00 in Germany; AT is the Monday before.
OPENS = datetime(2027, 3, 2, 7, 0, tzinfo=UTC)
STEP = timedelta(minutes=15)


def document(*, counters: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    office = {
        "key": AMT, "name": "Amt", "land": "HE",
        "hours": [{"days": ["mo", "tu", "we", "th", "fr"], "start": "08:00", "end": "10:00"}],
        "counters": counters or [{"key": "a", "name": "A"}, {"key": "b", "name": "B"}],
    }  # fmt: skip
    return {
        "booking": "after_decision", "offices": [office], "step_minutes": 15, "lead_hours": 1, "horizon_days": 14,
        "hold_minutes": 15, "offer_hours": 2, "offer_notice_hours": 1, "most_offers": 3,
        "lengths": {"signing": {"minutes": 30, "further_person": 15, "buffer": 5}},
        **more,
    }  # fmt: skip


@contextmanager
def calendar_of(city: Any, *, valid_from: datetime = AT - timedelta(days=1), **more: Any) -> Iterator[None]:
    """The city's appointments are these while the block lasts; the rest of its configuration stays."""
    from configuration.models import ConfigurationVersion
    from configuration.operations import publish
    from configuration.queries import in_force
    from tenants.binding import OWNER, bind, bind_owner

    with bind(city):
        own = {name: part["value"] for name, part in in_force(at=AT).stored.items()}
        version, _ = publish(raw=own | {"appointments": document(**more)}, author="test", at=AT, valid_from=valid_from)
    try:
        yield
    finally:
        with bind_owner(city.schema_name):
            ConfigurationVersion.objects.using(OWNER).filter(pk=version.pk).delete()


def rules(at: datetime = AT) -> Any:
    from appointments.config import AppointmentRules
    from configuration.queries import in_force

    return in_force(at=at).section(AppointmentRules)


def patient(work: Callable[[], T]) -> T:
    """As the pages do it; inside another one it is part of that."""
    from django.db import connection

    from appointments.contention import patiently

    return work() if connection.in_atomic_block else patiently(work)


def code_of(work: Callable[[], object]) -> str:
    """What it is refused with, or nothing."""
    from kernel.errors import Refusal

    try:
        patient(work)
    except Refusal as refusal:
        return refusal.code
    return ""


def doubles(alias: str = "default") -> list[Any]:
    """Pairs of rows that claim the same seat at the same moment, found without the constraint's help."""
    from django.db import connections

    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT a.id, b.id FROM appointments_booking a JOIN appointments_booking b ON a.id < b.id AND a.seat = b.seat"
            " AND a.busy_from < b.busy_until AND b.busy_from < a.busy_until AND a.busy_from < a.busy_until"
            " AND b.busy_from < b.busy_until WHERE a.state IN ('held', 'offered', 'booked', 'arrived', 'served')"
            " AND b.state IN ('held', 'offered', 'booked', 'arrived', 'served')"
        )
        found = list(cursor.fetchall())
        cursor.execute(
            "SELECT case_id, count(*) FROM appointments_booking WHERE state IN ('booked', 'arrived')"
            " GROUP BY case_id HAVING count(*) > 1"
        )
        return found + list(cursor.fetchall())
