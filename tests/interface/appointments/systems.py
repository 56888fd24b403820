"""A city whose visits are kept by a system of its own (the stand-in), and turns of the worker."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import time_machine

from infra.standins.zms.server import StandIn
from tests.contract.appointments.standin import NORTH, SERVICES
from tests.interface.appointments.calendars import AT

OFFICE = "nord"


def section(standin: StandIn, **changes: Any) -> dict[str, Any]:
    """The section of a city's document: one office with one counter in the city's own system."""
    office = {
        "key": OFFICE, "name": {"de": "Bürgerbüro Nord", "en": "Office North"}, "land": "HE",
        "hours": [{"days": ["mo", "tu", "we", "th", "fr"], "start": "08:00", "end": "16:00"}],
        "counters": [{"key": "platz", "name": "Platz 1"}],
    }  # fmt: skip
    options = {"address": standin.url, "offices": {OFFICE: NORTH}, "services": SERVICES, "seconds": 1}
    return {"booking": "after_decision", "system": "zms", "options": options, "offices": [office], **changes}


@contextmanager
def published(city: Any, appointments: dict[str, Any], at: datetime = AT) -> Iterator[None]:
    """In force from ``at`` on; forgotten afterwards."""
    from django.db import connections, transaction

    from configuration.operations import publish
    from tenants.binding import OWNER, bind, bind_owner

    with bind(city), transaction.atomic():
        version, _ = publish(raw={"appointments": appointments}, author="test", at=at)
    try:
        yield
    finally:
        table = f'"{city.schema_name}".configuration_configurationversion'
        with bind_owner(), connections[OWNER].cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE id = %s", [version.id])


def visitor() -> Any:
    from appointments.base import Visitor

    return Visitor("Mustermann", "erika.mustermann@example.org")


def ended_there(case_id: uuid.UUID, *, at: datetime) -> Any:
    """A visit of the bound city that was given up here and stands in the city's own system still."""
    from appointments import reservations
    from appointments.base import Reservation
    from appointments.config import AppointmentRules
    from appointments.models import Booking
    from declarations.models import Declaration
    from tests.interface.appointments.calendars import need

    booking = reservations.keep(
        Declaration.objects.get(id=case_id), Reservation("1", "a"), need(), system="zms", office=OFFICE,
        starts_at=at + timedelta(days=9), rules=AppointmentRules(), via="sponsor", at=at,
    )  # fmt: skip
    Booking.objects.filter(id=booking.id).update(state="cancelled")
    return booking


def states(case_id: uuid.UUID) -> list[str]:
    """Of the case's visits, by the alphabet."""
    from appointments.models import Booking

    return sorted(Booking.objects.filter(case_id=case_id).values_list("state", flat=True))


def recorded(name: str) -> int:
    from outbox.models import OutboxEvent

    return OutboxEvent.objects.filter(name=name).count()


def work(standin: StandIn, at: datetime) -> None:
    """The outbox and the workers run until nothing is due at that moment."""
    from outbox.operations import dispatch

    standin.world.clock = at.timestamp
    with time_machine.travel(at, tick=False):
        for _ in range(20):
            if not dispatch(at=at):
                return


def work_until(standin: StandIn, at: datetime, until: datetime, step: timedelta = timedelta(minutes=10)) -> None:
    while at < until:
        at += step
        work(standin, at)
