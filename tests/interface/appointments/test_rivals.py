"""Whoever comes at the same moment: one gets the slot, the others are told so at once, and nobody sees how close it was."""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connections, transaction

from tests.interface.appointments import small
from tests.interface.appointments.calendars import AT, need, new_case
from tests.interface.appointments.rivals import at_once
from tests.interface.appointments.small import AMT, OPENS, STEP, doubles, patient

ONE = [{"key": "a", "name": "A"}]
QUARTERS = [OPENS + STEP * number for number in range(0, 8, 3)]


@pytest.fixture
def one_counter(offenbach: Any) -> Iterator[Any]:
    from tenants.binding import bind

    with small.calendar_of(offenbach, counters=ONE, fair_use={"changes": 50}), bind(offenbach):
        yield offenbach


def _through_the_front_door(case_id: uuid.UUID, start: datetime = OPENS) -> Callable[[], uuid.UUID]:
    """As the pages do it: two requests, hold and confirm."""

    def work() -> uuid.UUID:
        from casework import visits

        held = visits.hold(
            case_id=case_id, need=need(), office=AMT, starts_at=start, via="sponsor", at=AT, address="192.0.2.7"
        )
        return visits.confirm(booking_id=held.id, case_id=case_id, via="sponsor", at=AT).id

    return work


def _book(case_id: uuid.UUID, start: datetime, at: datetime = AT) -> Any:
    from appointments import operations

    return operations.book(case_id=case_id, need=need(), office=AMT, starts_at=start, via="desk", by=1, at=at)


def _states() -> Counter[str]:
    from appointments.models import Booking

    return Counter(Booking.objects.values_list("state", flat=True))


def test_fifty_rivals_for_one_slot_end_in_one_booking(one_counter: Any) -> None:
    works = [_through_the_front_door(new_case()) for _ in range(50)]
    began = time.monotonic()
    answers = at_once(one_counter, works)
    took = time.monotonic() - began
    assert sum(isinstance(answer, uuid.UUID) for answer in answers) == 1
    assert Counter(answer for answer in answers if isinstance(answer, str)) == {"slot_gone": 49}
    assert _states() == {"booked": 1}
    assert took < 15


def test_fifty_rivals_fill_ten_places_and_not_one_more(offenbach: Any) -> None:
    from tenants.binding import bind

    ten = [{"key": "a", "name": "A", "places": 4}, *({"key": f"b{n}", "name": "B", "places": 2} for n in range(3))]
    with small.calendar_of(offenbach, counters=ten), bind(offenbach):
        answers = at_once(offenbach, [_through_the_front_door(new_case()) for _ in range(50)])
        assert sum(isinstance(answer, uuid.UUID) for answer in answers) == 10, answers
        assert answers.count("slot_gone") == 40
        assert _states() == {"booked": 10}
        assert doubles() == []


def test_eight_clicks_are_one_booking(one_counter: Any) -> None:
    case = new_case()
    answers = at_once(one_counter, [_through_the_front_door(case)] * 8)
    assert len(set(answers)) == 1
    assert isinstance(answers[0], uuid.UUID)
    assert _states() == {"booked": 1}


def test_two_tabs_keep_one_hold(one_counter: Any) -> None:
    from appointments import operations

    case = new_case()

    def hold(start: datetime) -> Callable[[], Any]:
        return lambda: patient(
            lambda: operations.hold(case_id=case, need=need(), office=AMT, starts_at=start, via="sponsor", at=AT)
        )

    answers = at_once(one_counter, [hold(start) for start in QUARTERS])
    assert not [answer for answer in answers if isinstance(answer, str | Exception)]
    assert _states() == {"held": 1, "cancelled": 2}


