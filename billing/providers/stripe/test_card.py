"""A test card of Stripe's (4242 4242 4242 4242) on a connected account, through the API alone: its page needs a browser."""

from __future__ import annotations

import stripe

from billing.providers.base import Misconfigured, ProviderRefused
from billing.providers.cards import TestCard, TriedCard

# Keys of the test mode and of sandboxes, whole and restricted. With any other key a card would be a real one.
_TEST_KEYS = ("sk_test_", "rk_test_")
_CARD, _LAST4 = "pm_card_visa", "4242"


def is_test_key(api_key: str) -> bool:
    return api_key.startswith(_TEST_KEYS)


def authorise(client: stripe.StripeClient, order: TestCard, options: stripe.RequestOptions) -> TriedCard:
    """Reserves and lets go: an amount that was never captured stands in no book and is paid out to nobody."""
    intent = client.v1.payment_intents.create(
        {
            "amount": order.amount_cents,
            "currency": order.currency.lower(),
            "payment_method": _CARD,
            "allowed_payment_method_types": ["card"],
            "capture_method": "manual",
            "confirm": True,
            "metadata": {"rehearsal": "1"},
        },
        {**options, "idempotency_key": order.idempotency_key},
    )
    if intent.livemode:
        raise Misconfigured("Stripe answered a test card in live mode")
    took = intent.status == "requires_capture"
    client.v1.payment_intents.cancel(intent.id, {}, {**options, "idempotency_key": f"{order.idempotency_key}-end"})
    if not took:
        raise ProviderRefused(f"the test card ended as {intent.status}")
    return TriedCard(_LAST4)
