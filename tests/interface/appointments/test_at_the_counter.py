"""Arrived, served, did not come, and each of them by mistake."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from kernel.transitions import UnableToMove
from tenants.binding import bind
from tests.interface.appointments import small
from tests.interface.appointments.calendars import AT, need, new_case
from tests.interface.appointments.small import AMT, OPENS, STEP, code_of, patient

LATE = OPENS + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _one_counter(offenbach: Any) -> Iterator[None]:
    with small.calendar_of(offenbach, counters=[{"key": "a", "name": "A"}], lead_hours=0), bind(offenbach):
        yield


def _book(case: uuid.UUID | None = None, start: datetime = OPENS, at: datetime = AT) -> Any:
    from appointments import operations

    known = {"case_id": case or new_case(), "need": need(), "office": AMT, "starts_at": start, "via": "desk", "by": 1}
    return patient(lambda: operations.book(at=at, **known))


def _do(step: str, booking: Any, at: datetime = LATE) -> str:
    from appointments import operations

    code = code_of(lambda: getattr(operations, step)(booking_id=booking.id, by=1, at=at))
    booking.refresh_from_db()
    return code


def _events(name: str) -> int:
    from outbox.models import OutboxEvent

    return OutboxEvent.objects.filter(name=name).count()


def test_there_and_back_again() -> None:
    booking = _book()
    for step, state in [
        ("arrive", "arrived"), ("serve", "served"), ("undo", "arrived"), ("undo", "booked"), ("miss", "missed"),
        ("undo", "arrived"), ("undo", "booked"), ("undo", "booked"), ("serve", "served"), ("arrive", "served"),
    ]:  # fmt: skip
        assert _do(step, booking) == ""
        assert booking.state == state, step


@pytest.mark.parametrize("step", ["arrive", "serve", "miss"])
def test_two_clicks_are_one(step: str) -> None:
    from appointments import waiting
    from appointments.models import Booking

    patient(lambda: waiting.join(case_id=new_case(), need=need(), at=AT))
    booking = _book()
    assert [_do(step, booking), _do(step, booking)] == ["", ""]
    assert _events({"arrive": "visit.arrived", "serve": "visit.served", "miss": "visit.missed"}[step]) == 1
    assert Booking.objects.filter(via="offer").count() <= 1


def test_nobody_has_missed_what_is_still_to_come() -> None:
    booking = _book()
    assert _do("miss", booking, AT) == "too_soon"
    assert booking.state == "booked"


def test_a_refused_click_inside_a_bigger_transaction_changes_nothing() -> None:
    """The page may go on after the refusal: what was refused must not be stored with the rest."""
    from django.db import transaction

    from appointments import operations
    from appointments.refusals import UnableToBook

    booking = _book()
    with transaction.atomic(), pytest.raises(UnableToBook):
        operations.miss(booking_id=booking.id, by=1, at=AT)
    booking.refresh_from_db()
    assert booking.state == "booked"


@pytest.mark.parametrize("state", ["held", "offered", "cancelled", "expired", "moved"])
def test_undo_touches_nothing_but_steps_at_the_counter(state: str) -> None:
    from appointments.models import Booking

    booking = _book()
    Booking.objects.filter(id=booking.id).update(state=state, held_until=AT)
    assert _do("undo", booking) == ""
    assert booking.state == state


def test_what_is_off_the_table_is_refused() -> None:
    from appointments import operations

    booking = _book()
    patient(lambda: operations.cancel(case_id=booking.case_id, via="desk", by=1, at=AT))
    with pytest.raises(UnableToMove):
        patient(lambda: operations.arrive(booking_id=booking.id, by=1, at=LATE))
    assert code_of(lambda: operations.arrive(booking_id=uuid.uuid4(), by=1, at=LATE)) == "no_booking"


def test_who_comes_after_all_gets_the_place_unless_it_was_given_away() -> None:
    missed = _book()
    assert _do("miss", missed) == ""
    rival = _book(start=OPENS + STEP, at=LATE)
    assert _do("arrive", missed) == "slot_gone"
    assert _do("undo", missed) == "slot_gone"
    assert missed.state == "missed"
    from appointments import operations

    patient(lambda: operations.cancel(case_id=rival.case_id, via="desk", by=1, at=LATE))
    assert _do("arrive", missed) == ""


def test_a_hold_that_ran_out_keeps_nobody_away_who_comes_after_all() -> None:
    from appointments import operations

    missed = _book()
    _do("miss", missed)
    patient(
        lambda: operations.hold(
            case_id=new_case(), need=need(), office=AMT, starts_at=OPENS + STEP, via="desk", by=1, at=LATE
        )
    )
    assert _do("arrive", missed, LATE) == "slot_gone"
    assert _do("arrive", missed, LATE + timedelta(minutes=15)) == ""


def test_a_service_is_not_undone_over_a_visit_that_was_booked_since() -> None:
    booking = _book()
    _do("serve", booking)
    _book(booking.case_id, OPENS + timedelta(days=1), LATE)
    assert _do("undo", booking) == "slot_gone"
    assert booking.state == "served"


def test_whoever_is_here_waits_for_nothing_earlier() -> None:
    from appointments import waiting
    from appointments.models import WaitingEntry

    booking = _book()
    patient(lambda: waiting.join(case_id=booking.case_id, need=need(), at=AT))
    _do("arrive", booking)
    _do("undo", booking)
    assert WaitingEntry.objects.get(case_id=booking.case_id).state == "ended"
