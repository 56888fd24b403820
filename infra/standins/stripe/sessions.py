"""Checkout Sessions: opened by the API, paid on the hosted page, ended by payment, by the API or by time."""

from __future__ import annotations

from typing import Any

from infra.standins.stripe import accounts, intents
from infra.standins.stripe.errors import ApiError, missing
from infra.standins.stripe.events import emit, public
from infra.standins.stripe.orders import check_order
from infra.standins.stripe.shapes import blank, new_id
from infra.standins.stripe.store import Object
from infra.standins.stripe.world import World

# What the account's owner has switched on in the dashboard.
METHODS = ["card", "paypal", "sepa_debit"]


def create(world: World, account: str, params: dict[str, Any], origin: str) -> Object:
    order = check_order(params, now=world.now)
    if not accounts.find(world, account)["charges_enabled"]:
        raise ApiError(400, "The account cannot make charges now.", code="account_invalid")
    session_id = new_id("cs_test", 58)
    allowed = params.get("allowed_payment_method_types")
    session = blank(
        "checkout.session",
        id=session_id,
        adaptive_pricing={"enabled": params.get("adaptive_pricing", {}).get("enabled") == "true"},
        allowed_payment_method_types=allowed,
        amount_subtotal=order.amount,
        amount_total=order.amount,
        automatic_tax={"enabled": False, "liability": None, "provider": None, "status": None},
        cancel_url=params.get("cancel_url"),
        client_reference_id=params.get("client_reference_id"),
        created=world.now,
        currency=order.currency,
        custom_fields=[],
        custom_text=dict.fromkeys(["after_submit", "shipping_address", "submit", "terms_of_service_acceptance"]),
        expires_at=order.expires_at,
        livemode=False,
        locale=params.get("locale"),
        metadata=params.get("metadata", {}),
        mode="payment",
        payment_method_types=[name for name in METHODS if not allowed or name in allowed],
        payment_status="unpaid",
        shipping_options=[],
        status="open",
        submit_type=params.get("submit_type"),
        success_url=params.get("success_url"),
        ui_mode="hosted_page",
        url=f"{origin}/c/pay/{session_id}",
        _intent=params.get("payment_intent_data", {}),
        _lines=order.lines,
    )
    return world.save(account, session)


def find(world: World, account: str, session_id: str) -> Object:
    session = world.store.get(account, "checkout.session", session_id)
    if session is None:
        raise missing("checkout.session", session_id, param="session")
    return _end_by_time(world, account, session)


def expire(world: World, account: str, session_id: str) -> Object:
    session = find(world, account, session_id)
    if session["status"] != "open":
        raise ApiError(400, f"Only open sessions can be expired; this one is {session['status']}.")
    return _end(world, account, session)


def end_overdue(world: World) -> None:
    for account, session in world.store.all_of("checkout.session"):
        _end_by_time(world, account, session)


def _end_by_time(world: World, account: str, session: Object) -> Object:
    overdue = session["status"] == "open" and session["expires_at"] <= world.now
    return _end(world, account, session) if overdue else session


def _end(world: World, account: str, session: Object) -> Object:
    session.update(status="expired", url=None)
    world.save(account, session)
    if session["payment_intent"]:
        intents.cancel(world, account, intents.find(world, account, session["payment_intent"]))
    emit(world, account, "checkout.session.expired", session)
    return session


def shown(world: World, account: str, session: Object, expand: list[str]) -> Object:
    """As the API answers it, with what the caller wants unfolded."""
    result = public(session)
    if any(path.startswith("payment_intent") for path in expand) and session["payment_intent"]:
        intent = intents.find(world, account, session["payment_intent"])
        result["payment_intent"] = intent
        if "payment_intent.latest_charge" in expand and intent["latest_charge"]:
            intent["latest_charge"] = intents.find_charge(world, account, intent["latest_charge"])
    return result
