"""Money that goes back: refunds asked for by the city, disputes opened by the payer's bank."""

from __future__ import annotations

from typing import Any

from infra.standins.stripe import balance, intents
from infra.standins.stripe.errors import ApiError, missing, required
from infra.standins.stripe.events import emit
from infra.standins.stripe.orders import check_known
from infra.standins.stripe.shapes import blank, new_id
from infra.standins.stripe.store import Object
from infra.standins.stripe.world import World

KNOWN_OF_REFUND = frozenset({"amount", "charge", "expand", "metadata", "payment_intent", "reason"})


def refund(world: World, account: str, params: dict[str, Any]) -> Object:
    check_known(params, KNOWN_OF_REFUND)
    charge = _charge_of(world, account, params)
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = int(params.get("amount", left))
    if left <= 0:
        raise ApiError(400, "The charge has already been refunded.", code="charge_already_refunded")
    if not 0 < amount <= left:
        raise ApiError(400, "The refund is greater than what is left of the charge.", param="amount")
    if charge["disputed"]:
        raise ApiError(400, "The charge is disputed and cannot be refunded.", code="charge_disputed")
    if world.store.switch("refunds") == "refused":
        raise ApiError(400, "Insufficient funds in the account.", code="balance_insufficient")
    _take(world, account, charge, amount)
    result = blank(
        "refund",
        id=new_id("re"),
        amount=amount,
        charge=charge["id"],
        created=world.now,
        currency=charge["currency"],
        metadata=params.get("metadata", {}),
        payment_intent=charge["payment_intent"],
        reason=params.get("reason"),
        status="pending" if world.store.switch("refunds") in ("pending", "failed") else "succeeded",
    )
    result["balance_transaction"] = balance.refund(world, account, result)
    emit(world, account, "refund.created", world.save(account, result))
    emit(world, account, "charge.refunded", charge)
    if world.store.switch("refunds") == "failed":
        return settle_refund(world, account, result["id"], succeeds=False)
    return result


def settle_refund(world: World, account: str, refund_id: str, *, succeeds: bool) -> Object:
    """The payer's bank takes the money, or sends it back: also long after it was said to have gone."""
    thing = world.store.get(account, "refund", refund_id)
    if thing is None:
        raise missing("refund", refund_id)
    if thing["status"] == "failed" or (succeeds and thing["status"] == "succeeded"):
        return thing
    if succeeds:
        thing["status"] = "succeeded"
    else:
        thing.update(status="failed", failure_reason="expired_or_canceled_card")
        _take(world, account, intents.find_charge(world, account, thing["charge"]), -thing["amount"])
    emit(world, account, "refund.updated" if succeeds else "refund.failed", world.save(account, thing))
    return thing


def _take(world: World, account: str, charge: Object, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    world.save(account, charge)


def _charge_of(world: World, account: str, params: dict[str, Any]) -> Object:
    if params.get("charge"):
        return intents.find_charge(world, account, params["charge"])
    if not params.get("payment_intent"):
        raise required("payment_intent")
    intent = intents.find(world, account, params["payment_intent"])
    if not intent["latest_charge"]:
        raise ApiError(400, "The payment intent has no successful charge.", code="payment_intent_unexpected_state")
    return intents.find_charge(world, account, intent["latest_charge"])


def dispute(world: World, account: str, charge: Object, *, lost: bool) -> Object:
    """Opened and decided at once."""
    return decide_dispute(world, account, open_dispute(world, account, charge)["id"], lost=lost)


def open_dispute(world: World, account: str, charge: Object) -> Object:
    """The payer's bank takes the money back; whether for good is its later word. Opened twice is once."""
    for _, there in world.store.all_of("dispute", account):
        if there["charge"] == charge["id"]:
            return there
    charge["disputed"] = True
    world.save(account, charge)
    thing = blank(
        "dispute",
        id=new_id("du"),
        amount=charge["amount"],
        balance_transactions=[],
        charge=charge["id"],
        created=world.now,
        currency=charge["currency"],
        enhanced_eligibility_types=[],
        evidence={"enhanced_evidence": {}},
        evidence_details={
            "due_by": world.now + 7 * 86400,
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "enhanced_eligibility": {},
            "submission_method": "not_submitted",
        },
        is_charge_refundable=False,
        livemode=False,
        metadata={},
        payment_intent=charge["payment_intent"],
        reason="general",
        status="needs_response",
    )
    thing["balance_transactions"] = [balance.dispute(world, account, thing)]
    emit(world, account, "charge.dispute.created", world.save(account, thing))
    return thing


def decide_dispute(world: World, account: str, dispute_id: str, *, lost: bool) -> Object:
    thing = world.store.get(account, "dispute", dispute_id)
    if thing is None:
        raise missing("dispute", dispute_id)
    if thing["status"] in ("lost", "won"):
        return thing
    thing["status"] = "lost" if lost else "won"
    if not lost:
        thing["balance_transactions"].append(balance.dispute_won(world, account, thing))
    emit(world, account, "charge.dispute.closed", world.save(account, thing))
    return thing
