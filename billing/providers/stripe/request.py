"""What we send to open a payment page. Held to the library's own types by mypy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billing.providers.base import StartPayment

if TYPE_CHECKING:
    from stripe.params.checkout import (
        SessionCreateParams,
        SessionCreateParamsLineItem,
        SessionCreateParamsPaymentIntentData,
    )

# The line on a card statement has 22 places; the account's prefix takes up to 10 and "* " two of them.
STATEMENT_PLACES = 10

OUR_REF = "payment"


def checkout_session(order: StartPayment) -> SessionCreateParams:
    """Hosted page. The amount is the order's, never the browser's; nothing names a person.

    Adaptive pricing is off, or the payer could pay in another currency. No application fee: the city books it gross.
    """
    params: SessionCreateParams = {
        "mode": "payment",
        "submit_type": "pay",
        "client_reference_id": str(order.payment_id),
        "line_items": [_line(line.label, line.amount_cents, order.currency) for line in order.lines],
        "payment_intent_data": _intent(order),
        "adaptive_pricing": {"enabled": False},
        "success_url": order.success_url,
        "cancel_url": order.cancel_url,
        "locale": order.locale,
        "expires_at": int(order.expires_at.timestamp()),
        "metadata": {OUR_REF: str(order.payment_id)},
    }
    # A filter on what the city has switched on at Stripe, so that a method that ends there does not break the page.
    if order.methods:
        params["allowed_payment_method_types"] = list(order.methods)
    return params


def _line(label: str, amount_cents: int, currency: str) -> SessionCreateParamsLineItem:
    return {
        "quantity": 1,
        "price_data": {
            "currency": currency.lower(),
            "unit_amount": amount_cents,
            "product_data": {"name": label},
        },
    }


def _intent(order: StartPayment) -> SessionCreateParamsPaymentIntentData:
    """Money is taken at once: "reserved only" is a state in which paid cases get stuck."""
    return {
        "capture_method": "automatic",
        "description": order.cash_reference,
        "statement_descriptor_suffix": _statement(order.cash_reference),
        "metadata": {OUR_REF: str(order.payment_id)},
    }


def _statement(cash_reference: str) -> str:
    """The reference's tail, since numbers differ at their end. Stripe wants at least one letter and no signs."""
    tail = "".join(sign for sign in cash_reference if sign.isascii() and sign.isalnum())[-STATEMENT_PLACES:]
    return tail if any(sign.isalpha() for sign in tail) else f"K{tail[1 - STATEMENT_PLACES :]}"
