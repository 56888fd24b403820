"""What comes in wrong, late or from elsewhere: a clear answer, and the case as it was."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from tenants.binding import bind
from tests.interface.appointments import small
from tests.interface.appointments.calendars import AT, need, new_case
from tests.interface.appointments.small import AMT, OPENS, STEP, code_of, patient

ONE = [{"key": "a", "name": "A"}]


@pytest.fixture
def here(offenbach: Any) -> Iterator[Any]:
    with small.calendar_of(offenbach, fair_use={"changes": 2}), bind(offenbach):
        yield offenbach


@pytest.fixture
def one_counter(offenbach: Any) -> Iterator[Any]:
    with small.calendar_of(offenbach, counters=ONE, fair_use={"changes": 9}), bind(offenbach):
        yield offenbach


def _hold(case: uuid.UUID, start: datetime = OPENS, *, at: datetime = AT, office: str = AMT, **more: Any) -> Any:
    from appointments import operations

    return patient(
        lambda: operations.hold(
            case_id=case, need=need(**more), office=office, starts_at=start, via="sponsor", at=at
        )
    )  # fmt: skip


def _confirm(booking: Any, case: uuid.UUID | None = None, *, at: datetime = AT, via: str = "sponsor") -> Any:
    from appointments import operations

    return patient(
        lambda: operations.confirm(booking_id=booking.id, case_id=case or booking.case_id, via=via, at=at)
    )  # fmt: skip


def _visits(case: uuid.UUID) -> list[tuple[str, datetime]]:
    from appointments.models import Booking

    rows = Booking.objects.filter(case_id=case, state__in=["held", "booked", "arrived"])
    return list(rows.order_by("starts_at").values_list("state", "starts_at"))


@pytest.mark.parametrize(
    ("start", "more", "code"),
    [
        (OPENS + timedelta(microseconds=1), {}, "no_such_slot"),
        (OPENS + timedelta(seconds=30), {}, "no_such_slot"),
        (OPENS + timedelta(minutes=5), {}, "no_such_slot"),
        (OPENS + timedelta(minutes=105), {}, "no_such_slot"),
        (OPENS, {"persons": 0}, "no_such_slot"),
        (OPENS, {"persons": -3}, "no_such_slot"),
        (OPENS, {"persons": 10**9}, "no_such_slot"),
        (OPENS, {"persons": 12}, "no_such_slot"),
        (OPENS, {"office": "anderswo"}, "no_such_slot"),
        (AT, {}, "slot_past"),
        (AT + timedelta(minutes=55), {}, "too_soon"),
        (datetime.max.replace(tzinfo=AT.tzinfo), {}, "no_such_slot"),
        (OPENS.replace(year=9000), {}, "not_open_yet"),
    ],
)
def test_what_is_no_slot_is_refused_and_the_hold_stays(
    here: Any, start: datetime, more: dict[str, Any], code: str
) -> None:
    case = new_case()
    _hold(case, OPENS + STEP)
    assert code_of(lambda: _hold(case, start, **more)) == code
    assert _visits(case) == [("held", OPENS + STEP)]


def test_nothing_is_free_for_a_need_that_nobody_can_have(here: Any) -> None:
    from appointments.availability import free_slots
    from appointments.released import window

    known = small.rules()
    for persons in (0, -1, 13, 10**12):
        wanted = need(persons=persons)
        assert free_slots(rules=known, need=wanted, window=window(known, at=AT), at=AT) == []


def test_an_office_that_is_unknown_or_of_another_city(here: Any, wiesbaden: Any) -> None:
    assert code_of(lambda: _hold(new_case(), office="europaviertel")) == "no_such_slot"


def test_anothers_booking_is_not_ones_own(here: Any, wiesbaden: Any) -> None:
    held, other = _hold(new_case()), new_case()
    assert code_of(lambda: _confirm(held, other)) == "not_yours"
    with bind(wiesbaden):
        stranger = new_case()
        assert code_of(lambda: _confirm(held, stranger)) == "no_booking"


@pytest.mark.parametrize("state", ["withdrawn", "refused", "archived", "erased"])
def test_a_case_that_is_over_takes_no_slot(here: Any, state: str) -> None:
    from appointments import operations

    case = new_case(state=state)
    assert code_of(lambda: _hold(case)) == "case_closed"
    by_clerk = code_of(
        lambda: operations.hold(case_id=case, need=need(), office=AMT, starts_at=OPENS, via="desk", at=AT, by=1)
    )
    assert by_clerk == ("case_closed" if state == "erased" else "")


def test_a_hold_or_an_offer_is_not_taken_up_by_a_case_that_ended_meanwhile(here: Any) -> None:
    from declarations.models import Declaration

    case = new_case()
    held = _hold(case)
    Declaration.objects.filter(id=case).update(state="withdrawn")
    assert code_of(lambda: _confirm(held)) == "case_closed"


def test_a_closure_while_the_slot_is_held(here: Any) -> None:
    from appointments.models import CalendarChange

    case = new_case()
    held = _hold(case)
    CalendarChange.objects.create(
        kind="closed", office=AMT, starts_at=OPENS + STEP, ends_at=OPENS + 2 * STEP, by=1, at=AT
    )
    assert code_of(lambda: _confirm(held)) == "calendar_changed"
    assert _visits(case) == [("held", OPENS)]
    assert _hold(case, OPENS + 2 * STEP).state == "held"


def test_a_closure_before_it_does_not_shift_what_is_held(here: Any) -> None:
    """The starts of the day stay where they were, for those who hold one and for all others."""
    from appointments.models import CalendarChange

    held = _hold(new_case(), OPENS + 2 * STEP)
    CalendarChange.objects.create(
        kind="closed", office=AMT, starts_at=OPENS, ends_at=OPENS + timedelta(minutes=10), by=1, at=AT
    )
    assert _confirm(held).state == "booked"
    assert _hold(new_case(), OPENS + STEP).state == "held"
    assert code_of(lambda: _hold(new_case(), OPENS + timedelta(minutes=10))) == "no_such_slot"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"counters": [{"key": "z", "name": "Z"}]}, "calendar_changed"),
        ({"counters": [{"key": "a", "name": "A", "purposes": ["pickup"]}]}, "calendar_changed"),
        ({"step_minutes": 20}, ""),
        ({"lengths": {"signing": {"minutes": 45}}}, ""),
        ({"lead_hours": 48}, ""),
    ],
)
def test_the_calendar_is_published_anew_while_somebody_holds_a_slot(
    offenbach: Any, change: dict[str, Any], code: str
) -> None:
    """What was promised holds where somebody is still there to serve; a counter that was taken away serves nobody."""
    with small.calendar_of(offenbach, counters=ONE), bind(offenbach):
        case = new_case()
        held = _hold(case, OPENS + STEP)
        with small.calendar_of(offenbach, valid_from=AT, **{"counters": ONE, **change}):
            assert code_of(lambda: _confirm(held)) == code
            assert _visits(case) == [("booked" if not code else "held", OPENS + STEP)]


def test_moving_has_an_end_but_an_earlier_slot_that_we_offer_is_no_move(here: Any) -> None:
    from appointments import operations, waiting
    from appointments.models import Booking

    case, other = new_case(), new_case()
    for number in (6, 5, 4):
        _confirm(_hold(case, OPENS + STEP * number))
    assert code_of(lambda: _confirm(_hold(case, OPENS + STEP * 3))) == "too_many_changes"
    _confirm(_hold(other, OPENS))
    patient(lambda: waiting.join(case_id=case, need=need(), at=AT))
    patient(lambda: operations.cancel(case_id=other, via="sponsor", at=AT))
    offer = Booking.objects.get(case_id=case, state="offered")
    assert _confirm(offer).state == "booked"
    assert _visits(case) == [("booked", OPENS)]


# A slot that overlaps one's own, at the only counter.
@pytest.mark.parametrize("number", [1, 3])
def test_moving_by_a_quarter_of_an_hour_at_the_only_counter(one_counter: Any, number: int) -> None:
    case, rival = new_case(), new_case()
    _confirm(_hold(case, OPENS + 2 * STEP))
    start = OPENS + number * STEP
    held = _hold(case, start)
    assert code_of(lambda: _hold(rival, OPENS + (number - 1) * STEP)) == "slot_gone", "the rest of it is kept"
    visit = _confirm(held)
    assert (visit.starts_at, visit.busy_from, visit.busy_until) == (start, start, start + timedelta(minutes=35))
    assert _visits(case) == [("booked", start)]


def test_the_pages_show_such_a_slot_to_its_case_alone(one_counter: Any) -> None:
    from casework import visits

    case = new_case()
    _confirm(_hold(case, OPENS + 2 * STEP))
    near = {OPENS + STEP, OPENS + 2 * STEP, OPENS + 3 * STEP}
    assert near <= {slot.starts_at for slot in visits.free(need=need(), at=AT, case_id=case)}
    assert not near & {slot.starts_at for slot in visits.free(need=need(), at=AT)}
    assert not near & {slot.starts_at for slot in visits.free(need=need(), at=AT, case_id=new_case())}


def test_who_gives_up_the_old_visit_meanwhile_may_lose_both_and_is_told(one_counter: Any) -> None:
    from appointments import operations

    case, rival = new_case(), new_case()
    _confirm(_hold(case, OPENS))
    held = _hold(case, OPENS + STEP)
    patient(lambda: operations.cancel(case_id=case, via="sponsor", at=AT))
    assert _hold(rival, OPENS).state == "held"
    assert code_of(lambda: _confirm(held)) == "slot_gone"
    assert _visits(case) == [("held", OPENS + STEP)]
    later = AT + timedelta(minutes=16)
    assert _confirm(_hold(case, OPENS + 4 * STEP, at=later), at=later).state == "booked"


def test_a_longer_visit_around_the_old_one_is_refused_and_nothing_is_lost(one_counter: Any) -> None:
    case = new_case()
    _confirm(_hold(case, OPENS + 2 * STEP))
    assert code_of(lambda: _hold(case, OPENS + STEP, persons=4)) == "slot_gone"
    assert _visits(case) == [("booked", OPENS + 2 * STEP)]


def test_the_slot_that_one_has_is_answered_with_the_visit(one_counter: Any) -> None:
    visit = _confirm(_hold(new_case()))
    assert _hold(visit.case_id).id == visit.id
    assert _confirm(visit).id == visit.id
