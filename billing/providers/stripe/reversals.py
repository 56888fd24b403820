"""Refunds and disputes of a connected account, in the library's types. The charges are the city's own (direct charges), so
no transfer is reversed and no application fee is given back: there is none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import stripe

from billing.providers.base import (
    DisputeState,
    ProviderRefused,
    ProviderUnavailable,
    RefundOrder,
    RefundState,
    RefundStatus,
)
from billing.providers.stripe.states import EXPAND, intent_of

OUR_REFUND = "refund"

_STATUS: dict[str, RefundStatus] = {
    "succeeded": RefundStatus.DONE,
    "pending": RefundStatus.PENDING,
    "requires_action": RefundStatus.PENDING,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.FAILED,
}
_WON, _LOST = frozenset({"won", "warning_closed", "prevented"}), frozenset({"lost"})
MOST = 100


def send(client: stripe.StripeClient, order: RefundOrder, options: stripe.RequestOptions) -> RefundState:
    """Stripe forgets keys after some time. What was sent before is therefore looked for first, by our own id in it."""
    intent = order.raw_ref or _intent(client, order, options)
    sent = client.v1.refunds.list({"payment_intent": intent, "limit": MOST}, options)
    for refund in sent.auto_paging_iter():
        if _is_of(refund, order) and read(refund).status != RefundStatus.FAILED:
            return read(refund)
    params: stripe.params.RefundCreateParams = {
        "payment_intent": intent,
        "amount": order.amount_cents,
        "metadata": {OUR_REFUND: str(order.refund_id)},
    }
    return read(client.v1.refunds.create(params, {**options, "idempotency_key": order.idempotency_key}))


def _is_of(refund: stripe.Refund, order: RefundOrder) -> bool:
    return getattr(refund.metadata, OUR_REFUND, None) == str(order.refund_id)


def fetch(client: stripe.StripeClient, refund_ref: str, options: stripe.RequestOptions) -> RefundState:
    return read(client.v1.refunds.retrieve(refund_ref, {}, options))


def read(refund: stripe.Refund) -> RefundState:
    """``note`` is why it failed, or what the payer has to do first."""
    if refund.status not in _STATUS:
        raise ProviderUnavailable("a refund in a state that we do not know")
    return RefundState(refund.id, _STATUS[refund.status], refund.amount, refund.failure_reason or "")


def disputes(client: stripe.StripeClient, options: stripe.RequestOptions, *, since: datetime) -> Iterator[DisputeState]:
    found = client.v1.disputes.list({"created": {"gte": int(since.timestamp())}, "limit": MOST}, options)
    for dispute in found.auto_paging_iter():
        yield _read_dispute(dispute)


def _read_dispute(dispute: stripe.Dispute) -> DisputeState:
    due = dispute.evidence_details.due_by
    intent = dispute.payment_intent
    return DisputeState(
        dispute_ref=dispute.id,
        raw_ref=intent if isinstance(intent, str) else intent.id if intent else "",
        amount_cents=dispute.amount,
        currency=dispute.currency.upper(),
        reason=dispute.reason,
        status="won" if dispute.status in _WON else "lost" if dispute.status in _LOST else "open",
        opened_at=datetime.fromtimestamp(dispute.created, UTC),
        due_by=datetime.fromtimestamp(due, UTC) if due else None,
    )


def _intent(client: stripe.StripeClient, order: RefundOrder, options: stripe.RequestOptions) -> str:
    session = client.v1.checkout.sessions.retrieve(order.provider_ref, {"expand": EXPAND}, options)
    intent = intent_of(session)
    if intent is None:
        raise ProviderRefused("nothing was paid on this page")
    return intent.id
