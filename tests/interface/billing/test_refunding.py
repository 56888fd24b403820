"""Money back, step by step: who may, how much, once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from billing.payments import queries, refund_ledger, refund_queries
from billing.payments.config import PaymentsSection, RefundRules
from billing.payments.models import Payment, Refund
from billing.payments.refund_calling import LEASE, carry_out
from billing.payments.refunding import (
    UnableToRefund,
    approve,
    confirm_paid_out,
    decline,
    propose,
    propose_rest,
    refundable,
    release,
)
from billing.payments.states import RefundReason, RefundStep, State
from infra.standins.stripe.server import StandIn
from outbox.operations import dispatch
from tenants.binding import bind
from tests.contract.billing.standin import bank
from tests.interface.billing.refund_support import ANNA, BERND, CARLA, Killed, dying, paid, sent, trouble
from tests.interface.billing.support import a_pending_payment, announced, carry, messages

GOODWILL = RefundReason.GOODWILL


@pytest.fixture
def payment(stripe_standin: StandIn, declaration_id: UUID, at: datetime) -> Payment:
    return paid(stripe_standin, declaration_id, at=at)


def _released(payment: Payment, at: datetime, amount: int = 2900, reason: RefundReason = GOODWILL) -> Refund:
    refund = propose(payment_id=payment.id, amount_cents=amount, reason=reason, by=ANNA, at=at)
    return release(refund_id=refund.id, by=BERND, at=at)


def _payment(payment: Payment) -> Payment:
    return Payment.objects.get(id=payment.id)


def _refused(code: str, work: Callable[[], object]) -> None:
    with pytest.raises(UnableToRefund) as refusal:
        work()
    assert refusal.value.code == code


def test_a_whole_refund_goes_once_and_the_payment_is_refunded(
    stripe_standin: StandIn, payment: Payment, at: datetime
) -> None:
    refund = _released(payment, at)
    assert sent(stripe_standin) == []
    for _turn in range(3):
        assert carry_out(refund_id=refund.id, at=at).state == RefundStep.DONE
    [thing] = sent(stripe_standin)
    assert (thing["amount"], thing["metadata"]) == (2900, {"refund": str(refund.id)})
    assert _payment(payment).state == State.REFUNDED
    assert announced("refund.done", "payment.refunded") == ["refund.done", "payment.refunded"]


def test_a_part_leaves_the_payment_paid_and_the_sum_visible(
    stripe_standin: StandIn, payment: Payment, at: datetime
) -> None:
    carry_out(refund_id=_released(payment, at, 1000).id, at=at)
    assert _payment(payment).state == State.PAID
    assert refund_ledger.total(payment, [RefundStep.DONE]) == 1000
    assert refundable(_payment(payment)) == 1900
    carry_out(refund_id=_released(payment, at, 1900, RefundReason.TOO_MUCH).id, at=at)
    assert _payment(payment).state == State.REFUNDED


@pytest.mark.parametrize("amount", [0, -5, 2901])
def test_never_more_than_was_received(payment: Payment, at: datetime, amount: int) -> None:
    _refused(
        "too_much",
        lambda: propose(payment_id=payment.id, amount_cents=amount, reason=GOODWILL, by=ANNA, at=at),
    )


def test_what_is_proposed_counts_and_what_is_declined_does_not(payment: Payment, at: datetime) -> None:
    first = propose(payment_id=payment.id, amount_cents=2000, reason=GOODWILL, by=ANNA, at=at)
    twice = RefundReason.PAID_TWICE
    _refused("too_much", lambda: propose(payment_id=payment.id, amount_cents=901, reason=twice, by=ANNA, at=at))
    _refused(
        "already_proposed", lambda: propose(payment_id=payment.id, amount_cents=1, reason=GOODWILL, by=BERND, at=at)
    )
    assert decline(refund_id=first.id, by=BERND, at=at).state == RefundStep.DECLINED
    assert decline(refund_id=first.id, by=CARLA, at=at).state == RefundStep.DECLINED
    assert propose(payment_id=payment.id, amount_cents=2900, reason=twice, by=ANNA, at=at).state == RefundStep.PROPOSED


def test_above_the_limit_another_person_lets_it_go(payment: Payment, at: datetime) -> None:
    refund = propose(payment_id=payment.id, amount_cents=2900, reason=GOODWILL, by=ANNA, at=at)
    _refused("second_person_needed", lambda: release(refund_id=refund.id, by=ANNA, at=at))
    approve(refund_id=refund.id, by=BERND, at=at)
    _refused("second_person_needed", lambda: release(refund_id=refund.id, by=BERND, at=at))
    assert release(refund_id=refund.id, by=CARLA, at=at).state == RefundStep.RELEASED
    _refused("not_now", lambda: decline(refund_id=refund.id, by=CARLA, at=at))


def test_up_to_the_limit_one_person_is_enough(payment: Payment, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    _rules(monkeypatch, four_eyes_above_cents=2900)
    refund = propose(payment_id=payment.id, amount_cents=2900, reason=GOODWILL, by=ANNA, at=at)
    assert release(refund_id=refund.id, by=ANNA, at=at).state == RefundStep.RELEASED


def test_what_the_process_proposed_is_approved_by_a_clerk_before(payment: Payment, at: datetime) -> None:
    wrong = RefundReason.WRONG_AUTHORITY
    refund = propose_rest(payment_id=payment.id, reason=wrong, at=at)
    assert refund is not None
    assert propose(payment_id=payment.id, amount_cents=1, reason=wrong, by=None, at=at) == refund
    assert propose_rest(payment_id=payment.id, reason=RefundReason.PAID_TWICE, at=at) is None
    _refused("not_approved", lambda: release(refund_id=refund.id, by=BERND, at=at))
    approve(refund_id=refund.id, by=ANNA, at=at)
    assert approve(refund_id=refund.id, by=BERND, at=at).approved_by == ANNA
    assert release(refund_id=refund.id, by=BERND, at=at).order_number.startswith("AO")


def test_a_city_may_let_a_reason_go_by_itself(
    stripe_standin: StandIn, payment: Payment, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    _rules(monkeypatch, four_eyes_above_cents=3000, automatic=(RefundReason.PAID_TWICE,))
    refund = propose_rest(payment_id=payment.id, reason=RefundReason.PAID_TWICE, at=at)
    assert refund is not None
    assert (refund.state, refund.released_by) == (RefundStep.RELEASED, None)
    assert carry_out(refund_id=refund.id, at=at).state == RefundStep.DONE


def test_the_setting_is_refused_where_it_means_nothing() -> None:
    with pytest.raises(ValueError, match="need an amount"):
        RefundRules(automatic=(RefundReason.PAID_TWICE,))
    with pytest.raises(ValueError, match="goodwill"):
        RefundRules(four_eyes_above_cents=3000, automatic=(GOODWILL,))
    assert PaymentsSection.model_validate({"provider": "stripe"}).refunds.four_eyes_above_cents == 0


def test_nothing_received_nothing_refunded(declaration_id: UUID, at: datetime) -> None:
    pending = a_pending_payment(declaration_id, at=at)
    _refused("not_received", lambda: propose(payment_id=pending.id, amount_cents=1, reason=GOODWILL, by=ANNA, at=at))
    assert propose_rest(payment_id=pending.id, reason=RefundReason.TOO_MUCH, at=at) is None


def test_no_answer_repeats_the_same_call_and_sends_once(
    stripe_standin: StandIn, payment: Payment, at: datetime
) -> None:
    refund = _released(payment, at, 1000)
    trouble(stripe_standin, answers="lost_writes")
    assert carry_out(refund_id=refund.id, at=at).state == RefundStep.RELEASED
    assert len(sent(stripe_standin)) == 1
    trouble(stripe_standin, answers="normal")
    with stripe_standin.world.store.work():
        stripe_standin.world.store.rows("DELETE FROM answers")  # Stripe forgets its keys after some time
    found = carry_out(refund_id=refund.id, at=at + timedelta(days=3))
    assert (found.state, found.provider_ref) == (RefundStep.DONE, sent(stripe_standin)[0]["id"])
    assert len(sent(stripe_standin)) == 1


def test_a_refusal_is_seen_and_tried_again_by_a_person(stripe_standin: StandIn, payment: Payment, at: datetime) -> None:
    refund = _released(payment, at)
    trouble(stripe_standin, refunds="refused")
    assert carry_out(refund_id=refund.id, at=at).state == RefundStep.FAILED
    assert _payment(payment).attention == "refund_failed"
    assert [row.id for row in refund_queries.to_do(at=at).failed] == [refund.id]
    trouble(stripe_standin, refunds="normal")
    release(refund_id=refund.id, by=BERND, at=at)
    assert carry_out(refund_id=refund.id, at=at).state == RefundStep.DONE
    assert _payment(payment).attention == ""
    assert len(sent(stripe_standin)) == 1


def test_what_failed_may_be_paid_out_by_hand_and_then_late_news_are_harmless(
    stripe_standin: StandIn, payment: Payment, at: datetime
) -> None:
    refund = _released(payment, at)
    _refused("not_by_hand", lambda: confirm_paid_out(refund_id=refund.id, by=BERND, at=at))
    trouble(stripe_standin, refunds="failed")
    assert carry_out(refund_id=refund.id, at=at).state == RefundStep.FAILED
    assert confirm_paid_out(refund_id=refund.id, by=BERND, at=at).state == RefundStep.DONE
    carry_out(refund_id=refund.id, at=at + timedelta(days=1))
    assert Refund.objects.get(id=refund.id).state == RefundStep.DONE
    assert sent(stripe_standin) == []


def test_a_bank_that_waits_and_one_that_sends_back(
    stripe_standin: StandIn, payment: Payment, at: datetime, settings: Any
) -> None:
    refund = _released(payment, at)
    trouble(stripe_standin, refunds="pending")
    assert carry_out(refund_id=refund.id, at=at).state == RefundStep.RELEASED
    bank(stripe_standin, "refund_settles", str(payment.provider_ref))
    assert carry_out(refund_id=refund.id, at=at).state == RefundStep.DONE
    bank(stripe_standin, "refund_fails", str(payment.provider_ref))
    [event] = messages(stripe_standin, "refund.failed")
    assert carry(event, settings.STRIPE_WEBHOOK_SECRET).status_code == 200
    _read_all(at)
    found = Refund.objects.get(id=refund.id)
    assert (found.state, found.note) == (RefundStep.FAILED, "expired_or_canceled_card")
    assert _payment(payment).attention == "refund_failed"


def test_at_the_counter_a_person_hands_it_out(declaration_id: UUID, at: datetime) -> None:
    taken = a_pending_payment(declaration_id, at=at, state="paid", paid_at=at, provider="counter", provider_ref=None)
    refund = _released(taken, at)
    assert carry_out(refund_id=refund.id, at=at).state == RefundStep.RELEASED
    assert [row.id for row in refund_queries.to_do(at=at).at_the_counter] == [refund.id]
    confirm_paid_out(refund_id=refund.id, by=BERND, at=at)
    assert confirm_paid_out(refund_id=refund.id, by=CARLA, at=at).state == RefundStep.DONE
    assert _payment(taken).state == State.REFUNDED


def test_who_refunds_at_the_provider_itself_ends_what_was_proposed_here(
    stripe_standin: StandIn, payment: Payment, at: datetime, settings: Any
) -> None:
    refund = propose(payment_id=payment.id, amount_cents=2900, reason=GOODWILL, by=ANNA, at=at)
    bank(stripe_standin, "refund", str(payment.provider_ref))
    for event in messages(stripe_standin, "charge.refunded"):
        carry(event, settings.STRIPE_WEBHOOK_SECRET)
    _read_all(at)
    dispatch(at=at)
    found = Refund.objects.get(id=refund.id)
    assert (found.state, found.note, _payment(payment).state) == (RefundStep.DECLINED, "refunded", State.REFUNDED)


def test_the_task_sends_it_and_the_timer_goes_on_until_it_is_done(
    stripe_standin: StandIn, payment: Payment, at: datetime, later: Callable[[timedelta], datetime], eager: None
) -> None:
    refund = _released(payment, at)
    trouble(stripe_standin, answers="unavailable")
    dispatch(at=at)
    assert Refund.objects.get(id=refund.id).tries == 1
    trouble(stripe_standin, answers="normal")
    dispatch(at=later(timedelta(minutes=3)))
    assert Refund.objects.get(id=refund.id).state == RefundStep.DONE


def test_a_worker_killed_anywhere_sends_it_once(
    stripe_standin: StandIn, payment: Payment, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before each statement and before the call; then the next worker comes, when the lease is over."""
    moment, survived = at, False
    for number in range(60):
        refund = _released(payment, moment, 10, GOODWILL)
        try:
            with dying(number, monkeypatch):
                carry_out(refund_id=refund.id, at=moment)
            survived = True
        except Killed:
            moment += LEASE + timedelta(seconds=1)
            carry_out(refund_id=refund.id, at=moment)
        assert Refund.objects.get(id=refund.id).state == RefundStep.DONE
        assert len(sent(stripe_standin, refund)) == 1
        if survived:
            break
    assert survived
    assert number > 10


