"""Whether a payment request is one: what the interface says about each field, and that the items make up the sum."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from infra.standins.xbezahldienste.errors import Problem

REQUIRED = ("requestId", "requestTimestamp", "currency", "grosAmount", "purpose", "redirectUrl", "items")


def check(request: dict[str, Any], *, booking_data: str) -> None:
    """``booking_data``: what each item has to bring, empty for nothing."""
    if any(name not in request for name in REQUIRED) or not all(_fits(request)):
        raise Problem(400, "VALIDATION_ERROR")
    items = request["items"]
    if booking_data and any(booking_data not in (item.get("bookingData") or {}) for item in items):
        raise Problem(400, "BOOKING_DATA_MISSING")
    total = sum(
        (_number(item.get("totalNetAmount", 0)) + _number(item.get("totalTaxAmount", 0)) for item in items), Decimal()
    )
    if total != _number(request["grosAmount"]):
        raise Problem(400, "CALCULATION_ERROR")


def _fits(request: dict[str, Any]) -> list[bool]:
    amount, items = request["grosAmount"], request["items"]
    address = str(request["redirectUrl"])
    return [
        bool(re.fullmatch(r"[A-Za-z0-9_-]{1,36}", str(request["requestId"]))),
        _is_moment(request["requestTimestamp"]),
        request["currency"] == "EUR",
        isinstance(amount, int | float) and not isinstance(amount, bool) and 0 < amount <= 999999,
        bool(re.fullmatch(r"[A-Za-z0-9_\s-]{1,27}", str(request["purpose"]))),
        len(str(request.get("description", ""))) <= 250,
        len(address) <= 2082 and urlsplit(address).scheme in ("http", "https"),
        isinstance(items, list) and 1 <= len(items) <= 99 and all(isinstance(item, dict) for item in items),
    ]


def _number(value: Any) -> Decimal:
    return Decimal(str(value))


def _is_moment(value: Any) -> bool:
    try:
        return datetime.fromisoformat(str(value)).tzinfo is not None
    except ValueError:
        return False
