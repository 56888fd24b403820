"""A payment's way: INITIAL → PAYED (→ BOOKED), FAILED or CANCELED. What came first stays."""

from __future__ import annotations

import secrets
import uuid
from datetime import UTC, datetime
from typing import Any

from infra.standins.xbezahldienste import checking
from infra.standins.xbezahldienste.errors import Problem
from infra.standins.xbezahldienste.store import Payment
from infra.standins.xbezahldienste.world import END_POINTS, PAGE_SECONDS, World


def allow(user: str, originator: str, end_point: str) -> str:
    """The account, if it is this caller's."""
    if originator != user:
        raise Problem(403, "FORBIDDEN")
    if end_point not in END_POINTS:
        raise Problem(400, "NO_VALID_ORIGINATOR_OR_ENDPOINT")
    return f"{originator}/{end_point}"


def create(world: World, account: str, request: dict[str, Any], base: str) -> Payment:
    checking.check(request, booking_data=world.store.switch("booking_data"))
    made: Payment = {
        "id": str(uuid.uuid4()), "account": account, "request": request["requestId"], "page": secrets.token_urlsafe(18),
        "asked": request, "status": "INITIAL", "method": "", "at": world.clock(), "made": world.clock(), "bank": False,
        "number": f"{secrets.randbelow(10**10):010d}", "base": base,
    }  # fmt: skip
    if not world.store.add(made):
        raise Problem(400, "PAYMENT_EXISTS")
    return made


def find(world: World, account: str, number: str) -> Payment:
    """By its own number; by the caller's too, unless the stand-in is set to know only its own."""
    found = world.store.by("id", number)
    if found is None and world.store.switch("finds_requests") != "off":
        found = world.store.by("request", number)
    if found is None or found["account"] != account:
        raise Problem(404, title="unknown transaction")
    return found


def can_be_used(world: World, payment: Payment) -> bool:
    return payment["status"] == "INITIAL" and not payment["bank"] and world.clock() < payment["made"] + PAGE_SECONDS


def act(world: World, payment: Payment, action: str) -> Payment:
    """At the page: pay, fail, cancel, later (the bank answers in its own time). A second click changes nothing."""
    if not can_be_used(world, payment):
        return payment
    if action == "later":
        return world.store.put({**payment, "bank": True, "method": "OTHER"})
    status = {"pay": "PAYED", "fail": "FAILED", "cancel": "CANCELED"}[action]
    return _become(world, payment, status)


def bank(world: World, payment: Payment, action: str) -> Payment:
    """Behind the page: the bank's word on what was paid later, and the city's books."""
    if action == "book" and payment["status"] == "PAYED":
        return _become(world, payment, "BOOKED")
    if payment["bank"] and payment["status"] == "INITIAL" and action in ("bank_pays", "bank_fails"):
        return _become(world, payment, "PAYED" if action == "bank_pays" else "FAILED")
    return payment


def _become(world: World, payment: Payment, status: str) -> Payment:
    return world.store.put(
        {**payment, "status": status, "at": world.clock(), "method": payment["method"] or "CREDITCARD"}
    )


def shown(world: World, payment: Payment) -> dict[str, Any]:
    """As the interface answers it."""
    told: dict[str, Any] = {
        "transactionUrl": f"{payment['base']}/paymenttransaction/{payment['account']}/{payment['id']}",
        "transactionId": payment["id"],
        "transactionReference": payment["number"],
        "transactionTimestamp": datetime.fromtimestamp(payment["at"], UTC).isoformat(timespec="seconds"),
        "status": payment["status"],
    }
    if payment["status"] == "INITIAL" and not payment["bank"]:
        told["transactionRedirectUrl"] = f"{world.page_base}/zahlung/{payment['page']}"
    if payment["method"]:
        told["paymentMethod"] = payment["method"]
    asked = dict(payment["asked"])
    if differs := world.store.switch("amount"):
        asked["grosAmount"] = float(differs)
    return {"paymentInformation": told, "paymentRequest": asked}
