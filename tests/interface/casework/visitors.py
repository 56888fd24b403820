"""Cases with an address to write to, their visits, and the letters that they got."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connections, transaction

from tenants.binding import OWNER, bind, bind_owner
from tests.interface.appointments.calendars import AT, OFFICE, TUESDAY, need, new_case
from tests.support import cases

OFFICES = {"offenbach": OFFICE, "wiesbaden": "europaviertel"}
WEDNESDAY = datetime.fromisoformat("2027-03-03T07:00:00+00:00")  # 08:00 in Germany; both cities are open
CLERK = 7


@dataclass(frozen=True)
class Letter:
    template: str
    to: str
    data: dict[str, Any]
    calendar: list[str]


def visitor(city: Any, *, state: str = "signing_due", mode: str = "prepare_and_sign", **changes: Any) -> uuid.UUID:
    """A complete case of this city in this state. ``changes`` as in ``cases.answers``."""
    from declarations import operations
    from declarations.models import Declaration

    with bind(city):
        case_id = new_case(state=state)
        with transaction.atomic():
            case = operations.locked(case_id)
            answers = cases.answers(city.slug, **changes)
            answers["way"]["mode"] = mode
            operations.replace_answers(draft=case, answers=answers, keep=timedelta(days=90), at=AT)
        Declaration.objects.filter(id=case_id).update(expires_at=None)
    return case_id


def book(
    city: Any, case_id: uuid.UUID, starts_at: datetime = WEDNESDAY, *, at: datetime = AT, via: str = "sponsor",
    by: int | None = None, **wanted: Any,
) -> Any:  # fmt: skip
    from appointments import operations
    from appointments.contention import patiently

    with bind(city):
        return patiently(
            lambda: operations.book(
                case_id=case_id, need=need(**wanted), office=OFFICES[city.slug], starts_at=starts_at, via=via, at=at,
                by=by,
            )
        )  # fmt: skip


def do(city: Any, step: Any, /, **arguments: Any) -> Any:
    """One operation in a transaction of this city."""
    with bind(city), transaction.atomic():
        return step(**arguments)


def invite(city: Any, case_id: uuid.UUID, *, at: datetime = AT) -> Any:
    from appointments import inviting
    from appointments.needs import Purpose

    return do(city, inviting.invite, case_id=case_id, purpose=Purpose.SIGNING, at=at)


def bookings(city: Any, case_id: uuid.UUID) -> list[str]:
    from appointments.models import Booking

    with bind(city):
        return list(
            Booking.objects.filter(case_id=case_id).order_by("created_at", "id").values_list("state", flat=True)
        )


def letters(city: Any, *, at: datetime | None = None) -> list[Letter]:
    """What was written, oldest first; with ``at``, after everything that is due then."""
    from declarations import sealing
    from notifications.models import Mail
    from notifications.operations import LETTER

    if at is not None:
        cases.work(city, at=at)
    with bind(city):
        found = []
        for mail in Mail.objects.order_by("queued_at", "template"):
            letter = sealing.cipher(mail.case_id).open_json(mail.sealed_letter, LETTER)
            found.append(Letter(mail.template, letter["to"], letter["data"], letter.get("calendar") or []))
    return found


def templates(city: Any, *, at: datetime | None = None) -> list[str]:
    return [letter.template for letter in letters(city, at=at)]


def due(city: Any, name: str) -> list[datetime]:
    """When timers of this name go off."""
    from outbox.models import OutboxEvent

    with bind(city):
        return list(
            OutboxEvent.objects.filter(name=name, done_at=None).order_by("due_at").values_list("due_at", flat=True)
        )


@contextmanager
def settings_of(city: Any, **sections: dict[str, Any]) -> Iterator[None]:
    """The city's configuration with these values instead; as before when it is over."""
    from configuration.models import ConfigurationVersion
    from configuration.operations import publish

    with bind(city), transaction.atomic():
        last = ConfigurationVersion.objects.order_by("-number").first()
        assert last is not None
        raw = {name: section["value"] for name, section in last.document.items()}
        for name, values in sections.items():
            raw[name] = {**raw.get(name, {}), **values}
        publish(raw=raw, author="test", at=AT - timedelta(days=1))
    try:
        yield
    finally:
        with bind_owner(), connections[OWNER].cursor() as cursor:
            table = f'"{city.schema_name}".configuration_configurationversion'
            cursor.execute(f"DELETE FROM {table} WHERE number > %s", [last.number])


__all__ = ["AT", "CLERK", "TUESDAY", "WEDNESDAY"]
