"""Single turns of the waiting list that must not go wrong."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from tenants.binding import bind
from tests.interface.appointments import small
from tests.interface.appointments.calendars import AT, need, new_case
from tests.interface.appointments.rivals import at_once
from tests.interface.appointments.small import AMT, OPENS, STEP, code_of, patient

ONE = [{"key": "a", "name": "A"}]


@pytest.fixture(autouse=True)
def _one_counter(offenbach: Any) -> Iterator[None]:
    with small.calendar_of(offenbach, counters=ONE, most_offers=2), bind(offenbach):
        yield


def _book(case: uuid.UUID, start: datetime = OPENS, at: datetime = AT, **more: Any) -> Any:
    from appointments import operations

    known = {"case_id": case, "need": need(**more), "office": AMT, "starts_at": start, "via": "desk", "by": 1}
    return patient(lambda: operations.book(at=at, **known))


def _cancel(case: uuid.UUID, at: datetime = AT) -> None:
    from appointments import operations

    patient(lambda: operations.cancel(case_id=case, via="sponsor", at=at))


def _wait(at: datetime = AT, case: uuid.UUID | None = None, **more: Any) -> uuid.UUID:
    from appointments import waiting

    days = {name: more.pop(name) for name in ("first_day", "last_day") if name in more}
    case = case or new_case()
    patient(lambda: waiting.join(case_id=case, need=need(**more), at=at, **days))
    return case


def _offer(case: uuid.UUID) -> Any:
    from appointments.models import Booking

    return Booking.objects.filter(case_id=case, state="offered").first()


def _entry(case: uuid.UUID) -> Any:
    from appointments.models import WaitingEntry

    return WaitingEntry.objects.filter(case_id=case).latest("since")


def _dispatch(at: datetime) -> None:
    from outbox.operations import dispatch

    while dispatch(at=at):
        pass


def test_a_long_slot_is_offered_to_as_many_as_fit() -> None:
    leaves = new_case()
    _book(leaves, persons=4)
    first, second, third = (_wait(AT + timedelta(seconds=number)) for number in range(3))
    _cancel(leaves)
    assert _offer(first).starts_at == OPENS
    assert _offer(second).starts_at == OPENS + 3 * STEP
    assert _offer(third) is None


def test_whom_it_does_not_suit_is_passed_over_and_keeps_the_place_in_the_line() -> None:
    leaves = new_case()
    _book(leaves)
    _book(new_case(), OPENS + 3 * STEP)
    too_long = _wait(AT, persons=3)
    other_day = _wait(AT + timedelta(seconds=1), first_day=date(2027, 3, 3))
    elsewhere_earlier = new_case()
    last = _wait(AT + timedelta(seconds=3))
    _wait(AT + timedelta(seconds=2), case=elsewhere_earlier)
    _cancel(leaves)
    assert [_offer(case) is not None for case in (too_long, other_day, elsewhere_earlier, last)] == [
        False, False, True, False,
    ]  # fmt: skip


def test_an_offer_whose_place_a_rival_took_puts_the_person_back_into_the_line() -> None:
    leaves, waits = new_case(), _wait()
    _book(leaves)
    _cancel(leaves)
    offer = _offer(waits)
    late = offer.held_until + timedelta(seconds=1)
    _book(new_case(), at=late)
    assert _entry(waits).state == "offered", "the rival does not wait for it"
    _dispatch(late)
    assert (_entry(waits).state, _entry(waits).offer_id) == ("waiting", None)
    offer.refresh_from_db()
    assert offer.state == "expired"


def test_an_offer_that_runs_out_goes_on_and_comes_back_to_nobody() -> None:
    leaves, first, second = new_case(), _wait(AT), _wait(AT + timedelta(seconds=1))
    _book(leaves)
    _cancel(leaves)
    assert _offer(first) is not None
    _dispatch(_offer(first).held_until)
    assert _offer(first) is None
    there = _offer(second)
    assert there.starts_at == OPENS
    _dispatch(there.held_until)
    assert (_offer(first), _offer(second)) == (None, None), "nobody is asked twice for the same time"


def test_the_next_does_not_wait_for_what_is_stuck_in_anothers_case() -> None:
    from outbox.models import OutboxEvent
    from outbox.operations import dispatch

    leaves, first, second = new_case(), _wait(AT), _wait(AT + timedelta(seconds=1))
    _book(leaves)
    _cancel(leaves)
    OutboxEvent.objects.filter(subject_id=first).update(leased_until=AT + timedelta(days=9), due_at=AT)
    dispatch(at=_offer(first).held_until)
    assert _offer(second) is not None


def test_most_offers_are_counted_for_life() -> None:
    waits = _wait()
    for day in range(3):
        leaves, start = new_case(), OPENS + timedelta(days=day)
        _book(leaves, start)
        _cancel(leaves)
        if day < 2:
            _dispatch(_offer(waits).held_until)
    assert _offer(waits) is None
    assert _entry(waits).offers_made == 2


def test_who_moves_to_an_earlier_time_gives_back_a_later_offer() -> None:
    leaves, waits, other = new_case(), new_case(), new_case()
    _book(leaves, OPENS + 3 * STEP)
    _book(waits, OPENS + timedelta(days=1))
    _wait(case=waits)
    _wait(AT + timedelta(seconds=1), case=other)
    _cancel(leaves)
    assert _offer(waits) is not None
    _book(waits, OPENS)
    assert _offer(waits) is None
    assert _entry(waits).state == "waiting"
    assert _offer(other).starts_at == OPENS + 3 * STEP


def test_an_earlier_offer_stays_good_when_something_later_is_booked() -> None:
    leaves, waits = new_case(), _wait()
    _book(leaves)
    _cancel(leaves)
    _book(waits, OPENS + timedelta(days=1))
    assert _offer(waits).starts_at == OPENS


def test_wishes_that_no_longer_fit_give_the_offer_to_the_next() -> None:
    leaves, first, second = new_case(), _wait(AT), _wait(AT + timedelta(seconds=1))
    _book(leaves)
    _cancel(leaves)
    _wait(case=first, first_day=date(2027, 3, 3))
    assert _entry(first).state == "waiting"
    assert _offer(second) is not None


@pytest.mark.parametrize("state", ["withdrawn", "erased"])
def test_nothing_is_offered_to_a_case_that_is_over(state: str) -> None:
    from declarations.models import Declaration

    leaves, over, alive = new_case(), _wait(AT), _wait(AT + timedelta(seconds=1))
    Declaration.objects.filter(id=over).update(state=state)
    _book(leaves)
    _cancel(leaves)
    assert _offer(over) is None
    assert _offer(alive) is not None


def test_a_case_that_ends_gives_back_its_offer_and_leaves_the_line() -> None:
    from appointments import operations

    leaves, first, second = new_case(), _wait(AT), _wait(AT + timedelta(seconds=1))
    _book(leaves)
    _cancel(leaves)
    patient(lambda: operations.release(case_id=first, why="withdrawn", at=AT))
    assert (_entry(first).state, _offer(first)) == ("ended", None)
    assert _offer(second) is not None


def test_a_used_entry_is_never_woken_again() -> None:
    """What was accepted once and given back later is no reason to be asked again."""
    from appointments import operations

    leaves, waits = new_case(), _wait()
    _book(leaves)
    _cancel(leaves)
    offer = _offer(waits)
    patient(lambda: operations.confirm(booking_id=offer.id, case_id=waits, via="sponsor", at=AT))
    _cancel(waits)
    another = new_case()
    _book(another, OPENS + timedelta(days=1))
    _cancel(another)
    assert (_entry(waits).state, _offer(waits)) == ("taken", None)


def test_what_was_given_back_by_telephone_is_not_offered_to_the_same_person() -> None:
    from appointments import operations

    waits = new_case()
    _book(waits)
    _wait(case=waits)
    patient(lambda: operations.cancel(case_id=waits, via="desk", by=1, at=AT))
    assert _offer(waits) is None


def test_an_accepted_offer_gives_up_what_was_held() -> None:
    from appointments import operations
    from appointments.models import Booking

    leaves, waits = new_case(), _wait()
    _book(leaves)
    _cancel(leaves)
    patient(
        lambda: operations.hold(
            case_id=waits, need=need(), office=AMT, starts_at=OPENS + 4 * STEP, via="sponsor", at=AT
        )
    )  # fmt: skip
    offer = _offer(waits)
    patient(lambda: operations.confirm(booking_id=offer.id, case_id=waits, via="sponsor", at=AT))
    assert list(Booking.objects.filter(case_id=waits, state__in=["held", "booked"]).values_list("state")) == [
        ("booked",)
    ]


def test_too_near_is_offered_to_nobody_and_an_offer_ends_before_the_visit() -> None:
    leaves, waits = new_case(), _wait()
    _book(leaves)
    near = OPENS - timedelta(minutes=29)  # an hour before the last start that the visit kept from others
    _cancel(leaves, near)
    assert _offer(waits) is None
    again = new_case()
    _book(again, OPENS + 4 * STEP, near)
    _cancel(again, OPENS)
    assert _offer(waits).held_until == OPENS + 2 * STEP


def test_a_person_in_anothers_hands_is_asked_a_minute_later(offenbach: Any) -> None:
    """Whoever frees a slot waits for nobody; and nobody loses a turn because of a click at that moment."""
    from declarations.operations import locked

    leaves, waits = new_case(), _wait()
    _book(leaves)
    held, freed = threading.Event(), threading.Event()

    def clicks() -> None:
        with transaction.atomic():
            locked(waits)
            held.set()
            assert freed.wait(10)

    def frees() -> None:
        assert held.wait(10)
        _cancel(leaves)
        freed.set()

    assert at_once(offenbach, [clicks, frees]) == [None, None]
    assert _offer(waits) is None
    _dispatch(AT + timedelta(seconds=59))
    assert _offer(waits) is None
    _dispatch(AT + timedelta(seconds=60))
    assert _offer(waits).starts_at == OPENS


def test_newly_opened_time_goes_to_the_line_as_far_as_it_reaches() -> None:
    from appointments import waiting
    from appointments.models import CalendarChange

    line = [_wait(AT + timedelta(seconds=number)) for number in range(4)]
    start, end = OPENS + timedelta(hours=5), OPENS + timedelta(hours=6, minutes=30)
    known: dict[str, Any] = {"office": AMT, "starts_at": start, "ends_at": end}
    assert patient(lambda: waiting.pass_on_opening(at=AT, **known)) == []
    CalendarChange.objects.create(kind="opened", by=1, at=AT, **known)
    offers = patient(lambda: waiting.pass_on_opening(at=AT, **known))
    assert [(offer.case_id, offer.starts_at) for offer in offers] == [
        (line[0], start), (line[1], start + 3 * STEP),
    ]  # fmt: skip
    assert patient(lambda: waiting.pass_on_opening(at=AT, **known)) == [], "twice is once"
    assert patient(lambda: waiting.pass_on_opening(office="nowhere", starts_at=start, ends_at=end, at=AT)) == []


def test_waiting_for_what_cannot_be() -> None:
    from appointments import waiting

    case = new_case()
    assert code_of(lambda: waiting.join(case_id=case, need=need(persons=99), at=AT)) == "no_such_slot"
