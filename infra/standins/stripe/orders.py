"""The checks that Stripe makes before it opens a session. Stricter would hide our mistakes as well as laxer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from infra.standins.stripe.errors import ApiError, invalid, required

# What is understood here; anything else is refused, so that nothing is silently without effect.
KNOWN = frozenset(
    {
        "adaptive_pricing",
        "allowed_payment_method_types",
        "cancel_url",
        "client_reference_id",
        "expand",
        "expires_at",
        "line_items",
        "locale",
        "metadata",
        "mode",
        "payment_intent_data",
        "submit_type",
        "success_url",
    }
)
KNOWN_OF_INTENT = frozenset({"capture_method", "description", "metadata", "statement_descriptor_suffix"})

SHORTEST_SECONDS = 30 * 60
LONGEST_SECONDS = 24 * 60 * 60
SMALLEST_AMOUNT = 50


@dataclass(frozen=True)
class Order:
    lines: list[dict[str, Any]]
    amount: int
    currency: str
    expires_at: int


def check_order(params: dict[str, Any], *, now: int) -> Order:
    check_known(params, KNOWN)
    check_known(params.get("payment_intent_data", {}), KNOWN_OF_INTENT, "payment_intent_data")
    if params.get("mode") != "payment":
        raise invalid("mode", "this stand-in takes payments only")
    _check_addresses(params)
    _check_statement(params.get("payment_intent_data", {}).get("statement_descriptor_suffix", ""))
    lines = [_line(item) for item in params.get("line_items") or []]
    if not lines:
        raise required("line_items")
    if len({line["currency"] for line in lines}) > 1:
        raise invalid("line_items", "all items must have the same currency")
    amount = sum(line["amount"] for line in lines)
    if amount < SMALLEST_AMOUNT:
        raise ApiError(400, "The amount is below the smallest one.", code="amount_too_small")
    return Order(lines, amount, lines[0]["currency"], _end(params, now))


def check_known(params: dict[str, Any], known: frozenset[str], inside: str = "") -> None:
    for name in sorted(set(params) - known):
        full = f"{inside}[{name}]" if inside else name
        raise ApiError(400, f"Received unknown parameter: {full}", code="parameter_unknown", param=full)


def _line(item: dict[str, Any]) -> dict[str, Any]:
    price = item.get("price_data") or {}
    try:
        amount = int(price["unit_amount"]) * int(item.get("quantity", 1))
        name = price["product_data"]["name"]
        currency = price["currency"]
    except KeyError as error:
        raise required(f"line_items[price_data][{error.args[0]}]") from error
    except ValueError as error:
        raise invalid("line_items", "amounts are whole numbers", code="parameter_invalid_integer") from error
    if not re.fullmatch("[a-z]{3}", currency):
        raise invalid("currency", "three small letters")
    return {"name": name, "amount": amount, "currency": currency}


def _end(params: dict[str, Any], now: int) -> int:
    end = int(params.get("expires_at", now + LONGEST_SECONDS))
    if not SHORTEST_SECONDS <= end - now <= LONGEST_SECONDS:
        raise invalid("expires_at", "between 30 minutes and 24 hours from now")
    return end


def _check_addresses(params: dict[str, Any]) -> None:
    for name in ("success_url", "cancel_url"):
        address = params.get(name, "")
        if name == "success_url" and not address:
            raise required(name)
        if address and (urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).netloc):
            raise invalid(name, "not a complete address", code="url_invalid")


def _check_statement(suffix: str) -> None:
    if suffix and (len(suffix) > 22 or re.search(r"[<>\\'\"*]", suffix) or not re.search("[A-Za-z]", suffix)):
        raise invalid("statement_descriptor_suffix", "up to 22 signs, one of them a letter, none of < > \\ ' \" *")
