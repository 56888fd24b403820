"""Payment intents and their charges: made when somebody tries to pay, not before."""

from __future__ import annotations

from infra.standins.stripe import balance
from infra.standins.stripe.errors import missing
from infra.standins.stripe.events import emit
from infra.standins.stripe.shapes import blank, new_id
from infra.standins.stripe.store import Object
from infra.standins.stripe.world import World


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
    intent = blank(
        "payment_intent",
        id=new_id("pi"),
        amount=session["amount_total"],
        amount_capturable=0,
        amount_received=0,
        capture_method=wanted.get("capture_method", "automatic_async"),
        confirmation_method="automatic",
        created=world.now,
        currency=session["currency"],
        description=wanted.get("description"),
        livemode=False,
        metadata=wanted.get("metadata", {}),
        payment_method_types=session["payment_method_types"],
        statement_descriptor_suffix=wanted.get("statement_descriptor_suffix"),
        status="requires_payment_method",
    )
    emit(world, account, "payment_intent.created", world.save(account, intent))
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
