"""Changing a visit's state: by the table only, saved, and told to whoever must know."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from appointments.models import Booking
from appointments.refusals import UnableToBook
from appointments.states import TRANSITIONS, State
from audit.operations import SPONSOR, SYSTEM, Actor
from audit.operations import record as audit
from audit.operations import record_each as audit_each
from declarations import operations as cases
from declarations.models import Declaration
from declarations.states import State as CaseState
from outbox import operations as outbox

C = CaseState
# Who has such a case comes to no visit any more, whatever is still on a page that was opened before.
OVER = frozenset({
    C.ABANDONED, C.LAPSED, C.CLOSED_BY_TIME, C.FORWARDED, C.HANDED_OVER, C.EXPIRED_UNUSED, C.ENDED, C.REFUSED,
    C.WITHDRAWN, C.ARCHIVED, C.ERASED,
})  # fmt: skip
# A hold that is given up or runs out concerns nobody else.
_QUIET = {"visit.hold_expired", "visit.hold_given_up"}


def locked_case(case_id: uuid.UUID) -> Declaration:
    """The case's row, locked: everything about one case's visits happens one after the other."""
    return cases.locked(case_id)


def locked(booking_id: uuid.UUID) -> Booking:
    """The booking, locked until the transaction ends. Refused: ``no_booking``."""
    found = Booking.objects.select_for_update(of=("self",), no_key=True).filter(id=booking_id).first()
    if found is None:
        raise UnableToBook(code="no_booking")
    return found


def move(booking: Booking, target: State, *, at: datetime, actor: Actor = SYSTEM, **changes: Any) -> None:
    """Moves a locked booking and saves it. Refused off the table (``UnableToMove``). Audited and told, unless quiet."""
    edge = TRANSITIONS.edge(booking.state, target)
    booking.state, booking.changed_at = target, at
    for name, value in changes.items():
        setattr(booking, name, value)
    booking.save(update_fields=["state", "changed_at", *changes])
    if edge.event in _QUIET:
        return
    audit(action=edge.event, actor=actor, at=at, case_id=booking.case_id, **_when(booking))
    outbox.record(name=edge.event, subject_id=booking.case_id, at=at, booking=str(booking.id))


def move_all(
    bookings: Sequence[Booking], target: State, *, at: datetime, actor: Actor = SYSTEM, **changes: Any
) -> None:
    """The same for many that nobody else can touch meanwhile, with the same changes: a handful of statements.

    Refused off the table (``UnableToMove``), before anything is done.
    """
    by_event: dict[str, list[Booking]] = {}
    for booking in bookings:
        by_event.setdefault(TRANSITIONS.edge(booking.state, target).event, []).append(booking)
    there = Booking.objects.filter(id__in=[booking.id for booking in bookings])
    there.update(state=target, changed_at=at, **changes)
    for event, moved in by_event.items():
        if event not in _QUIET:
            audit_each(action=event, actor=actor, at=at, entries=[(row.case_id, _when(row)) for row in moved])
            told = [(row.case_id, {"booking": str(row.id)}) for row in moved]
            outbox.record_each(name=event, at=at, events=told)


def _when(booking: Booking) -> dict[str, str]:
    return {"booking": str(booking.id), "starts_at": booking.starts_at.isoformat()}


def actor_of(via: str, by: int | None) -> Actor:
    """Who acts: a clerk, the sponsor, or the process itself."""
    if by is not None:
        return Actor("staff", str(by))
    return SPONSOR if via in ("sponsor", "offer") else SYSTEM
