"""Pay-outs from the account to the city's bank: paid, on their way, failed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import stripe

from billing.providers.pay_outs import PayOutState, PayOutStatus

PAGE = 100
# A pay-out that Stripe calls paid may still turn to failed within some days.
_STATES: dict[str, PayOutStatus] = {
    "paid": PayOutStatus.PAID,
    "pending": PayOutStatus.PENDING,
    "in_transit": PayOutStatus.PENDING,
    "failed": PayOutStatus.FAILED,
    "canceled": PayOutStatus.CANCELLED,
}


def read_payouts(
    client: stripe.StripeClient, options: stripe.RequestOptions, *, since: datetime
) -> Iterator[PayOutState]:
    """The newest first, as Stripe lists them."""
    found = client.v1.payouts.list({"created": {"gte": int(since.timestamp())}, "limit": PAGE}, options)
    yield from (_state(payout) for payout in found.auto_paging_iter())


def _state(payout: stripe.Payout) -> PayOutState:
    return PayOutState(
        payout_ref=payout.id,
        status=_STATES[payout.status],
        amount_cents=payout.amount,
        currency=payout.currency.upper(),
        at=datetime.fromtimestamp(payout.created, UTC),
        arrives_on=datetime.fromtimestamp(payout.arrival_date, UTC).date(),
        note=payout.failure_code or "",
    )
