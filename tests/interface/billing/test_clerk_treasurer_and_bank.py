"""Clerks, treasurers, workers that die, the provider's moods, banks that send back, messages late and twice, in any order:
each refund leaves once at most, never more than was received, and in the end we know what went.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from billing.payments import queries
from billing.payments.models import Payment, Refund
from billing.payments.operations import read_message
from billing.payments.refund_calling import LEASE, carry_out
from billing.payments.refund_states import COUNTING
from billing.payments.refunding import (
    UnableToRefund,
    approve,
    confirm_paid_out,
    decline,
    propose,
    propose_rest,
    release,
)
from billing.payments.states import RefundReason, RefundStep, State
from infra.standins.stripe import reversals
from infra.standins.stripe.errors import ApiError
from infra.standins.stripe.server import StandIn
from outbox.operations import dispatch
from tenants.binding import bind
from tests.conftest import AT
from tests.interface.billing.refund_support import Killed, dying, paid, sent, trouble
from tests.interface.billing.support import OFFENBACH, carry, new_declaration

PEOPLE, WHICH = st.integers(1, 3), st.integers(0, 9)
REASONS = st.sampled_from(RefundReason)
NORMAL = {"answers": "normal", "refunds": "normal"}


class Story(RuleBasedStateMachine):
    """One payment of 29 EUR that came."""

    city: Any
    standin: StandIn
    secret: str
    patch: pytest.MonkeyPatch

    def __init__(self) -> None:
        super().__init__()
        self.now = AT
        self._tell_time()
        trouble(self.standin, **NORMAL)
        with bind(self.city):
            self.payment = paid(self.standin, new_declaration(at=self.now), at=self.now)
        self.heard = len(self._all_messages())

    def _tell_time(self) -> None:
        self.standin.world.clock = self.now.timestamp

    def _all_messages(self) -> list[dict[str, Any]]:
        found = [event for _, event in reversed(self.standin.world.store.all_of("event", limit=100_000))]
        return [event for event in found if event["pending_webhooks"]]

    def _rows(self) -> list[Refund]:
        with bind(self.city):
            return list(Refund.objects.filter(payment=self.payment).order_by("proposed_at", "id"))

    def _one(self, which: int) -> Refund | None:
        rows = self._rows()
        return rows[which % len(rows)] if rows else None

    def _sent(self) -> list[dict[str, Any]]:
        mine = {str(row.id) for row in self._rows()}
        return [thing for thing in sent(self.standin) if thing["metadata"]["refund"] in mine]

    @rule(amount=st.sampled_from([1, 1000, 1900, 2900, 3000]), reason=REASONS, by=PEOPLE)
    def somebody_proposes(self, amount: int, reason: RefundReason, by: int) -> None:
        with bind(self.city), suppress(UnableToRefund):
            propose(payment_id=self.payment.id, amount_cents=amount, reason=reason, by=by, at=self.now)

    @rule(reason=REASONS)
    def the_process_proposes(self, reason: RefundReason) -> None:
        with bind(self.city):
            propose_rest(payment_id=self.payment.id, reason=reason, at=self.now)

    @rule(which=WHICH, by=PEOPLE, deed=st.sampled_from([approve, release, release, release, decline, confirm_paid_out]))
    def somebody_decides(self, which: int, by: int, deed: Any) -> None:
        refund = self._one(which)
        if refund is not None:
            with bind(self.city):
                for _click in range(2):
                    with suppress(UnableToRefund):
                        deed(refund_id=refund.id, by=by, at=self.now)

    @rule(which=WHICH)
    def a_worker_comes(self, which: int) -> None:
        refund = self._one(which)
        if refund is not None:
            with bind(self.city):
                carry_out(refund_id=refund.id, at=self.now)

    @rule(which=WHICH, step=st.integers(0, 22))
    def a_worker_comes_and_dies(self, which: int, step: int) -> None:
        refund = self._one(which)
        if refund is not None:
            with bind(self.city), suppress(Killed), dying(step, self.patch):
                carry_out(refund_id=refund.id, at=self.now)

    @rule(which=WHICH, by=PEOPLE, forgets=st.booleans())
    def the_answer_to_a_worker_is_lost(self, which: int, by: int, *, forgets: bool) -> None:
        """A long outage after the money left: Stripe may have forgotten the key when we come back."""
        self.somebody_decides(which, by, release)
        trouble(self.standin, answers="lost_writes", refunds="normal")
        self.a_worker_comes(which)
        trouble(self.standin, **NORMAL)
        if forgets:
            self.the_provider_forgets_its_keys()

    @rule(which=WHICH, succeeds=st.booleans())
    def the_bank_answers(self, which: int, *, succeeds: bool) -> None:
        there = self._sent()
        if there:
            with self.standin.world.store.work(), suppress(ApiError):
                reversals.settle_refund(
                    self.standin.world, OFFENBACH, there[which % len(there)]["id"], succeeds=succeeds
                )

    @rule(which=st.integers(0, 20))
    def a_message_comes(self, which: int) -> None:
        mine = self._all_messages()[self.heard :]
        if mine:
            assert carry(mine[which % len(mine)], self.secret).status_code == 200
            with bind(self.city):
                for message in queries.unread_messages():
                    read_message(message_id=message.id, at=self.now)

    @rule(
        answers=st.sampled_from(["normal", "normal", "unavailable", "lost_writes", "nonsense"]),
        refunds=st.sampled_from(["normal", "normal", "pending", "refused", "failed"]),
    )
    def the_provider_changes_its_mood(self, answers: str, refunds: str) -> None:
        trouble(self.standin, answers=answers, refunds=refunds)

    @rule()
    def the_provider_forgets_its_keys(self) -> None:
        with self.standin.world.store.work():
            self.standin.world.store.rows("DELETE FROM answers")

    @rule(minutes=st.sampled_from([1, 6, 70]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self._tell_time()

    @invariant()
    def each_leaves_once_at_most(self) -> None:
        mine = [thing["metadata"]["refund"] for thing in self._sent()]
        assert len(mine) == len(set(mine))

    @invariant()
    def never_more_than_was_received(self) -> None:
        rows = self._rows()
        assert sum(row.amount_cents for row in rows if row.state in COUNTING) <= 2900
        by_hand = sum(row.amount_cents for row in rows if row.note == "by_hand")
        assert sum(thing["amount"] for thing in self._sent()) + by_hand <= 2900

    def teardown(self) -> None:
        """Everything works again, workers come, messages arrive: then we know what went."""
        trouble(self.standin, **NORMAL)
        self.now += LEASE + timedelta(minutes=1)
        self._tell_time()
        with bind(self.city):
            dispatch(at=self.now)
            for refund in self._rows():
                carry_out(refund_id=refund.id, at=self.now)
        for thing in self._sent():
            with self.standin.world.store.work():
                reversals.settle_refund(self.standin.world, OFFENBACH, thing["id"], succeeds=True)
        for event in self._all_messages()[self.heard :]:
            carry(event, self.secret)
        with bind(self.city):
            for message in queries.unread_messages():
                read_message(message_id=message.id, at=self.now)
            payment = Payment.objects.get(id=self.payment.id)
        rows, there = self._rows(), {thing["metadata"]["refund"]: thing for thing in self._sent()}
        assert {row.id for row in rows if row.state == RefundStep.RELEASED} == set()
        done = {str(row.id): row.amount_cents for row in rows if row.state == RefundStep.DONE and row.note != "by_hand"}
        assert done == {key: thing["amount"] for key, thing in there.items()}
        whole = sum(row.amount_cents for row in rows if row.state == RefundStep.DONE) == 2900
        assert not whole or payment.state == State.REFUNDED
        assert payment.attention != "refund_mismatch"


def test_whatever_happens_money_goes_back_once_and_is_known(
    offenbach: Any, stripe_standin: StandIn, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = {
        "city": offenbach, "standin": stripe_standin, "secret": settings.STRIPE_WEBHOOK_SECRET, "patch": monkeypatch,
    }  # fmt: skip
    _run(type("ThisStory", (Story,), members))


def _run(story: type[Story]) -> None:
    run_state_machine_as_test(story, settings=settings(max_examples=15, stateful_step_count=25, deadline=None))