def test_two_treasurers_at_once_and_a_clerk_who_proposes_beside_them(
    offenbach: Any, stripe_standin: StandIn, payment: Payment, at: datetime
) -> None:
    first = propose(payment_id=payment.id, amount_cents=2000, reason=GOODWILL, by=ANNA, at=at)
    barrier, outcome = threading.Barrier(4), []

    def at_once(work: Callable[[], object]) -> None:
        try:
            with bind(offenbach):
                barrier.wait()
                outcome.append(work())
        except UnableToRefund as refusal:
            outcome.append(refusal.code)
        finally:
            connections.close_all()

    twice, more = RefundReason.PAID_TWICE, RefundReason.TOO_MUCH
    works: list[Callable[[], object]] = [
        lambda: release(refund_id=first.id, by=BERND, at=at).state,
        lambda: release(refund_id=first.id, by=CARLA, at=at).state,
        lambda: propose(payment_id=payment.id, amount_cents=900, reason=twice, by=ANNA, at=at).state,
        lambda: propose(payment_id=payment.id, amount_cents=900, reason=more, by=BERND, at=at).state,
    ]
    threads = [threading.Thread(target=at_once, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcome)) == ["proposed", "released", "released", "too_much"]
    assert announced("refund.released") == ["refund.released"]


def test_two_workers_at_once_send_it_once(
    offenbach: Any, stripe_standin: StandIn, payment: Payment, at: datetime
) -> None:
    refund, barrier = _released(payment, at, 500), threading.Barrier(3)

    def work() -> None:
        with bind(offenbach):
            barrier.wait()
            carry_out(refund_id=refund.id, at=at)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Refund.objects.get(id=refund.id).state == RefundStep.DONE
    assert len(sent(stripe_standin)) == 1


def _read_all(at: datetime) -> None:
    from billing.payments.operations import read_message

    for message in queries.unread_messages():
        read_message(message_id=message.id, at=at)


def _rules(monkeypatch: pytest.MonkeyPatch, **settings: Any) -> None:
    from billing.payments import refunding

    monkeypatch.setattr(refunding, "rules", lambda _at: RefundRules(**settings))
