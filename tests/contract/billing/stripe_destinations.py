"""Which messages Stripe is asked to send: what ``notifications`` reads, and what leads to a payment, a refund, a dispute or an
account of ours. The operator sets them up at Stripe as ``docs/operations/payment-stripe.md`` says; a test holds the two together.
"""

from __future__ import annotations

# Of connected accounts, with a snapshot of the object.
SNAPSHOTS = (
    "account.updated",
    "capability.updated",
    "charge.dispute.closed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.refunded",
    "checkout.session.async_payment_failed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.completed",
    "checkout.session.expired",
    "payment_intent.payment_failed",
    "refund.created",
    "refund.failed",
    "refund.updated",
)

# Of the platform, thin: they name the account and say nothing of it.
THIN = (
    "v2.core.account.closed",
    "v2.core.account[configuration.merchant].capability_status_updated",
    "v2.core.account[future_requirements].updated",
    "v2.core.account[requirements].updated",
)
