"""Who missed two visits books the next one with a person at the office, and no more alone."""

from __future__ import annotations

import uuid

from appointments.models import Booking
from appointments.refusals import UnableToBook
from appointments.states import State

MOST = 2
CODE = "missed_twice"


def is_barred(case_id: uuid.UUID) -> bool:
    return Booking.objects.filter(case_id=case_id, state=State.MISSED).count() >= MOST


def refuse_if_barred(case_id: uuid.UUID, *, by: int | None) -> None:
    """Refuses a sponsor with ``missed_twice``; a clerk (``by``) books whenever they like."""
    if by is None and is_barred(case_id):
        raise UnableToBook(code=CODE)
