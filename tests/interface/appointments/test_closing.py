"""Closing hours in which visits stand: everybody is moved or asked anew, once, and nobody slips in meanwhile."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.interface.appointments.calendars import AT, OFFICE, TUESDAY, need, new_case

HALF_HOUR = timedelta(minutes=30)
NOON = datetime(2027, 3, 2, 11, 0, tzinfo=UTC)
BY = 7


@pytest.fixture(autouse=True)
def _in_offenbach(offenbach: Any) -> Iterator[None]:
    from tenants.binding import bind

    with bind(offenbach):
        yield


def _book(starts_at: datetime = TUESDAY, *, wishes: str = "", **more: Any) -> Any:
    from appointments import operations
    from appointments.contention import patiently

    case = new_case()
    return patiently(
        lambda: operations.book(
            case_id=case, need=need(**more), office=OFFICE, starts_at=starts_at, via="sponsor", at=AT, wishes=wishes
        )
    )


def _closure(starts_at: datetime = TUESDAY, ends_at: datetime = NOON, resource: str = "", kind: str = "closed") -> Any:
    from appointments.models import CalendarChange

    return CalendarChange(
        id=uuid.uuid4(), kind=kind, office=OFFICE, resource=resource, starts_at=starts_at, ends_at=ends_at,
        reason="Fortbildung", by=0, at=AT,
    )  # fmt: skip


def _plan(change: Any, *, at: datetime = AT) -> Any:
    from django.db import transaction

    from appointments import closing

    with transaction.atomic():
        return closing.plan(change, at=at)


def _close(change: Any, *, fingerprint: str | None = None, at: datetime = AT) -> Any:
    from appointments import closing

    return closing.close(change=change, by=BY, at=at, fingerprint=fingerprint or _plan(change, at=at).fingerprint)


def _now(booking: Any) -> Any:
    """The visit that the same case has by now."""
    from appointments.models import Booking

    return Booking.objects.filter(case_id=booking.case_id, state__in=["booked", "arrived"]).first()


def _state(booking: Any) -> str:
    from appointments.models import Booking

    return Booking.objects.values_list("state", flat=True).get(id=booking.id)


def _events(name: str) -> int:
    from outbox.models import OutboxEvent

    return OutboxEvent.objects.filter(name=name).count()


def test_a_closed_morning_moves_its_visits_to_the_nearest_free_starts_in_their_order() -> None:
    first, second, third = _book(wishes="Rollstuhl"), _book(), _book(TUESDAY + HALF_HOUR)
    before = _events("visit.booked")
    plan = _plan(_closure())
    assert [step.booking.id for step in plan.steps][2] == third.id
    assert len(plan.moved) == 3
    done = _close(_closure())
    assert (done.moved, done.cancelled, done.again) == (3, 0, False)
    wednesday = TUESDAY + timedelta(days=1)
    assert sorted(_now(one).starts_at for one in (first, second)) == [wednesday, wednesday]
    moved = _now(third)
    assert moved.starts_at > wednesday
    assert (moved.uid, moved.revision, moved.via, moved.office) == (third.uid, 1, "office", OFFICE)
    assert (_state(third), _now(first).sealed_wishes is not None) == ("moved", True)
    assert _events("visit.booked") == before + 3
    assert _events("visit.moved") == 3


def test_the_new_start_is_never_before_the_old_one_nor_within_the_citys_lead_time() -> None:
    late = _book(TUESDAY + timedelta(hours=3))
    at = TUESDAY - timedelta(hours=1)
    _close(_closure(), at=at)
    assert _now(late).starts_at >= at + timedelta(hours=24)


def test_who_finds_no_place_is_cancelled_by_the_office_and_keeps_the_invitation() -> None:
    from django.db import transaction

    from appointments import inviting
    from appointments.needs import Purpose

    visit = _book()
    with transaction.atomic():
        inviting.invite(case_id=visit.case_id, purpose=Purpose.SIGNING, at=AT - timedelta(days=80))
    _close(_closure(NOON, AT + timedelta(days=360)))
    plan = _plan(_closure())
    assert (len(plan.moved), len(plan.homeless)) == (0, 1)
    assert _close(_closure()).cancelled == 1
    from appointments.models import Booking

    row = Booking.objects.get(id=visit.id)
    assert (row.state, row.ended_by) == ("cancelled", "office")
    kept = inviting.open_invitation(visit.case_id, at=AT + timedelta(days=60))
    assert kept is not None


def test_only_the_counter_that_closes_loses_its_visits() -> None:
    from appointments.models import Seat

    visits = [_book(), _book()]
    seats = dict(Seat.objects.values_list("id", "resource"))
    _close(_closure(resource="schalter-1"))
    gone = next(visit for visit in visits if seats[visit.seat] == "schalter-1")
    stays = next(visit for visit in visits if visit is not gone)
    assert _state(stays) == "booked"
    assert _state(gone) == "moved"
    assert _now(gone).starts_at == TUESDAY + HALF_HOUR


def test_a_visit_at_the_edge_of_the_closure_stays() -> None:
    before, after = _book(TUESDAY), _book(TUESDAY + timedelta(hours=1))
    _close(_closure(TUESDAY + HALF_HOUR, TUESDAY + timedelta(hours=1)))
    assert [_state(before), _state(after)] == ["booked", "booked"]


def test_the_same_form_twice_closes_once() -> None:
    visit, change = _book(), _closure()
    fingerprint = _plan(change).fingerprint
    _close(change, fingerprint=fingerprint)
    again = _close(_closure_again(change), fingerprint=fingerprint)
    assert again.again
    assert _now(visit).revision == 1


def _closure_again(change: Any) -> Any:
    found = _closure(change.starts_at, change.ends_at)
    found.id = change.id
    return found


def test_two_clicks_at_the_same_moment_close_once(offenbach: Any) -> None:
    visit, change = _book(), _closure()
    fingerprint = _plan(change).fingerprint
    done = _at_once(offenbach, [lambda: _close(_closure_again(change), fingerprint=fingerprint)] * 3)
    assert sorted(one.again for one in done) == [False, True, True]
    assert _now(visit).revision == 1


def test_a_plan_that_holds_no_longer_is_refused_and_nothing_happens() -> None:
    from appointments.models import CalendarChange
    from appointments.refusals import UnableToClose

    visit, change = _book(), _closure()
    read = _plan(change).fingerprint
    _book(TUESDAY + HALF_HOUR)
    with pytest.raises(UnableToClose) as refused:
        _close(change, fingerprint=read)
    assert refused.value.code == "changed_meanwhile"
    assert _state(visit) == "booked"
    assert not CalendarChange.objects.exists()


def test_a_visit_elsewhere_that_somebody_books_does_not_spoil_the_plan() -> None:
    visit, change = _book(), _closure()
    read = _plan(change).fingerprint
    _book(TUESDAY + timedelta(days=1))
    _close(change, fingerprint=read)
    assert _state(visit) == "moved"


def test_a_slot_that_is_only_held_is_given_up() -> None:
    from django.db import transaction

    from appointments import operations
    from appointments.refusals import UnableToBook

    case = new_case()
    with transaction.atomic():
        held = operations.hold(case_id=case, need=need(), office=OFFICE, starts_at=TUESDAY, via="sponsor", at=AT)
    assert len(_plan(_closure()).given_up) == 1
    _close(_closure())
    assert _state(held) == "cancelled"
    with pytest.raises(UnableToBook), transaction.atomic():
        operations.confirm(booking_id=held.id, case_id=case, via="sponsor", at=AT)


def test_an_offer_in_the_closed_hours_ends_and_the_person_waits_on() -> None:
    from django.db import transaction

    from appointments import operations, waiting
    from appointments.models import WaitingEntry

    visit, waits = _book(TUESDAY + timedelta(days=7)), new_case()
    friday = TUESDAY + timedelta(days=3)
    blocked = _book(friday)
    with transaction.atomic():
        waiting.join(case_id=waits, need=need(), at=AT)
    with transaction.atomic():
        operations.cancel(case_id=blocked.case_id, via="sponsor", at=AT)
    assert WaitingEntry.objects.get().state == "offered"
    _close(_closure(friday, friday + timedelta(hours=4)))
    entry = WaitingEntry.objects.get()
    assert (entry.state, entry.offer_id) == ("waiting", None)
    assert _state(visit) == "booked"


def test_who_is_there_already_is_served_and_who_was_served_is_left_alone() -> None:
    from django.db import transaction

    from appointments import operations

    there, served = _book(), _book()
    with transaction.atomic():
        operations.arrive(booking_id=there.id, by=BY, at=TUESDAY)
        operations.serve(booking_id=served.id, by=BY, at=TUESDAY)
    at = TUESDAY - timedelta(minutes=5)
    plan = _plan(_closure(), at=at)
    assert (plan.steps, plan.here) == ((), 1)
    _close(_closure(), at=at)
    assert [_state(there), _state(served)] == ["arrived", "served"]


def test_taking_a_closure_back_opens_the_hours_and_leaves_moved_visits_where_they_are() -> None:
    visit, change = _book(), _closure()
    _close(change)
    moved = _now(visit)
    back = _back(change)
    assert _close(back).moved == 0
    assert _now(visit).id == moved.id
    assert _book(TUESDAY).state == "booked"


def _back(change: Any) -> Any:
    found = _closure(change.starts_at, change.ends_at, kind="taken_back")
    found.takes_back = change
    return found


@pytest.mark.parametrize("how", ["opened", "taken_back"])
def test_hours_that_open_are_offered_to_who_waits_for_an_earlier_visit(how: str) -> None:
    from django.db import transaction

    from appointments import waiting
    from appointments.models import WaitingEntry

    friday = TUESDAY + timedelta(days=3)
    begin = friday if how == "taken_back" else TUESDAY + timedelta(days=4)
    closed = _closure(friday, friday + timedelta(hours=2))
    _close(closed)
    visit = _book(TUESDAY + timedelta(days=14))
    with transaction.atomic():
        waiting.join(case_id=visit.case_id, need=need(), at=AT)
    _close(_back(closed) if how == "taken_back" else _closure(begin, begin + HALF_HOUR, kind="opened"))
    entry = WaitingEntry.objects.select_related("offer").get()
    assert entry.state == "offered"
    assert entry.offer is not None
    assert entry.offer.starts_at == begin


def test_a_change_is_taken_back_once() -> None:
    from appointments.refusals import UnableToClose

    change = _closure()
    _close(change)
    _close(_back(change))
    with pytest.raises(UnableToClose) as refused:
        _close(_back(change))
    assert refused.value.code == "taken_back_already"


def test_taking_an_opening_back_moves_who_booked_in_it() -> None:
    saturday = TUESDAY + timedelta(days=4)
    opening = _closure(saturday, saturday + timedelta(hours=2), kind="opened")
    _close(opening)
    visit = _book(saturday)
    plan = _plan(_back(opening))
    assert len(plan.moved) == 1
    _close(_back(opening))
    assert _now(visit).starts_at.weekday() == 0


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"starts_at": AT - timedelta(days=2), "ends_at": AT - timedelta(days=1)}, "past"),
        ({"starts_at": NOON, "ends_at": TUESDAY}, "not_in_order"),
        ({"resource": "keller"}, "no_such_counter"),
    ],
)
def test_what_makes_no_sense_is_refused(given: dict[str, Any], code: str) -> None:
    from appointments.refusals import UnableToClose

    with pytest.raises(UnableToClose) as refused:
        _plan(_closure(**given))
    assert refused.value.code == code


def test_nobody_books_into_hours_that_are_being_closed(offenbach: Any) -> None:
    """Bookers and the closure at the same moment: afterwards no visit stands in the closed hours, on no seat two."""
    from appointments.models import Booking
    from appointments.refusals import UnableToBook

    cases = [new_case() for _number in range(12)]
    starts = [TUESDAY + timedelta(minutes=30 * (number // 2)) for number in range(12)]
    change = _closure()

    def book(case: uuid.UUID, starts_at: datetime) -> Any:
        from appointments import operations
        from appointments.contention import patiently

        try:
            return patiently(
                lambda: operations.book(
                    case_id=case, need=need(), office=OFFICE, starts_at=starts_at, via="sponsor", at=AT
                )
            )
        except UnableToBook as refusal:
            return refusal.code

    def close_until_it_holds() -> Any:
        from appointments.refusals import UnableToClose

        for _time in range(30):
            try:
                return _close(_closure_again(change), fingerprint=_plan(change).fingerprint)
            except UnableToClose:
                continue
        return None

    jobs = [lambda case=case, at=at: book(case, at) for case, at in zip(cases, starts, strict=True)]
    done = _at_once(offenbach, [*jobs[:6], close_until_it_holds, *jobs[6:]])
    assert done.pop(6) is not None
    inside = Booking.objects.filter(state="booked", starts_at__lt=change.ends_at, ends_at__gt=change.starts_at)
    assert not inside.exists()
    assert {one for one in done if isinstance(one, str)} <= {"no_such_slot", "slot_gone", "calendar_changed"}
    taken = [(row.seat, row.starts_at) for row in Booking.objects.filter(state="booked")]
    assert len(taken) == len(set(taken)) == sum(not isinstance(one, str) for one in done)


def _at_once(city: Any, jobs: list[Any]) -> list[Any]:
    from django.db import connection

    from tenants.binding import bind

    found: dict[int, Any] = {}
    start = threading.Barrier(len(jobs))

    def work(number: int, job: Any) -> None:
        try:
            with bind(city):
                start.wait()
                found[number] = job()
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [found[number] for number in range(len(jobs))]


def test_two_hundred_visits_are_moved_in_a_few_seconds() -> None:
    from appointments.models import Booking

    days, visits = 0, list[Any]()
    while len(visits) < 200:
        day = TUESDAY + timedelta(days=days)
        days += 1
        for number in range(8 if day.weekday() < 5 else 0):
            visits += [_book(day + number * HALF_HOUR) for _counter in range(2)]
    change = _closure(TUESDAY, TUESDAY + timedelta(days=days))
    began = time.monotonic()
    plan = _plan(change)
    planned = time.monotonic() - began
    done = _close(change, fingerprint=plan.fingerprint)
    took = time.monotonic() - began - planned
    print(f"\nplan of {len(plan.steps)} visits: {planned:.2f} s, done: {took:.2f} s")
    assert done.moved + done.cancelled == len(visits) >= 200
    assert done.moved > 190
    assert planned < 3
    assert took < 8
    seats = list(Booking.objects.filter(state="booked").values_list("seat", "starts_at"))
    assert len(seats) == len(set(seats))
