"""At the counter: arrived, served, did not come, and back. Each click once, and on what the clerk saw."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from appointments import operations
from appointments.models import Booking
from appointments.records import locked, locked_case
from appointments.refusals import UnableToBook
from appointments.states import State

_STEPS: dict[str, Callable[..., None]] = {
    "arrive": operations.arrive,
    "serve": operations.serve,
    "miss": operations.miss,
    "undo": operations.undo,
}
_LEADS_TO = {"arrive": State.ARRIVED, "serve": State.SERVED, "miss": State.MISSED}
_BACK = {State.ARRIVED: State.BOOKED, State.SERVED: State.ARRIVED, State.MISSED: State.ARRIVED}
STEPS = frozenset(_STEPS)


def act(*, booking_id: uuid.UUID, step: str, seen: str, by: int, at: datetime) -> Booking:
    """Does one of ``STEPS`` to a visit that the page showed in state ``seen``. Joins the caller's transaction.

    Done already, it does nothing: the second of two clicks. Refused with ``UnableToBook``: changed_meanwhile, slot_gone
    (the place was given away), too_soon, no_booking.
    """
    case_id = Booking.objects.filter(id=booking_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise UnableToBook(code="no_booking")
    locked_case(case_id)
    booking = locked(booking_id)
    target = _BACK.get(State(seen)) if step == "undo" and seen in State.values else _LEADS_TO.get(step)
    if booking.state == target:
        return booking
    if booking.state != seen:
        raise UnableToBook(code="changed_meanwhile", state=booking.state)
    _STEPS[step](booking_id=booking_id, by=by, at=at)
    return booking
