"""What we send to open a payment page: nothing in it is about a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from billing.providers.base import PaymentLine, ProviderRefused, StartPayment
from billing.providers.xbezahldienste.options import Options

PURPOSE_PLACES = 27
LINE_PLACES = 250
MOST_CENTS = 99_999_900


def payment_request(order: StartPayment, options: Options) -> dict[str, Any]:
    """The same at every repetition. The fee is no supply subject to VAT: gross is net. The page is left for ``redirectUrl``
    whatever happened there. The time of the request is so long before the page's end as a page can be used.

    Refused: not_euro, amount.
    """
    if order.currency != "EUR":
        raise ProviderRefused("not_euro")
    if not 0 < order.amount_cents <= MOST_CENTS or any(line.amount_cents < 0 for line in order.lines):
        raise ProviderRefused("amount")
    return {
        "requestId": str(order.payment_id),
        "requestTimestamp": (order.expires_at - options.page_validity).isoformat(timespec="seconds"),
        "currency": "EUR",
        "grosAmount": _euros(order.amount_cents),
        "purpose": purpose(order.cash_reference),
        "description": order.lines[0].label[:LINE_PLACES],
        "redirectUrl": order.success_url,
        "items": [_item(number, line, order, options.booking_data) for number, line in enumerate(order.lines, start=1)],
    }


def _item(number: int, line: PaymentLine, order: StartPayment, booking_data: Mapping[str, str]) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": str(number),
        "reference": order.cash_reference[:36],
        "description": line.label[:LINE_PLACES],
        "taxRate": 0,
        "quantity": 1,
        "totalNetAmount": _euros(line.amount_cents),
        "totalTaxAmount": 0,
        "singleNetAmount": _euros(line.amount_cents),
        "singleTaxAmount": 0,
    }
    return {**item, "bookingData": dict(booking_data)} if booking_data else item


def purpose(cash_reference: str) -> str:
    """Letters, digits, spaces and hyphens; at most 27 places."""
    return re.sub(r"[^A-Za-z0-9\s-]", "-", cash_reference)[:PURPOSE_PLACES]


def _euros(cents: int) -> float:
    """Exact in JSON: the shortest text of it has two places at most."""
    return cents / 100
