"""Sending money back through the provider: claimed, called with no transaction open, settled. In whatever order the news
comes and whatever is killed in between, one refund leaves once.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from billing.payments import ledger, refund_ledger
from billing.payments.ledger import outside_transaction
from billing.payments.models import Payment, PaymentEvent, Refund
from billing.payments.refund_ledger import BY_HAND, COUNTER
from billing.payments.refund_states import TARGETS, TRANSITIONS
from billing.payments.states import RefundStep
from billing.providers.base import ProviderError, RefundOrder, RefundState
from billing.providers.registry import provider

# Longer than any call lasts; whoever died meanwhile is followed by the next.
LEASE = timedelta(minutes=5)
TIMER = PaymentEvent.Source.TIMER


def order_of(refund: Refund, payment: Payment) -> RefundOrder:
    """Word for word the same at every repetition."""
    return RefundOrder(
        refund_id=refund.id,
        provider_ref=payment.provider_ref or "",
        raw_ref=payment.provider_raw_ref,
        account=payment.account,
        amount_cents=refund.amount_cents,
        currency=payment.currency,
        idempotency_key=refund.idempotency_key,
    )


def carry_out(*, refund_id: uuid.UUID, at: datetime, source: str = TIMER) -> Refund:
    """Sends a released refund, or asks how it stands once the provider has named it. Outside any transaction.

    Trouble is recorded, not raised. Without an answer the same call is repeated later, with the same key; a no makes it
    *failed*, which a person sees.
    """
    outside_transaction()
    claimed = _claim(refund_id, at)
    if claimed is None:
        return Refund.objects.get(id=refund_id)
    payment, refund = claimed
    try:
        seen = _call(payment, refund)
    except ProviderError as error:
        return _record_trouble(refund, error, source=source, at=at)
    return settle_refund(refund_id=refund.id, seen=seen, source=source, at=at)


def look_again(*, refund_id: uuid.UUID, source: str, at: datetime) -> Refund:
    """Asks about a refund that the provider has named, also one that is done: a bank may send it back. Outside any
    transaction; trouble is left to the next look."""
    outside_transaction()
    refund = Refund.objects.select_related("payment").get(id=refund_id)
    if not refund.provider_ref:
        return refund
    try:
        seen = provider(refund.payment.provider).fetch_refund(refund.provider_ref, account=refund.payment.account)
    except ProviderError:
        return refund
    return settle_refund(refund_id=refund_id, seen=seen, source=source, at=at)


def settle_refund(*, refund_id: uuid.UUID, seen: RefundState, source: str, at: datetime) -> Refund:
    """Brings the refund to what the provider says. Atomic; old news and the same again change nothing. What differs in
    amount, or is a second refund where one was ordered, waits for a person."""
    with transaction.atomic():
        payment, refund = refund_ledger.lock(refund_id)
        refund.claimed_until = None
        refund.save(update_fields=["claimed_until"])
        if _is_old(refund, seen):
            return refund
        if wrong := _wrong(refund, seen):
            _record_mismatch(payment, refund, wrong, source=source, at=at)
            return refund
        refund.provider_ref = seen.refund_ref
        target = TARGETS.get(seen.status)
        if target is None:
            _note_pending(payment, refund, source=source, at=at)
        elif TRANSITIONS.allows(refund.state, target):
            _advance(payment, refund, target, seen, source=source, at=at)
        return refund


def _claim(refund_id: uuid.UUID, at: datetime) -> tuple[Payment, Refund] | None:
    with transaction.atomic():
        payment, refund = refund_ledger.lock(refund_id)
        held = refund.claimed_until is not None and refund.claimed_until > at
        if refund.state != RefundStep.RELEASED or held or payment.provider == COUNTER:
            return None
        refund.claimed_until = at + LEASE
        refund.tries += 1
        refund.save(update_fields=["claimed_until", "tries"])
        return payment, refund


def _call(payment: Payment, refund: Refund) -> RefundState:
    asked = provider(payment.provider)
    if refund.provider_ref:
        return asked.fetch_refund(refund.provider_ref, account=payment.account)
    return asked.refund(order_of(refund, payment))


def _is_old(refund: Refund, seen: RefundState) -> bool:
    """A failure that somebody dealt with already, or of an attempt before this one."""
    gone = seen.status not in TARGETS or TARGETS[seen.status] is RefundStep.FAILED
    other = bool(refund.provider_ref) and refund.provider_ref != seen.refund_ref
    return gone and (refund.note == BY_HAND or other or refund.state == RefundStep.DECLINED)


def _wrong(refund: Refund, seen: RefundState) -> list[str]:
    found = {
        "amount": seen.amount_cents == refund.amount_cents,
        "refund": refund.provider_ref in ("", seen.refund_ref),
        "by_hand": refund.note != BY_HAND,
        "declined": refund.state != RefundStep.DECLINED,
    }
    return [name for name, fits in found.items() if not fits]


def _record_mismatch(payment: Payment, refund: Refund, wrong: list[str], *, source: str, at: datetime) -> None:
    if ledger.note(payment, "refund_mismatch", source=source, at=at, refund=str(refund.id), wrong=wrong):
        ledger.want_attention(payment, "refund_mismatch")
        refund.note = refund.note or "mismatch"
        refund.save(update_fields=["note"])


def _note_pending(payment: Payment, refund: Refund, *, source: str, at: datetime) -> None:
    refund.note = ""
    refund.save(update_fields=["provider_ref", "note"])
    ledger.note(payment, "refund_pending", source=source, at=at, refund=str(refund.id))


def _advance(
    payment: Payment, refund: Refund, target: RefundStep, seen: RefundState, *, source: str, at: datetime
) -> None:
    done = target is RefundStep.DONE
    refund.settled_at = at if done else None
    refund.note = "" if done else (seen.note or "failed")[:60]
    why: dict[str, Any] = {} if done else {"note": refund.note}
    refund_ledger.move(refund, payment, target, source=source, at=at, **why)
    if done:
        if payment.attention == "refund_failed":
            ledger.want_attention(payment, "")
        refund_ledger.close_payment_if_whole(payment, source=source, at=at)
    else:
        ledger.want_attention(payment, "refund_failed")


def _record_trouble(claimed: Refund, error: ProviderError, *, source: str, at: datetime) -> Refund:
    """No answer, or a way that is barred: it may have left, so the same call is repeated. A no to sending: nothing left."""
    code = error.code
    with transaction.atomic():
        payment, refund = refund_ledger.lock(claimed.id)
        if refund.state != RefundStep.RELEASED or refund.idempotency_key != claimed.idempotency_key:
            return refund
        refund.claimed_until, refund.note = None, code
        refund.save(update_fields=["claimed_until", "note"])
        answer = str(error)[:200]
        if code == "refused" and not refund.provider_ref:
            refund_ledger.move(refund, payment, RefundStep.FAILED, source=source, at=at, note=code, answer=answer)
            ledger.want_attention(payment, "refund_failed")
        else:
            ledger.note(payment, f"refund_{code}", source=source, at=at, refund=str(refund.id), answer=answer)
        return refund
