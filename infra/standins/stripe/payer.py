"""What somebody in front of the hosted page, or their bank, can do to a session."""

from __future__ import annotations

from infra.standins.stripe import intents
from infra.standins.stripe.errors import ApiError
from infra.standins.stripe.events import emit
from infra.standins.stripe.sessions import find
from infra.standins.stripe.store import Object
from infra.standins.stripe.world import World


def pay(world: World, account: str, session_id: str) -> Object:
    """By card: the money is there at once. A second click finds the session complete and changes nothing."""
    session = find(world, account, session_id)
    if session["status"] != "open":
        return session
    intent = intents.succeed(world, account, intents.open_intent(world, account, session))
    return _complete(world, account, session, intent, "paid")


def secure(world: World, account: str, session_id: str) -> Object:
    """The card's bank asks its owner back (3-D Secure): nothing is decided until ``pay`` or ``decline``."""
    session = find(world, account, session_id)
    if session["status"] == "open":
        intent = intents.open_intent(world, account, session)
        session["payment_intent"] = intent["id"]
        world.save(account, session)
        intents.ask_back(world, account, intent)
    return session


def decline(world: World, account: str, session_id: str) -> Object:
    """The card is refused; the session stays open for another try."""
    session = find(world, account, session_id)
    if session["status"] == "open":
        intent = intents.open_intent(world, account, session)
        session["payment_intent"] = intent["id"]
        world.save(account, session)
        intents.fail(world, account, intent, "card_declined", decline_code="generic_decline")
    return session


def debit(world: World, account: str, session_id: str) -> Object:
    """By direct debit: the session is complete, the money is not there yet."""
    session = find(world, account, session_id)
    if session["status"] != "open":
        return session
    intent = intents.process(world, account, intents.open_intent(world, account, session))
    return _complete(world, account, session, intent, "unpaid")


def settle_debit(world: World, account: str, session_id: str, *, succeeds: bool) -> Object:
    """The bank's later word on a direct debit."""
    session = find(world, account, session_id)
    intent = intents.find(world, account, session["payment_intent"] or "")
    if intent["status"] != "processing":
        raise ApiError(400, "No direct debit is under way.", code="payment_intent_unexpected_state")
    if succeeds:
        intents.succeed(world, account, intent)
        session["payment_status"] = "paid"
    else:
        intents.fail(world, account, intent, "payment_intent_payment_attempt_failed")
    world.save(account, session)
    outcome = "succeeded" if succeeds else "failed"
    emit(world, account, f"checkout.session.async_payment_{outcome}", session)
    return session


def arrive_late(world: World, account: str, session_id: str) -> Object:
    """The bank had said no to a direct debit, by mistake: the money comes after all."""
    session = find(world, account, session_id)
    intent = intents.find(world, account, session["payment_intent"] or "")
    if session["status"] != "complete" or intent["status"] != "requires_payment_method":
        raise ApiError(400, "No direct debit has failed.", code="payment_intent_unexpected_state")
    intents.succeed(world, account, intent)
    session["payment_status"] = "paid"
    world.save(account, session)
    emit(world, account, "checkout.session.async_payment_succeeded", session)
    return session


def settle_due_debits(world: World) -> None:
    """What the banks say some days later, where days are set (``faults``)."""
    days = world.store.switch("debit_days")
    if not days:
        return
    succeeds = world.store.switch("debits") != "fail"
    for account, session in world.store.all_of("checkout.session"):
        intent_id = session["payment_intent"]
        if session["status"] != "complete" or not intent_id:
            continue
        intent = intents.find(world, account, intent_id)
        if intent["status"] == "processing" and intent["created"] + float(days) * 86400 <= world.now:
            settle_debit(world, account, session["id"], succeeds=succeeds)


def _complete(world: World, account: str, session: Object, intent: Object, payment_status: str) -> Object:
    session.update(status="complete", payment_status=payment_status, payment_intent=intent["id"], url=None)
    world.save(account, session)
    emit(world, account, "checkout.session.completed", session)
    return session
