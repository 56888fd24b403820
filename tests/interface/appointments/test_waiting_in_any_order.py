"""The waiting list in any order of events: fair, never two offers for one slot or to one person, nobody forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.interface.appointments import small
from tests.interface.appointments.calendars import AT, need, new_case
from tests.interface.appointments.line_watch import Seen, watched
from tests.interface.appointments.morning import STARTS
from tests.interface.appointments.small import AMT, code_of, doubles, patient

CASES = 6
FEW = [*STARTS[:7:2], STARTS[9], STARTS[12], STARTS[14]]
cases, starts = st.integers(0, CASES - 1), st.sampled_from(FEW)
persons = st.sampled_from([1, 1, 2])


class Line(RuleBasedStateMachine):
    city: Any

    @initialize(
        booked=st.lists(st.tuples(starts, persons), min_size=CASES, max_size=CASES),
        waiting=st.lists(st.sampled_from([0, 1, 1, 2]), min_size=CASES, max_size=CASES),
    )
    def begin(self, booked: list[tuple[datetime, int]], waiting: list[int]) -> None:
        """A morning that is well booked, and people who would rather come earlier."""
        from appointments.models import Booking, CalendarChange, WaitingEntry
        from outbox.models import OutboxEvent
        from tenants.binding import OWNER, bind, bind_owner

        with bind_owner(self.city.schema_name):
            for model in (WaitingEntry, Booking, CalendarChange, OutboxEvent):
                model.objects.using(OWNER).all().delete()
        self.bound = bind(self.city)
        self.bound.__enter__()
        self.at, self.closed, self.over = AT, list[tuple[str, datetime, datetime]](), set[Any]()
        self.cases = [new_case() for _ in range(CASES)]
        for case, (start, persons) in enumerate(booked):
            self.book_or_move(case, start, persons, desk=True)
        for case, persons in enumerate(waiting):
            if persons:
                self.join(case, persons, "")

    def teardown(self) -> None:
        if hasattr(self, "bound"):
            self.bound.__exit__(None, None, None)

    def _is_closed(self, start: datetime, end: datetime, seat: int) -> bool:
        from appointments.models import Seat

        resource = Seat.objects.get(id=seat).resource
        return any(key in ("", resource) and start < until and since < end for key, since, until in self.closed)

    def _step(self, work: Any) -> None:
        self.at += timedelta(seconds=1)
        after = watched(work, at=self.at, closed=self._is_closed)
        assert doubles() == []
        awake = {entry["id"] for entry in after.entries.values() if entry["state"] in ("waiting", "offered")}
        assert not awake & self.over, "a used entry came back"
        self.over |= set(after.entries) - awake

    def _offer(self, case: int) -> Any:
        rows = Seen.now().bookings.values()
        return next((b for b in rows if b["case_id"] == self.cases[case] and b["state"] == "offered"), None)

    @rule(case=cases, persons=persons, bound=st.sampled_from(["", "first", "last"]))
    def join(self, case: int, persons: int, bound: str) -> None:
        from appointments import waiting

        second = STARTS[-1].date()
        days = {"first": {"first_day": second}, "last": {"last_day": STARTS[0].date()}}.get(bound, {})
        wanted = need(persons=persons)
        self._step(lambda: patient(lambda: waiting.join(case_id=self.cases[case], need=wanted, at=self.at, **days)))

    @rule(case=cases)
    def leave(self, case: int) -> None:
        from appointments import waiting

        self._step(lambda: patient(lambda: waiting.leave(case_id=self.cases[case], at=self.at)))

    @rule(case=cases, start=starts, persons=persons, desk=st.booleans())
    def book_or_move(self, case: int, start: datetime, persons: int, desk: bool) -> None:
        from appointments import operations

        who: dict[str, Any] = {"via": "desk", "by": 1} if desk else {"via": "sponsor"}
        wanted = need(persons=persons)
        self._step(
            lambda: code_of(
                lambda: operations.book(
                    case_id=self.cases[case], need=wanted, office=AMT, starts_at=start, at=self.at, **who
                )
            )
        )

    @rule(case=cases)
    def cancel(self, case: int) -> None:
        from appointments import operations

        self._step(lambda: code_of(lambda: operations.cancel(case_id=self.cases[case], via="sponsor", at=self.at)))

    @rule(case=cases)
    def the_case_ends(self, case: int) -> None:
        from appointments import operations

        self._step(lambda: patient(lambda: operations.release(case_id=self.cases[case], why="refused", at=self.at)))

    @rule(case=cases, wanted=st.booleans())
    def answer(self, case: int, wanted: bool) -> None:
        from appointments import operations, waiting

        offer = self._offer(case)
        if offer is None:
            return
        known = {"booking_id": offer["id"], "case_id": self.cases[case], "at": self.at}
        if wanted:
            self._step(lambda: code_of(lambda: operations.confirm(via="sponsor", **known)))
        else:
            self._step(lambda: patient(lambda: waiting.decline(**known)))

    @rule(which=st.integers(0, 20), step=st.sampled_from(["arrive", "miss", "serve"]))
    def at_the_counter(self, which: int, step: str) -> None:
        from appointments import operations

        come = [b for b in Seen.now().bookings.values() if b["state"] == "booked"]
        if come:
            chosen = come[which % len(come)]["id"]
            self._step(lambda: code_of(lambda: getattr(operations, step)(booking_id=chosen, by=1, at=self.at)))

    @rule(start=starts, resource=st.sampled_from(["a", "b"]))
    def close(self, start: datetime, resource: str) -> None:
        self._change("closed", start, resource)
        self.closed.append((resource, start, start + timedelta(minutes=30)))

    def _change(self, kind: str, start: datetime, resource: str) -> Any:
        from appointments.models import CalendarChange

        return CalendarChange.objects.create(
            kind=kind, office=AMT, resource=resource, starts_at=start, ends_at=start + timedelta(minutes=30), by=1,
            at=self.at,
        )  # fmt: skip

    @rule()
    def open_again(self) -> None:
        """What was closed last opens, and is offered to the line."""
        from appointments import waiting
        from appointments.models import CalendarChange

        if not self.closed:
            return
        resource, start, end = self.closed.pop()
        last = CalendarChange.objects.filter(kind="closed", taken_back_by=None).order_by("-at", "-id").first()
        same = CalendarChange.objects.filter(
            kind="closed", taken_back_by=None, resource=resource, starts_at=start
        ).first()
        assert last is not None
        assert same is not None
        CalendarChange.objects.create(
            kind="taken_back",
            office=AMT,
            resource=resource,
            starts_at=start,
            ends_at=end,
            takes_back=same,
            by=1,
            at=self.at,
        )
        known: dict[str, Any] = {"office": AMT, "resource": resource, "starts_at": start, "ends_at": end}
        self._step(lambda: patient(lambda: waiting.pass_on_opening(at=self.at, **known)))

    @rule(minutes=st.sampled_from([5, 70, 125, 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        """The outbox is worked event by event, as it would be by the minute."""
        from outbox.models import OutboxEvent
        from outbox.operations import dispatch

        self.at = min(self.at + timedelta(minutes=minutes), AT + timedelta(days=3))
        while OutboxEvent.objects.filter(done_at=None, due_at__lte=self.at).exists():
            self._step(lambda: dispatch(at=self.at, limit=1))
        seen = Seen.now()
        for entry in seen.entries.values():
            if entry["state"] == "offered":
                offer = seen.bookings[entry["offer_id"]]
                assert offer["state"] == "offered", "waits for an answer to an offer that is over"
                assert offer["held_until"] > self.at, "an offer outlived its time"


def test_the_line_is_served_fairly_whatever_happens(offenbach: Any) -> None:
    with small.calendar_of(offenbach, fair_use={"changes": 50}, reminders=[]):
        story = type("ThisLine", (Line,), {"city": offenbach})
        run_state_machine_as_test(story, settings=settings(max_examples=12, stateful_step_count=25, deadline=None))