def test_a_late_confirmation_and_a_rival_cannot_both_have_it(one_counter: Any) -> None:
    """The hold is over by a minute; its owner clicks in the very moment in which somebody else does."""
    from appointments import operations

    late = AT + timedelta(minutes=16)
    for number in range(5):
        start, first, second = OPENS + timedelta(days=number % 4, minutes=45 * (number // 4)), new_case(), new_case()
        held = patient(partial(operations.hold, case_id=first, need=need(), office=AMT, starts_at=start, via="sponsor", at=AT))  # fmt: skip
        confirm = partial(operations.confirm, booking_id=held.id, case_id=first, via="sponsor", at=late)
        answers = at_once(
            one_counter, [partial(patient, confirm), partial(patient, partial(_book, second, start, late))]
        )
        assert sorted(isinstance(answer, str) for answer in answers) == [False, True], answers
        assert {answer for answer in answers if isinstance(answer, str)} <= {"hold_over", "slot_gone"}
        assert doubles() == []


def test_visits_given_back_at_once_reach_as_many_people(one_counter: Any) -> None:
    """Nobody gets two offers, no slot two; who was passed over because somebody else had hold of them comes next."""
    from appointments import operations, waiting
    from appointments.models import Booking
    from outbox.operations import dispatch

    leaving = [new_case() for _ in QUARTERS]
    for case, start in zip(leaving, QUARTERS, strict=True):
        patient(partial(_book, case, start))
    for number in range(5):
        case, since = new_case(), AT + timedelta(seconds=number)
        patient(partial(waiting.join, case_id=case, need=need(), at=since))
    at = AT + timedelta(minutes=1)
    cancels = [partial(operations.cancel, case_id=case, via="sponsor", at=at) for case in leaving]
    answers = at_once(one_counter, [partial(patient, cancel) for cancel in cancels])
    assert not [answer for answer in answers if isinstance(answer, str | Exception)]
    dispatch(at=at + timedelta(minutes=2))
    offers = list(Booking.objects.filter(state="offered"))
    assert len(offers) == len({offer.case_id for offer in offers}) == len(QUARTERS)
    assert doubles() == []


def test_accepting_and_running_out_cannot_both_happen(one_counter: Any) -> None:
    from appointments import operations, waiting
    from appointments.models import Booking, WaitingEntry

    leaving, waits = new_case(), new_case()
    patient(lambda: _book(leaving, OPENS))
    patient(lambda: waiting.join(case_id=waits, need=need(), at=AT))
    patient(lambda: operations.cancel(case_id=leaving, via="sponsor", at=AT))
    offer = Booking.objects.get(state="offered")
    assert offer.held_until is not None
    known: dict[str, Any] = {"booking_id": offer.id, "case_id": waits, "at": offer.held_until}
    at_once(
        one_counter,
        [
            lambda: patient(lambda: operations.confirm(via="sponsor", **known)),
            *[lambda: patient(lambda: waiting.expire(**known))] * 3,
        ],
    )
    entry = WaitingEntry.objects.get(case_id=waits)
    offer.refresh_from_db()
    assert (offer.state, entry.state) in {("booked", "taken"), ("expired", "waiting")}


def test_a_deadlock_is_begun_again_and_nobody_sees_it(one_counter: Any) -> None:
    """Two transactions take two slots each, crosswise: the database ends one of them, which starts over."""
    from appointments import operations

    first = new_case()
    patient(lambda: _book(first, QUARTERS[2]))  # the seat is made when it is first needed, by one of the two
    patient(lambda: operations.cancel(case_id=first, via="desk", by=1, at=AT))
    begun, met = Counter[int](), threading.Barrier(2, timeout=10)
    pairs = [(new_case(), new_case()) for _ in range(2)]

    def work(number: int) -> Any:
        starts = QUARTERS[:2] if number == 0 else QUARTERS[1::-1]

        def both() -> list[Any]:
            begun[number] += 1
            first = _book(pairs[number][0], starts[0])
            if begun[number] == 1:
                met.wait()
            return [first, _book(pairs[number][1], starts[1])]

        return patient(both)

    answers = at_once(one_counter, [lambda: work(0), lambda: work(1)])
    assert sum(begun.values()) == 3, "one of the two was begun again"
    assert [isinstance(answer, list) for answer in sorted(answers, key=str)].count(True) == 1
    assert [answer for answer in answers if not isinstance(answer, list)] == ["slot_gone"]
    assert _states() == {"booked": 2, "cancelled": 1}


def test_after_the_last_try_the_deadlock_is_told(one_counter: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from appointments import contention

    monkeypatch.setattr(contention, "FIRST_PAUSE", 0)
    tried = 0

    def never() -> None:
        nonlocal tried
        tried += 1
        raise OperationalError("deadlock detected") from psycopg.errors.DeadlockDetected()

    with pytest.raises(OperationalError):
        contention.patiently(never)
    assert tried == contention.TRIES
    with transaction.atomic(), pytest.raises(RuntimeError):
        contention.patiently(never)


def test_a_connection_that_breaks_in_the_middle_leaves_nothing_behind(one_counter: Any) -> None:
    case, line = new_case(), list[int]()

    def broken() -> None:
        with transaction.atomic():
            _book(case, OPENS)
            with connections["default"].cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                line.append(cursor.fetchone()[0])
            _end(line[0])
            time.sleep(0.05)
            _book(case, OPENS + STEP * 3)

    (answer,) = at_once(one_counter, [broken])
    assert isinstance(answer, OperationalError)
    assert _states() == {}
    assert patient(lambda: _book(new_case(), OPENS)).state == "booked"


def _end(number: int) -> None:
    """By a second line of the same login."""
    given = connections["default"].get_connection_params()
    given = {name: value for name, value in given.items() if name in ("host", "port", "user", "password", "dbname")}
    with psycopg.connect(**given, autocommit=True) as line:
        line.execute("SELECT pg_terminate_backend(%s)", [number])
