"""Several cases hold, book, move, give back, come or do not come in any order, while counters close: the database says
what a list and a clock would say, after every step."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.interface.appointments import small
from tests.interface.appointments.calendars import AT, need, new_case
from tests.interface.appointments.morning import ACTIVE, BUFFER, STARTS, Model, Row, overlap
from tests.interface.appointments.small import AMT, code_of, doubles, patient

CASES = 4
CHANGES = 2
OFF_TABLE = "no_such_transition"
FEW = [*STARTS[:7], STARTS[9], STARTS[11]]
cases, starts, persons = st.integers(0, CASES - 1), st.sampled_from(FEW), st.sampled_from([1, 1, 1, 2, 3])


class Morning(RuleBasedStateMachine):
    city: Any

    @initialize(booked=st.lists(st.tuples(starts, persons), min_size=CASES, max_size=CASES))
    def begin(self, booked: list[tuple[datetime, int]]) -> None:
        from appointments.models import Booking, CalendarChange
        from tenants.binding import OWNER, bind, bind_owner

        with bind_owner(self.city.schema_name):
            for model in (Booking, CalendarChange):
                model.objects.using(OWNER).all().delete()
        self.bound = bind(self.city)
        self.bound.__enter__()
        self.model = Model(AT)
        self.cases = [new_case() for _ in range(CASES)]
        for case, (start, persons) in enumerate(booked):
            self.hold(case, start, persons)
            self.confirm(case, 0)

    def teardown(self) -> None:
        if hasattr(self, "bound"):
            self.bound.__exit__(None, None, None)

    # What the sponsor does.
    @rule(case=cases, start=starts, persons=persons)
    def hold(self, case: int, start: datetime, persons: int) -> None:
        from appointments import operations

        model, case_id, made = self.model, self.cases[case], list[Any]()
        old, own = model.of(case_id, ["held"]), model.of(case_id, ACTIVE)
        code = code_of(
            lambda: made.append(
                operations.hold(
                    case_id=case_id, need=need(persons=persons), office=AMT, starts_at=start, via="sponsor", at=model.at
                )
            )
        )
        if own is not None and own.state == "booked" and (own.start, own.persons) == (start, persons):
            assert made[0].id == own.id
            return
        if old is not None and not old.is_stale(model.at) and (old.start, old.persons) == (start, persons):
            assert made[0].id == old.id
            return
        free, beside = model.free(start, persons, but=[old]), model.beside(start, persons, own, old)
        assert code == self._refusal(start, persons, free, beside)
        if not code:
            if old is not None:
                old.state = "cancelled"
            narrow = None if free or own is None else beside
            self._note(made[0], narrow)
            assert self.model.rows[-1].seat in free or (own is not None and self.model.rows[-1].seat == own.seat)

    def _refusal(self, start: datetime, persons: int, free: list[Any], beside: Any) -> str:
        if start <= self.model.at:
            return "slot_past"
        if start < self.model.at + timedelta(hours=1):
            return "too_soon"
        if free or beside:
            return ""
        return "slot_gone" if self.model.possible(start, persons) else "no_such_slot"

    def _note(self, booking: Any, narrow: tuple[datetime, datetime] | None) -> None:
        from appointments.models import Seat

        seat = Seat.objects.values_list("resource", "place").get(id=booking.seat)
        self.model.put(
            Row(
                booking.id,
                booking.case_id,
                "held",
                seat,
                booking.starts_at,
                booking.persons,
                booking.held_until,
                narrow,
            )
        )

    @rule(case=cases, start=starts, persons=persons)
    def book_or_move(self, case: int, start: datetime, persons: int) -> None:
        self.hold(case, start, persons)
        self.confirm(case, 0)

    @rule(case=cases, back=st.integers(0, 3))
    def confirm(self, case: int, back: int) -> None:
        """Also from a page that was left open long ago."""
        from appointments import operations

        mine = [row for row in self.model.rows if row.case == self.cases[case]]
        if not mine:
            return
        row = mine[-1 - back % len(mine)]
        code = code_of(
            lambda: operations.confirm(booking_id=row.id, case_id=row.case, via="sponsor", at=self.model.at)
        )  # fmt: skip
        assert code == self._refusal_to_confirm(row)
        if code or row.state in ACTIVE:
            return
        before = self.model.of(row.case, ACTIVE)
        if before is not None:
            before.state, before.by_sponsor = "moved", True
        row.state, row.narrow = "booked", None
        for stale in self.model.rows:
            if stale.is_stale(self.model.at) and stale.seat == row.seat and overlap(stale.busy, row.busy):
                stale.state = "expired"

    def _refusal_to_confirm(self, row: Row) -> str:
        model, before = self.model, self.model.of(row.case, ACTIVE)
        if row.state in ACTIVE:
            return ""
        changes = sum(other.by_sponsor and other.case == row.case for other in model.rows)
        reasons = {
            "hold_over": row.state != "held",
            "slot_past": row.start <= model.at,
            "calendar_changed": not model.is_open(row.seat, row.start, row.whole[1] - BUFFER),
            "too_late": before is not None and (before.state == "arrived" or before.start <= model.at),
            "too_many_changes": before is not None and changes >= CHANGES,
            "slot_gone": row.narrow is not None and bool(model.taken(row.seat, row.whole, but=(row, before))),
        }
        return next((reason for reason, is_so in reasons.items() if is_so), "")

    @rule(case=cases)
    def cancel(self, case: int) -> None:
        from appointments import operations

        row = self.model.of(self.cases[case], ACTIVE)
        code = code_of(lambda: operations.cancel(case_id=self.cases[case], via="sponsor", at=self.model.at))
        late = row is not None and (row.state == "arrived" or row.start <= self.model.at)
        assert code == ("no_booking" if row is None else "too_late" if late else "")
        if row is not None and not code:
            row.state, row.by_sponsor = "cancelled", True

    @rule(case=cases)
    def give_up(self, case: int) -> None:
        from appointments import operations

        patient(lambda: operations.give_up_hold(case_id=self.cases[case], at=self.model.at))
        row = self.model.of(self.cases[case], ["held"])
        if row is not None:
            row.state = "cancelled"

    @rule(case=cases)
    def the_case_ends(self, case: int) -> None:
        from appointments import operations

        patient(lambda: operations.release(case_id=self.cases[case], why="withdrawn", at=self.model.at))
        for row in self.model.rows:
            if row.case == self.cases[case] and row.state in (*ACTIVE, "held"):
                row.state = "cancelled"

    # What the desk does.
    @rule(which=st.integers(0, 30), step=st.sampled_from(["arrive", "serve", "miss", "undo"]))
    def at_the_counter(self, which: int, step: str) -> None:
        from appointments import operations

        come = [row for row in self.model.rows if row.state in (*ACTIVE, "served", "missed")]
        if not come:
            return
        row = come[which % len(come)]
        code = code_of(lambda: getattr(operations, step)(booking_id=row.id, by=1, at=self.model.at))
        target = self._target(row, step)
        assert code == self._refusal_at_the_counter(row, step, target), (row, step)
        if not code and target is not None:
            row.state = target

    def _target(self, row: Row, step: str) -> str | None:
        if step == "undo":
            return {"arrived": "booked", "served": "arrived", "missed": "arrived"}.get(row.state)
        if (step, row.state) == ("arrive", "served"):
            return None
        return {"arrive": "arrived", "serve": "served", "miss": "missed"}[step]

    def _refusal_at_the_counter(self, row: Row, step: str, target: str | None) -> str:
        allowed = {("booked", "arrived"), ("booked", "served"), ("booked", "missed"), ("arrived", "served")}
        if step == "miss" and row.start > self.model.at:
            return "too_soon"
        if target is None or row.state == target:
            return ""
        if step != "undo" and (row.state, target) not in allowed | {("missed", "arrived")}:
            return OFF_TABLE
        other = self.model.of(row.case, ACTIVE)
        gone = target in ACTIVE and other is not None and other is not row
        lost = row.state == "missed" and bool(self.model.taken(row.seat, row.whole, but=[row]))
        if not (gone or lost) and row.state == "missed":
            for stale in self.model.rows:
                if stale.is_stale(self.model.at) and stale.seat == row.seat and overlap(stale.busy, row.whole):
                    stale.state = "expired"
        return "slot_gone" if gone or lost else ""

    @rule(start=starts, minutes=st.sampled_from([10, 30, 60]), resource=st.sampled_from(["", "a", "b"]))
    def close(self, start: datetime, minutes: int, resource: str) -> None:
        from appointments.models import CalendarChange

        end = start + timedelta(minutes=minutes)
        CalendarChange.objects.create(
            kind="closed", office=AMT, resource=resource, starts_at=start, ends_at=end, by=1, at=self.model.at
        )
        self.model.closed.append((resource, start, end))

    @rule()
    def somebody_tidies_up(self) -> None:
        from appointments import tidying

        patient(lambda: tidying.tidy(at=self.model.at))
        for row in self.model.rows:
            if row.is_stale(self.model.at):
                row.state = "expired"

    @rule(minutes=st.sampled_from([1, 5, 15, 40, 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.model.at = min(self.model.at + timedelta(minutes=minutes), AT + timedelta(days=3))

    # What must hold.
    @invariant()
    def the_database_says_the_same(self) -> None:
        from appointments.models import Booking, Seat

        if not hasattr(self, "model"):
            return
        seats = {seat.id: (seat.resource, seat.place) for seat in Seat.objects.all()}
        found = {row.id: (row.state, seats[row.seat or 0], row.starts_at) for row in Booking.objects.all()}
        assert found == {row.id: (row.state, row.seat, row.start) for row in self.model.rows}
        assert doubles() == []

    @invariant()
    def what_is_free_is_free(self) -> None:
        from appointments.availability import free_slots
        from appointments.released import Window

        if not hasattr(self, "model"):
            return
        self.looked = getattr(self, "looked", 0) + 1
        count, besides = ((1, None), (3, None), (1, self.cases[0]))[self.looked % 3]
        at, known = self.model.at, small.rules()
        own = self.model.of(self.cases[0], ACTIVE)
        there = Window(max(STARTS[0], at + timedelta(hours=1)), STARTS[-1] + timedelta(seconds=1))
        slots = free_slots(rules=known, need=need(persons=count), window=there, at=at, besides=besides)
        found = [slot.starts_at for slot in slots]
        but: list[Row | None] = [own] if besides else []
        assert found == [s for s in STARTS if s >= there.first and self.model.free(s, count, but=but)]


@pytest.fixture
def small_calendar(offenbach: Any) -> Iterator[None]:
    with small.calendar_of(offenbach, fair_use={"changes": CHANGES}):
        yield


def test_whatever_order_they_come_in_nobody_meets_at_a_seat(offenbach: Any, small_calendar: None) -> None:
    story = type("ThisMorning", (Morning,), {"city": offenbach})
    run_state_machine_as_test(story, settings=settings(max_examples=12, stateful_step_count=25, deadline=None))


def test_the_model_sees_a_double_booking() -> None:
    """A model that could not fail would prove nothing."""
    model = Model(AT)
    row = Row(uuid.uuid4(), uuid.uuid4(), "booked", ("a", 1), STARTS[0], 1, None)
    model.put(row)
    assert model.free(STARTS[1], 1) == [("b", 1)]
    assert model.free(STARTS[3], 1) == [("a", 1), ("b", 1)]
    assert model.taken(("a", 1), row.whole) == [row]
