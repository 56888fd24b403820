"""Any order of events, with workers that die between any two statements: one connector at most ever gets a delivery,
it is never lost, and its arrival is told exactly once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.interface.connectors.support import events, fresh, queued
from tests.support.cleaning import clean

MOODS = ["answers", "silent", "lost", "rejects", "misconfigured", "later", "nonsense"]


class Died(BaseException):
    """The process is killed here: nothing behind it runs, an open transaction never happened."""


def dying_at(number: int, work: Callable[[], Any]) -> None:
    """Runs ``work`` until its n-th statement, which is not executed any more."""
    count = 0

    def wrapper(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        nonlocal count
        count += 1
        if count == number:
            raise Died
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(wrapper):
            work()
    except Died:
        connection.close()


class Machine(RuleBasedStateMachine):
    """Two receivers, the second as the city's fallback; two messages of one case. ``can_tell`` differs between runs."""

    ground: dict[str, Any]

    @initialize(can_tell=st.booleans())
    def begin(self, can_tell: bool) -> None:
        clean(self.ground["cities"])
        self.ground["connect"]()
        self.first, self.second = self.ground["first"], self.ground["second"]
        for receiver in (self.first, self.second):
            receiver.has.clear()
            receiver.fates.clear()
            receiver.calls.clear()
            receiver.mood = receiver.finding = "answers"
            receiver.meanwhile = lambda: None
        self.first.can_tell = can_tell
        self.now: datetime = self.ground["at"] + timedelta(minutes=1)
        self.delivery = queued(self.now)
        self.claims: list[Any] = []
        self.results: list[tuple[Any, Any]] = []

    @rule(mood=st.sampled_from(MOODS))
    def the_first_feels_different(self, mood: str) -> None:
        self.first.mood = mood

    @rule(mood=st.sampled_from(MOODS))
    def the_second_feels_different(self, mood: str) -> None:
        self.second.mood = mood

    @rule(finding=st.sampled_from(["answers", "silent"]))
    def the_first_can_or_cannot_be_asked(self, finding: str) -> None:
        self.first.finding = finding

    @rule(minutes=st.sampled_from([0.2, 1, 6, 16, 45, 130, 1500]))
    def time_passes(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def a_worker_comes_by(self) -> None:
        from connectors.delivering import deliver_due

        deliver_due(clock=lambda: self.now, most=2)

    @rule(statement=st.integers(1, 40))
    def a_worker_dies(self, statement: int) -> None:
        from connectors.delivering import deliver_due

        dying_at(statement, lambda: deliver_due(clock=lambda: self.now, most=2))

    @rule(minutes=st.sampled_from([0, 6, 12]))
    def a_worker_is_slow_in_the_midst_of_its_call(self, minutes: int) -> None:
        """Others come by meanwhile; then what it sent arrives after all, or not."""
        from connectors.delivering import deliver_due

        def others() -> None:
            self.first.meanwhile = self.second.meanwhile = lambda: None
            self.now += timedelta(minutes=minutes)
            deliver_due(clock=lambda: self.now, most=1)

        self.first.meanwhile = self.second.meanwhile = others
        deliver_due(clock=lambda: self.now, most=1)
        self.first.meanwhile = self.second.meanwhile = lambda: None

    @rule()
    def a_worker_claims(self) -> None:
        from connectors.claiming import claim

        taken = claim(at=self.now)
        self.claims += [taken] if taken else []

    @precondition(lambda self: self.claims)
    @rule(data=st.data())
    def a_worker_calls_however_late(self, data: Any) -> None:
        from connectors.delivering import attempt

        taken = self.claims.pop(data.draw(st.integers(0, len(self.claims) - 1)))
        self.results.append((taken, attempt(taken, at=self.now)))

    @precondition(lambda self: self.results)
    @rule(data=st.data())
    def a_worker_settles_however_late(self, data: Any) -> None:
        from connectors.settling import settle

        taken, result = self.results.pop(data.draw(st.integers(0, len(self.results) - 1)))
        settle(claim=taken, result=result, at=self.now)

    @rule(fate=st.sampled_from(["waiting", "accepted", "rejected"]))
    def somebody_asks_what_became_of_it(self, fate: str) -> None:
        from connectors.base import Fate, Followed
        from connectors.following import follow_due

        key = self.delivery.idempotency_key
        for receiver in (self.first, self.second):
            receiver.fates[f"{receiver.name}-{key}"] = Followed(Fate(fate))
            if fate == "rejected" and fresh(self.delivery).receipt.startswith(receiver.name):
                due = fresh(self.delivery)
                if due.state == "handed_over" and due.next_try_at <= self.now:
                    receiver.has.pop(key, None)  # what it rejects it has not got
        follow_due(clock=lambda: self.now)

    @rule(what=st.sampled_from(["resend", "park", "unpark", "resume"]))
    def a_person_does_something(self, what: str) -> None:
        from audit.operations import staff
        from connectors import operations
        from kernel.errors import Refusal

        try:
            with transaction.atomic():
                if what == "resume":
                    operations.resume(at=self.now)
                else:
                    getattr(operations, what)(delivery_id=self.delivery.id, by=staff(1), at=self.now)
        except Refusal:
            pass

    @rule()
    def a_watch_fires(self) -> None:
        from connectors.watch import look_after

        with transaction.atomic():
            look_after(events("delivery.watch")[-1], self.now)

    @invariant()
    def one_connector_at_most_has_it(self) -> None:
        if hasattr(self, "first"):
            key = self.delivery.idempotency_key
            assert not (key in self.first.has and key in self.second.has)

    @invariant()
    def what_counts_as_delivered_is_there(self) -> None:
        if hasattr(self, "first"):
            found = fresh(self.delivery)
            if found.state == "delivered":
                receiver = self.first if found.receipt.startswith("first") else self.second
                assert self.delivery.idempotency_key in receiver.has

    def teardown(self) -> None:
        if hasattr(self, "first"):
            self.bring_home()

    def bring_home(self) -> None:
        """Whatever happened: once both sides work again, people and workers bring it to its end, and it is told once."""
        from audit.operations import staff
        from connectors import operations
        from connectors.base import Fate, Followed
        from connectors.delivering import deliver_due
        from connectors.following import follow_due

        for receiver in (self.first, self.second):
            receiver.mood = receiver.finding = "answers"
            receiver.fates[f"{receiver.name}-{self.delivery.idempotency_key}"] = Followed(Fate.ACCEPTED)
        for _time in range(4):
            self.now += timedelta(days=1)
            state = fresh(self.delivery).state
            with transaction.atomic():
                if state in ("failed", "rejected", "paused"):
                    assert fresh(self.delivery).error
                    operations.resend(delivery_id=self.delivery.id, by=staff(1), at=self.now)
                elif state == "parked":
                    operations.unpark(delivery_id=self.delivery.id, by=staff(1), at=self.now)
            deliver_due(clock=lambda: self.now)
            follow_due(clock=lambda: self.now)
        assert fresh(self.delivery).state == "delivered"
        self.one_connector_at_most_has_it()
        self.what_counts_as_delivered_is_there()
        assert len(events("delivery.delivered")) == 1


@pytest.fixture
def ground(first: Any, second: Any, connect: Any, cities: Any, at: datetime) -> dict[str, Any]:
    rule = {"connector": "second", "after_hours": 1, "when_misconfigured": True}

    def anew() -> None:
        connect(when=at, connector="first", fallback=rule, validation="when_possible")

    return {"first": first, "second": second, "cities": cities, "at": at, "connect": anew}


def test_in_any_order_of_events_one_connector_gets_it_and_it_is_never_lost(ground: Any, settings: Any) -> None:
    settings.XAUSLAENDER_SCHEMA_DIR = ""  # another test's affair, and slow
    run(ground, examples=40, steps=25)


def run(ground: dict[str, Any], *, examples: int, steps: int) -> None:
    class Here(Machine):
        pass

    Here.ground = ground
    run_state_machine_as_test(Here, settings=_settings(examples, steps))


def _settings(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples, stateful_step_count=steps, deadline=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate, Phase.shrink],
    )  # fmt: skip
