"""What happens at the counter: arrived, served, missed, and each of them taken back. Re-exported by ``operations``."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction

from appointments import slots, waiting
from appointments.models import Booking
from appointments.records import locked, locked_case, move
from appointments.refusals import UnableToBook
from appointments.states import State
from audit.operations import staff

BACK = {State.ARRIVED: State.BOOKED, State.SERVED: State.ARRIVED, State.MISSED: State.ARRIVED}


def arrive(*, booking_id: uuid.UUID, by: int, at: datetime) -> None:
    """Somebody is here; also after being missed, while the place is still free. Twice is once, also when the visit was
    served meanwhile. Refused: no_booking, slot_gone (the place was given away, or the case has another visit by now)."""
    booking = _at_the_counter(booking_id)
    if booking.state != State.SERVED:
        _step(booking, State.ARRIVED, by, at)


def serve(*, booking_id: uuid.UUID, by: int, at: datetime) -> None:
    """Done. Twice is once. Refused: no_booking."""
    _step(_at_the_counter(booking_id), State.SERVED, by, at)


def undo(*, booking_id: uuid.UUID, by: int, at: datetime) -> None:
    """Takes back the last step at the counter: arrived, served or missed was clicked by mistake. Nothing else is undone.

    Refused: no_booking, slot_gone (the place was given away, or the case has another visit by now).
    """
    booking = _at_the_counter(booking_id)
    target = BACK.get(State(booking.state))
    if target is not None:
        _step(booking, target, by, at)


def miss(*, booking_id: uuid.UUID, by: int, at: datetime) -> None:
    """Nobody came: the place is free at once. Twice is once. Refused: ``too_soon`` before the visit's time."""
    booking = _at_the_counter(booking_id)
    if booking.starts_at > at:
        raise UnableToBook(code="too_soon")
    if _step(booking, State.MISSED, by, at):
        waiting.pass_on(booking, at=at)


def _at_the_counter(booking_id: uuid.UUID) -> Booking:
    """The booking, locked after its case, in the order of all others."""
    found = Booking.objects.filter(id=booking_id).values_list("case_id", flat=True).first()
    if found is None:
        raise UnableToBook(code="no_booking")
    locked_case(found)
    return locked(booking_id)


def _step(booking: Booking, target: State, by: int, at: datetime) -> bool:
    """Answers whether there was anything to do."""
    if booking.state == target:
        return False
    if booking.state == State.MISSED:
        slots.sweep(booking, at)
    try:
        with transaction.atomic():
            move(booking, target, at=at, actor=staff(by), ended_by="no_show" if target is State.MISSED else "")
    except IntegrityError:  # came after all, but the place was given away, or another visit is booked meanwhile
        raise UnableToBook(code="slot_gone") from None
    if target in (State.ARRIVED, State.SERVED):
        waiting.leave(case_id=booking.case_id, at=at)
    return True
