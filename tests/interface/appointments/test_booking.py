"""A slot from free to served: held, booked, moved, given back; refused where it must be."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.interface.appointments.calendars import AT, OFFICE, TUESDAY, need, new_case

HALF_HOUR = timedelta(minutes=30)


@pytest.fixture(autouse=True)
def _in_offenbach(offenbach: Any) -> Iterator[None]:
    from tenants.binding import bind

    with bind(offenbach):
        yield


def _book(case_id: uuid.UUID, starts_at: datetime = TUESDAY, *, at: datetime = AT, **more: Any) -> Any:
    from appointments import operations
    from appointments.contention import patiently

    return patiently(
        lambda: operations.book(
            case_id=case_id, need=need(**more), office=OFFICE, starts_at=starts_at, via="sponsor", at=at
        )
    )


def _code(*arguments: Any, **more: Any) -> str:
    from appointments.refusals import UnableToBook

    with pytest.raises(UnableToBook) as refused:
        _book(*arguments, **more)
    return refused.value.code


def _free_starts(**more: Any) -> list[datetime]:
    from django.db import transaction

    from appointments.availability import free_slots
    from appointments.config import AppointmentRules
    from appointments.released import window
    from configuration.queries import in_force

    with transaction.atomic():
        rules = in_force(at=AT).section(AppointmentRules)
        slots = free_slots(rules=rules, need=need(**more), window=window(rules, at=AT), at=AT)
    return [slot.starts_at for slot in slots]


def test_the_first_free_start_is_the_first_opening_after_the_lead_time() -> None:
    starts = _free_starts()
    assert starts[0] == TUESDAY
    assert starts[-1].date() == (AT + timedelta(days=60)).date()
    assert all(start.weekday() < 5 for start in starts)


def test_a_start_is_free_until_every_counter_is_taken() -> None:
    for _ in range(2):
        assert TUESDAY in _free_starts()
        _book(new_case())
    assert TUESDAY not in _free_starts()
    assert TUESDAY + HALF_HOUR in _free_starts()
    assert _code(new_case()) == "slot_gone"


def test_a_visit_of_two_persons_needs_a_longer_gap() -> None:
    for _ in range(2):
        _book(new_case(), TUESDAY + HALF_HOUR)
    assert TUESDAY in _free_starts()
    assert TUESDAY not in _free_starts(persons=2)
    assert _code(new_case(), persons=2) == "slot_gone"


def test_moving_frees_the_old_slot_and_keeps_the_number_that_calendars_know() -> None:
    case = new_case()
    before = _book(case)
    after = _book(case, TUESDAY + HALF_HOUR)
    assert (after.uid, after.revision) == (before.uid, 1)
    from appointments.models import Booking

    assert {b.state for b in Booking.objects.all()} == {"moved", "booked"}


@pytest.mark.parametrize(
    ("starts_at", "code"),
    [
        (AT - timedelta(days=1), "slot_past"),
        (AT + timedelta(hours=2), "too_soon"),
        (AT + timedelta(days=90), "not_open_yet"),
        (TUESDAY + timedelta(minutes=5), "no_such_slot"),
        (TUESDAY + timedelta(hours=3, minutes=45), "no_such_slot"),
        (TUESDAY + timedelta(hours=12), "no_such_slot"),
    ],
)
def test_what_is_no_slot_is_refused(starts_at: datetime, code: str) -> None:
    assert _code(new_case(), starts_at) == code
