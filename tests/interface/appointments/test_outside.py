"""Visits in the city's own system: here and there agree in the end, whatever fails in between."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app

from infra.standins.zms.server import StandIn
from tests.contract.appointments.standin import faults, office_does, there
from tests.interface.appointments.calendars import AT, need, new_case
from tests.interface.appointments.systems import (
    OFFICE,
    published,
    recorded,
    section,
    states,
    visitor,
    work,
    work_until,
)

FIRST = datetime(2027, 3, 2, 7, 0, tzinfo=AT.tzinfo)
LATER = FIRST + timedelta(hours=2)
MINUTE = timedelta(minutes=1)


class Crash(BaseException):
    """The process is gone."""


@pytest.fixture
def standin(tmp_path: Path) -> Iterator[StandIn]:
    with StandIn(tmp_path / "zms") as running:
        running.world.clock = AT.timestamp
        yield running


@pytest.fixture(autouse=True)
def _in_offenbach(cities: Any, standin: StandIn) -> Iterator[None]:
    """Both cities use the system; Offenbach is bound, and tasks run where they are sent."""
    from tenants.binding import bind

    current_app.conf.task_always_eager = True
    with published(cities[0], section(standin)), published(cities[1], section(standin)), bind(cities[0]):
        yield
    current_app.conf.task_always_eager = False


@pytest.fixture
def case(cities: Any) -> uuid.UUID:
    return new_case()


def hold(case: uuid.UUID, starts_at: datetime = FIRST, *, at: datetime = AT, **more: Any) -> Any:
    from appointments import outside

    return outside.hold(case_id=case, need=need(**more), office=OFFICE, starts_at=starts_at, via="sponsor", at=at)


def confirm(booking: Any, *, at: datetime = AT, **more: Any) -> Any:
    from appointments import outside

    asked = {"booking_id": booking.id, "case_id": booking.case_id, "visitor": visitor(), **more}
    return outside.confirm(at=at, **asked)


def cancel(booking: Any, *, at: datetime = AT) -> Any:
    from appointments import outside

    return outside.cancel(booking_id=booking.id, case_id=booking.case_id, via="sponsor", at=at)


def code_of(call: Any, *arguments: Any, **more: Any) -> str:
    from appointments.refusals import UnableToBook

    with pytest.raises(UnableToBook) as refused:
        call(*arguments, **more)
    return refused.value.code


def fresh(booking: Any) -> Any:
    from appointments.models import Booking

    return Booking.objects.get(id=booking.id)


def standing(standin: StandIn) -> list[int]:
    """Starts of what is confirmed there."""
    return [start for state, start in there(standin) if state == "confirmed"]


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def test_from_free_to_booked(case: uuid.UUID, standin: StandIn) -> None:
    from appointments import outside

    offered = outside.free(need(), date(2027, 3, 2), date(2027, 3, 3), at=AT)
    assert offered[0].starts_at == FIRST
    held = hold(case)
    assert (held.state, held.system, held.seat) == ("held", "zms", None)
    assert held.held_until == AT + 15 * MINUTE
    assert FIRST not in [slot.starts_at for slot in outside.free(need(), date(2027, 3, 2), date(2027, 3, 3), at=AT)]
    booked = confirm(held)
    assert (booked.state, booked.held_until, booked.ends_at - booked.starts_at) == ("booked", None, 30 * MINUTE)
    assert standing(standin) == [seconds(FIRST)]
    assert recorded("visit.booked") == 1
    assert outside.place_of(booked) == "001"


def test_what_opens_the_booking_there_is_sealed_here(case: uuid.UUID, standin: StandIn) -> None:
    held = hold(case)
    [there_] = standin.world.store.all()
    assert there_["key"].encode() not in bytes(held.sealed_reservation)
    assert there_["key"] not in repr(vars(held))


def test_the_same_slot_again_is_the_same_hold(case: uuid.UUID, standin: StandIn) -> None:
    assert hold(case).id == hold(case).id
    assert len(there(standin)) == 1


def test_another_slot_gives_the_first_back_there_too(case: uuid.UUID, standin: StandIn) -> None:
    hold(case)
    hold(case, LATER)
    assert states(case) == ["cancelled", "held"]
    assert [state for state, _ in there(standin)] == ["deleted", "reserved"]


def test_the_same_slot_for_two_persons_is_no_rival_of_ones_own(case: uuid.UUID) -> None:
    hold(case)
    assert hold(case, persons=2).persons == 2


def test_a_slot_that_is_gone_leaves_the_earlier_hold_as_it_was(case: uuid.UUID, standin: StandIn) -> None:
    kept = hold(case)
    hold(new_case(), LATER)
    assert code_of(hold, case, LATER) == "slot_gone"
    assert fresh(kept).state == "held"
    assert confirm(kept).state == "booked"


@pytest.mark.parametrize(
    ("starts_at", "more", "code"),
    [
        (AT - timedelta(days=1), {}, "slot_past"),
        (FIRST, {"office": "elsewhere"}, "no_such_slot"),
        (FIRST + timedelta(minutes=7), {}, "slot_gone"),
        (FIRST + timedelta(hours=12), {}, "slot_gone"),
    ],
)
def test_what_is_no_slot_is_refused(case: uuid.UUID, starts_at: datetime, more: Any, code: str) -> None:
    assert code_of(hold, case, starts_at, **more) == code
    assert states(case) == []


def test_moving_books_the_new_one_first_and_gives_the_old_one_back(case: uuid.UUID, standin: StandIn) -> None:
    before = confirm(hold(case))
    after = confirm(hold(case, LATER))
    assert (after.uid, after.revision) == (before.uid, 1)
    assert states(case) == ["booked", "moved"]
    assert standing(standin) == [seconds(LATER)]
    assert fresh(before).sealed_reservation is None
    assert recorded("visit.moved") == 1


def test_an_old_slot_that_cannot_be_given_back_now_is_given_back_later(case: uuid.UUID, standin: StandIn) -> None:
    confirm(hold(case))
    work(standin, AT + 3 * MINUTE)  # the timer that watches the first call has rung
    held = hold(case, LATER)
    faults(standin, answers="down", calls="cancel")
    confirm(held)
    assert standing(standin) == [seconds(FIRST), seconds(LATER)]
    work_until(standin, AT, AT + timedelta(hours=1))
    assert standing(standin) == [seconds(FIRST), seconds(LATER)]
    faults(standin, answers="normal")
    work_until(standin, AT + timedelta(hours=1), AT + timedelta(hours=3))
    assert standing(standin) == [seconds(LATER)]
    assert recorded("visit.give_back_due") < 12


def test_cancelling_counts_at_once_and_reaches_the_system_when_it_answers(case: uuid.UUID, standin: StandIn) -> None:
    booked = confirm(hold(case))
    work(standin, AT + 3 * MINUTE)
    faults(standin, answers="down")
    assert cancel(booked).state == "cancelled"
    assert cancel(booked).state == "cancelled"
    assert standing(standin) == [seconds(FIRST)]
    faults(standin, answers="normal")
    work_until(standin, AT, AT + timedelta(hours=2))
    assert standing(standin) == []
    assert recorded("visit.cancelled") == 1


def test_a_case_that_ends_gives_its_visit_back(case: uuid.UUID, standin: StandIn) -> None:
    from appointments import operations
    from appointments.contention import patiently

    confirm(hold(case))
    work(standin, AT + 3 * MINUTE)
    patiently(lambda: operations.release(case_id=case, why="withdrawn", at=AT))
    work_until(standin, AT + 3 * MINUTE, AT + 6 * MINUTE, MINUTE)
    assert standing(standin) == []


def test_confirming_twice_at_once_is_confirming_once(case: uuid.UUID, standin: StandIn, offenbach: Any) -> None:
    from django.db import connections

    from tenants.binding import bind

    held = hold(case)

    def click(_: int) -> str:
        with bind(offenbach):
            try:
                return str(confirm(held).id)
            finally:
                connections.close_all()

    with ThreadPoolExecutor(2) as clicks:
        assert set(clicks.map(click, range(2))) == {str(held.id)}
    assert states(case) == ["booked"]
    assert standing(standin) == [seconds(FIRST)]
    assert recorded("visit.booked") == 1


def test_holding_twice_at_once_keeps_one_place(case: uuid.UUID, standin: StandIn, offenbach: Any) -> None:
    from django.db import connections

    from appointments.refusals import UnableToBook
    from tenants.binding import bind

    def click(number: int) -> None:
        with bind(offenbach), suppress(UnableToBook):
            hold(case, FIRST + timedelta(hours=number))
        connections.close_all()

    with ThreadPoolExecutor(3) as clicks:
        list(clicks.map(click, range(3)))
    assert states(case).count("held") == 1
    assert [state for state, _ in there(standin)].count("reserved") == 1


def test_fifty_rivals_for_one_slot_end_in_one_visit(standin: StandIn, offenbach: Any) -> None:
    from django.db import connections

    from appointments.refusals import UnableToBook
    from tenants.binding import bind

    cases = [new_case() for _ in range(50)]

    def rival(case: uuid.UUID) -> str:
        with bind(offenbach):
            try:
                return str(confirm(hold(case)).state)
            except UnableToBook as refusal:
                return refusal.code
            finally:
                connections.close_all()

    with ThreadPoolExecutor(8) as rivals:
        ends = list(rivals.map(rival, cases))
    assert (ends.count("booked"), ends.count("slot_gone")) == (1, 49)
    assert standing(standin) == [seconds(FIRST)]


def test_a_hold_whose_time_is_over_there_is_over_here(case: uuid.UUID, standin: StandIn) -> None:
    held = hold(case)
    at = AT + 16 * MINUTE
    standin.world.clock = at.timestamp
    assert code_of(confirm, held, at=at) == "hold_over"
    assert fresh(held).state == "expired"
    assert hold(case, at=at).state == "held"


def test_other_cases_and_other_cities_bookings_are_refused(case: uuid.UUID, cities: Any, standin: StandIn) -> None:
    from appointments import outside
    from tenants.binding import bind

    mine = hold(case)
    assert code_of(confirm, mine, case_id=new_case()) == "not_yours"
    assert code_of(confirm, mine, booking_id=uuid.uuid4()) == "no_booking"
    with bind(cities[1]):
        theirs = hold(new_case(), LATER)
    assert code_of(confirm, mine, booking_id=theirs.id) == "no_booking"
    assert code_of(outside.look, booking_id=theirs.id, at=AT) == "no_booking"
    assert code_of(outside.cancel, booking_id=theirs.id, case_id=case, via="sponsor", at=AT) == "no_booking"
    with bind(cities[1]):
        assert states(theirs.case_id) == ["held"]


@pytest.mark.parametrize("fault", ["down", "limited", "nonsense", "broken", "half", "lost", "huge", "page", "silent"])
def test_a_system_in_trouble_harms_no_case(case: uuid.UUID, standin: StandIn, fault: str) -> None:
    from appointments import outside

    held = hold(case)
    faults(standin, answers=fault)
    assert code_of(outside.free, need(), date(2027, 3, 2), date(2027, 3, 3), at=AT) == "system_down"
    assert code_of(hold, case, LATER) == "system_down"
    assert code_of(confirm, held) == "system_down"
    assert outside.check(at=AT)
    assert states(case) == ["held"]
    faults(standin, answers="normal")
    assert outside.check(at=AT) == ""
    assert confirm(held).state == "booked"
    assert standing(standin) == [seconds(FIRST)]


def test_a_crash_after_reserving_costs_a_quarter_of_an_hour(
    case: uuid.UUID, standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from appointments import settling

    with monkeypatch.context() as broken:
        broken.setattr(settling, "keep_hold", _dies)
        with pytest.raises(Crash):
            hold(case)
    assert states(case) == []
    assert code_of(hold, case) == "slot_gone"
    at = AT + 16 * MINUTE
    standin.world.clock = at.timestamp
    assert hold(case, at=at).state == "held"


def test_a_crash_after_confirming_is_found_by_the_timer(
    case: uuid.UUID, standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from appointments import settling

    before = confirm(hold(case))
    held = hold(case, LATER)
    with monkeypatch.context() as broken:
        broken.setattr(settling, "book", _dies)
        with pytest.raises(Crash):
            confirm(held)
    assert fresh(held).state == "held"
    assert standing(standin) == [seconds(FIRST), seconds(LATER)]
    work_until(standin, AT, AT + 20 * MINUTE, 2 * MINUTE)
    assert (fresh(held).state, fresh(before).state) == ("booked", "moved")
    assert standing(standin) == [seconds(LATER)]


def test_what_was_confirmed_there_after_it_was_given_up_here_is_given_back(
    case: uuid.UUID, standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from appointments import settling

    held = hold(case)
    with monkeypatch.context() as broken:
        broken.setattr(settling, "book", _dies)
        with pytest.raises(Crash):
            confirm(held)
    faults(standin, answers="down")
    cancel(held)
    faults(standin, answers="normal")
    work_until(standin, AT, AT + timedelta(hours=1))
    assert standing(standin) == []


def test_a_confirmation_that_comes_after_the_end_is_remembered_to_be_given_back(case: uuid.UUID) -> None:
    from appointments import reservations, settling
    from appointments.contention import patiently

    held = hold(case)
    there_ = reservations.of(held)
    assert there_ is not None
    cancel(held)
    assert fresh(held).sealed_reservation is None
    late, before = patiently(lambda: settling.book(held.id, there_, settling.Who("sponsor"), at=AT))
    assert (late.state, before) == ("cancelled", None)
    assert fresh(held).sealed_reservation is not None
    assert recorded("visit.give_back_due") == 1


def _dies(*_: Any, **__: Any) -> Any:
    raise Crash


def test_what_the_office_deletes_there_is_cancelled_here(case: uuid.UUID, standin: StandIn) -> None:
    from appointments import outside

    booked = confirm(hold(case))
    assert outside.look(booking_id=booked.id, at=AT).state == "booked"
    office_does(standin, "delete", standin.world.store.all()[0]["id"])
    seen = outside.look(booking_id=booked.id, at=AT)
    assert (seen.state, seen.ended_by) == ("cancelled", "office")
    assert recorded("visit.cancelled") == 1


def test_what_the_office_moves_there_is_moved_here(case: uuid.UUID, standin: StandIn) -> None:
    from appointments import outside

    booked = confirm(hold(case))
    another = hold(case, LATER)
    office_does(standin, "move", standin.world.store.all()[1]["id"], FIRST + timedelta(days=1))
    seen = outside.look(booking_id=booked.id, at=AT)
    assert (seen.state, seen.starts_at, seen.uid, seen.revision) == ("booked", FIRST + timedelta(days=1), booked.uid, 1)
    assert (fresh(booked).state, fresh(booked).ended_by, fresh(another).state) == ("moved", "office", "cancelled")
    work_until(standin, AT, AT + timedelta(hours=1))
    assert standing(standin) == [seconds(FIRST + timedelta(days=1))]
    assert cancel(seen).state == "cancelled"
    assert standing(standin) == []


def test_every_visit_is_looked_at_once_a_day(case: uuid.UUID, standin: StandIn) -> None:
    week = FIRST + timedelta(days=7)
    booked = confirm(hold(case, week))
    work_until(standin, AT, AT + timedelta(days=2), timedelta(hours=6))
    assert recorded("visit.look_due") == 3
    faults(standin, answers="down")
    work_until(standin, AT + timedelta(days=2), AT + timedelta(days=3), timedelta(hours=6))
    faults(standin, answers="normal")
    office_does(standin, "delete", standin.world.store.all()[0]["id"])
    assert fresh(booked).state == "booked"
    work_until(standin, AT + timedelta(days=3), AT + timedelta(days=4), timedelta(hours=6))
    assert (fresh(booked).state, fresh(booked).ended_by) == ("cancelled", "office")
    work_until(standin, AT + timedelta(days=4), AT + timedelta(days=9), timedelta(hours=12))
    assert recorded("visit.look_due") == 5


def test_a_visit_that_has_begun_is_no_longer_followed(case: uuid.UUID, standin: StandIn) -> None:
    from appointments import outside

    booked = confirm(hold(case))
    office_does(standin, "delete", standin.world.store.all()[0]["id"])
    assert outside.look(booking_id=booked.id, at=FIRST + MINUTE).state == "booked"


def test_one_visit_per_person_there_is_said_plainly(case: uuid.UUID, standin: StandIn) -> None:
    faults(standin, per_mail="1")
    confirm(hold(case))
    assert code_of(confirm, hold(case, LATER)) == "has_one_already"
    assert states(case) == ["booked", "held"]


def test_a_city_that_left_the_system_says_so(case: uuid.UUID, standin: StandIn, offenbach: Any) -> None:
    from appointments import outside

    held = hold(case)
    own = section(standin, system="own", options={})
    with published(offenbach, own, AT + MINUTE):
        assert code_of(confirm, held, at=AT + MINUTE) == "system_down"
        assert outside.check(at=AT + MINUTE) == ""


def test_the_system_is_never_asked_inside_a_transaction(case: uuid.UUID) -> None:
    from django.db import transaction

    from appointments import outside

    with transaction.atomic():
        for call in (lambda: hold(case), lambda: outside.check(at=AT)):
            with pytest.raises(RuntimeError):
                call()


def test_who_waits_for_the_system_is_told_once_when_it_is_back(case: uuid.UUID, standin: StandIn) -> None:
    from django.db import transaction

    from appointments import inviting, outside
    from appointments.needs import Purpose

    with transaction.atomic():
        invitations = [inviting.invite(case_id=each, purpose=Purpose.SIGNING, at=AT) for each in (case, new_case())]
    faults(standin, answers="down")
    for invitation in invitations * 2:
        with transaction.atomic():
            outside.wait(invitation, at=AT)
    assert recorded("visit.system_check_due") == 1
    work_until(standin, AT, AT + timedelta(hours=2))
    assert recorded("visit.system_back") == 0
    faults(standin, answers="normal")
    work_until(standin, AT + timedelta(hours=2), AT + timedelta(hours=5))
    assert recorded("visit.system_back") == 2
    for invitation in invitations:
        invitation.refresh_from_db()
        assert invitation.waits_since is None
    checks = recorded("visit.system_check_due")
    assert checks < 10
    with transaction.atomic():
        outside.wait(invitations[0], at=AT + timedelta(hours=5))
    assert recorded("visit.system_check_due") == checks + 1


FAULTS = ("normal", "normal", "down", "lost", "nonsense", "half", "limited", "page")


@pytest.mark.parametrize("seed", range(8))
def test_in_whatever_order_things_fail_both_sides_agree_in_the_end(
    seed: int, standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two persons hold, confirm, cancel and look while the system fails and processes die; then all is quiet."""
    from appointments import settling
    from appointments.models import Booking

    choose = random.Random(seed)  # noqa: S311  the same order every time
    at, cases = AT, [new_case(), new_case()]
    slots = [FIRST + timedelta(minutes=30 * number) for number in range(4)]
    for _ in range(25):
        faults(standin, answers=choose.choice(FAULTS), answers_left=choose.choice(["", "1", "2"]))
        with monkeypatch.context() as broken:
            if choose.random() < 0.15:
                broken.setattr(settling, choose.choice(["keep_hold", "book"]), _dies)
            _something(choose, choose.choice(cases), choose.choice(slots), at)
        at += choose.choice([0, 1, 4, 9]) * MINUTE
        work(standin, at)
    faults(standin, answers="normal", answers_left="")
    work_until(standin, at, at + timedelta(hours=3))
    here = sorted(seconds(row.starts_at) for row in Booking.objects.filter(state="booked"))
    assert here == sorted(standing(standin))
    assert all(states(case).count("booked") <= 1 for case in cases)


def _something(choose: random.Random, case: uuid.UUID, slot: datetime, at: datetime) -> None:
    from appointments import outside
    from appointments.models import Booking
    from appointments.refusals import UnableToBook

    held = Booking.objects.filter(case_id=case, state="held").first()
    booked = Booking.objects.filter(case_id=case, state="booked").first()
    with suppress(UnableToBook, Crash):
        what = choose.random()
        if held is not None and what < 0.5:
            confirm(held, at=at, via="desk")
        elif booked is not None and what < 0.65:
            cancel(booked, at=at)
        elif booked is not None and what < 0.75:
            outside.look(booking_id=booked.id, at=at)
        else:
            hold(case, slot, at=at)
