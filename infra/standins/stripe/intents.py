"""Payment intents and their charges: made when somebody tries to pay, not before."""

from __future__ import annotations

from typing import Any

from infra.standins.stripe import balance
from infra.standins.stripe.errors import ApiError, missing
from infra.standins.stripe.events import emit
from infra.standins.stripe.shapes import blank, new_id
from infra.standins.stripe.store import Object
from infra.standins.stripe.world import World

# The names of test cards in the API, and why one is declined.
CARDS = {"pm_card_visa": "", "pm_card_visa_chargeDeclined": "card_declined"}


def find(world: World, account: str, intent_id: str) -> Object:
    intent = world.store.get(account, "payment_intent", intent_id)
    if intent is None:
        raise missing("payment_intent", intent_id, param="intent")
    return intent


def find_charge(world: World, account: str, charge_id: str) -> Object:
    charge = world.store.get(account, "charge", charge_id)
    if charge is None:
        raise missing("charge", charge_id)
    return charge


def open_intent(world: World, account: str, session: Object) -> Object:
    """The session's intent; a first attempt makes it."""
    if session["payment_intent"]:
        return find(world, account, session["payment_intent"])
    wanted = session["_intent"]
    return _new(
        world,
        account,
        amount=session["amount_total"],
        capture_method=wanted.get("capture_method", "automatic_async"),
        currency=session["currency"],
        description=wanted.get("description"),
        metadata=wanted.get("metadata", {}),
        payment_method_types=session["payment_method_types"],
        statement_descriptor_suffix=wanted.get("statement_descriptor_suffix"),
    )


def _new(world: World, account: str, **fields: Any) -> Object:
    intent = blank(
        "payment_intent",
        id=new_id("pi"),
        amount_capturable=0,
        amount_received=0,
        confirmation_method="automatic",
        created=world.now,
        livemode=False,
        status="requires_payment_method",
        **fields,
    )
    emit(world, account, "payment_intent.created", world.save(account, intent))
    return intent


def confirmed(world: World, account: str, params: dict[str, Any]) -> Object:
    """Made and confirmed in one call with one of the test cards; reserved only, as no other way is needed here."""
    card = params.get("payment_method")
    if params.get("confirm") != "true" or params.get("capture_method") != "manual" or card not in CARDS:
        raise ApiError(400, "Only a test card that is reserved at once is known here.", code="parameter_missing")
    intent = _new(
        world,
        account,
        amount=int(params["amount"]),
        capture_method="manual",
        currency=params["currency"],
        metadata=params.get("metadata", {}),
        payment_method=card,
        payment_method_types=["card"],
    )
    if CARDS[card]:
        fail(world, account, intent, CARDS[card], decline_code="generic_decline")
        raise ApiError(402, "The card was declined.", kind="card_error", code=CARDS[card])
    intent.update(status="requires_capture", amount_capturable=intent["amount"])
    world.save(account, intent)
    emit(world, account, "payment_intent.amount_capturable_updated", intent)
    return intent


def _charge(world: World, account: str, intent: Object, *, status: str, failure: str = "") -> Object:
    charge = blank(
        "charge",
        id=new_id("ch"),
        amount=intent["amount"],
        amount_captured=intent["amount"] if status == "succeeded" else 0,
        amount_refunded=0,
        billing_details={"address": None, "email": None, "name": None, "phone": None, "tax_id": None},
        captured=status == "succeeded",
        created=world.now,
        currency=intent["currency"],
        description=intent["description"],
        disputed=False,
        failure_code=failure or None,
        livemode=False,
        metadata=intent["metadata"],
        paid=status == "succeeded",
        payment_intent=intent["id"],
        refunded=False,
        statement_descriptor_suffix=intent["statement_descriptor_suffix"],
        status=status,
    )
    return world.save(account, charge)


def succeed(world: World, account: str, intent: Object) -> Object:
    """Money has come. A pending charge becomes the successful one."""
    if intent["latest_charge"] and intent["status"] == "processing":
        charge = find_charge(world, account, intent["latest_charge"])
        charge.update(status="succeeded", paid=True, captured=True, amount_captured=charge["amount"])
        world.save(account, charge)
    else:
        charge = _charge(world, account, intent, status="succeeded")
    charge["balance_transaction"] = balance.charge(world, account, charge)
    world.save(account, charge)
    intent.update(
        status="succeeded",
        amount_received=intent["amount"],
        latest_charge=charge["id"],
        last_payment_error=None,
        next_action=None,
    )
    world.save(account, intent)
    emit(world, account, "charge.succeeded", charge)
    emit(world, account, "payment_intent.succeeded", intent)
    return intent


def ask_back(world: World, account: str, intent: Object) -> Object:
    """The card's owner has to confirm at their bank."""
    intent.update(
        status="requires_action",
        next_action={"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}},
    )
    world.save(account, intent)
    emit(world, account, "payment_intent.requires_action", intent)
    return intent


def process(world: World, account: str, intent: Object) -> Object:
    """A direct debit: asked for, known only in some days."""
    charge = _charge(world, account, intent, status="pending")
    intent.update(status="processing", latest_charge=charge["id"], last_payment_error=None)
    world.save(account, intent)
    emit(world, account, "payment_intent.processing", intent)
    return intent


def fail(world: World, account: str, intent: Object, code: str, *, decline_code: str = "") -> Object:
    charge = _charge(world, account, intent, status="failed", failure=code)
    error = {
        "type": "card_error" if decline_code else "invalid_request_error",
        "code": code,
        "charge": charge["id"],
        "message": "The payment was declined.",
    }
    if decline_code:
        error["decline_code"] = decline_code
    intent.update(
        status="requires_payment_method", latest_charge=charge["id"], last_payment_error=error, next_action=None
    )
    world.save(account, intent)
    emit(world, account, "charge.failed", charge)
    emit(world, account, "payment_intent.payment_failed", intent)
    return intent


def cancel(world: World, account: str, intent: Object) -> Object:
    intent.update(status="canceled", canceled_at=world.now, cancellation_reason="automatic")
    world.save(account, intent)
    emit(world, account, "payment_intent.canceled", intent)
    return intent
