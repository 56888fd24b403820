"""The payer's bank wants its money: kept once, a task until decided, harmless when news come late or twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from billing.payments import disputing, queries, refund_queries, timers
from billing.payments.models import Dispute, Payment
from billing.payments.operations import read_message
from billing.payments.refunding import UnableToRefund, propose, release
from billing.payments.states import RefundReason, State
from billing.providers.base import DisputeState
from infra.standins.stripe.server import StandIn
from outbox.models import OutboxEvent
from outbox.operations import dispatch
from tests.contract.billing.standin import bank
from tests.interface.billing.refund_support import ANNA, BERND, paid
from tests.interface.billing.support import a_pending_payment, announced, carry, messages, new_declaration

Later = Callable[[timedelta], datetime]


@pytest.fixture
def payment(stripe_standin: StandIn, declaration_id: UUID, at: datetime) -> Payment:
    return paid(stripe_standin, declaration_id, at=at)


def _hear(standin: StandIn, kind: str, settings: Any, at: datetime) -> None:
    for event in messages(standin, kind):
        assert carry(event, settings.STRIPE_WEBHOOK_SECRET).status_code == 200
    for message in queries.unread_messages():
        read_message(message_id=message.id, at=at)


def test_a_message_makes_a_task_with_its_day_and_a_lost_one_charges_back(
    stripe_standin: StandIn, payment: Payment, at: datetime, settings: Any
) -> None:
    refund = propose(payment_id=payment.id, amount_cents=100, reason=RefundReason.GOODWILL, by=ANNA, at=at)
    bank(stripe_standin, "dispute_open", str(payment.provider_ref))
    _hear(stripe_standin, "charge.dispute.created", settings, at)
    [dispute] = refund_queries.to_do(at=at).disputes
    assert (dispute.payment_id, dispute.due_at) == (payment.id, at + timedelta(days=7))
    with pytest.raises(UnableToRefund):
        release(refund_id=refund.id, by=BERND, at=at)
    bank(stripe_standin, "dispute_lost", str(payment.provider_ref))
    _hear(stripe_standin, "charge.dispute.closed", settings, at)
    assert Payment.objects.get(id=payment.id).state == State.CHARGED_BACK
    assert refund_queries.to_do(at=at).disputes == []
    dispatch(at=at)
    assert announced("dispute.opened", "dispute.lost", "payment.charged_back", "refund.declined") == [
        "dispute.opened", "payment.charged_back", "dispute.lost", "refund.declined",
    ]  # fmt: skip


def test_the_daily_look_finds_what_no_message_told_and_goes_on(
    stripe_standin: StandIn, payment: Payment, at: datetime, later: Later, eager: None
) -> None:
    dispatch(at=at)
    bank(stripe_standin, "dispute_open", str(payment.provider_ref))
    dispatch(at=later(timedelta(days=1, minutes=1)))
    assert Dispute.objects.get().payment_id == payment.id
    bank(stripe_standin, "dispute_won", str(payment.provider_ref))
    dispatch(at=later(timedelta(days=2, minutes=2)))
    assert (Dispute.objects.get().state, Payment.objects.get(id=payment.id).state) == ("won", State.PAID)
    assert OutboxEvent.objects.filter(name=timers.DISPUTES, done_at=None).count() == 1
    dispatch(at=later(timedelta(days=300)))
    assert not OutboxEvent.objects.filter(name=timers.DISPUTES, done_at=None).exists()


def test_what_is_about_no_payment_of_ours_is_left_alone(
    stripe_standin: StandIn, payment: Payment, wiesbaden: Any, at: datetime
) -> None:
    from tenants.binding import bind

    bank(stripe_standin, "dispute_open", str(payment.provider_ref))
    with bind(wiesbaden):
        a_pending_payment(new_declaration(at=at), at=at, state="paid", paid_at=at, account="acct_TestWiesbaden")
        assert disputing.look_at_all(at=at) == 0
        assert not Dispute.objects.exists()
    Payment.objects.filter(id=payment.id).update(provider_raw_ref="pi_another")
    assert disputing.look_at_all(at=at) == 0


def test_somebody_takes_it_up(payment: Payment, at: datetime) -> None:
    dispute = disputing.take_dispute(payment_id=payment.id, seen=_seen("open", at), source="poll", at=at)
    disputing.take_up(dispute_id=dispute.id, by=ANNA, at=at)
    disputing.take_up(dispute_id=dispute.id, by=BERND, at=at)
    assert Dispute.objects.get().taken_by == BERND


@given(st.lists(st.sampled_from(["open", "won", "lost"]), max_size=6))
@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_whatever_order_news_come_the_first_decision_stands(
    in_offenbach: Any, at: datetime, news: list[str]
) -> None:
    payment = a_pending_payment(new_declaration(at=at), at=at, state="paid", paid_at=at)
    for status in news:
        disputing.take_dispute(
            payment_id=payment.id, seen=replace(_seen(status, at), dispute_ref=f"du_{payment.id}"), source="poll", at=at
        )
    decided = next((status for status in news if status != "open"), "open")
    assert [row.state for row in Dispute.objects.filter(payment=payment)] == ([decided] if news else [])
    expected = State.CHARGED_BACK if decided == "lost" else State.PAID
    assert Payment.objects.get(id=payment.id).state == expected


def _seen(status: str, at: datetime) -> DisputeState:
    return DisputeState("du_1", "pi_1", 2900, "EUR", "general", status, at, at + timedelta(days=7))
