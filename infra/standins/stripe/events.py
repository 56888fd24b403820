"""Events: a snapshot of the object as it was, queued for delivery in the transaction that changed it."""

from __future__ import annotations

from infra.standins.stripe.accounts import PLATFORM
from infra.standins.stripe.shapes import API_VERSION, blank, iso, new_id
from infra.standins.stripe.store import Object
from infra.standins.stripe.world import World

# What the endpoint has subscribed to; other events are kept and can be looked at, like at Stripe.
SENT = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.expired",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "payment_intent.payment_failed",
        "charge.refunded",
        "refund.created",
        "refund.failed",
        "refund.updated",
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "account.updated",
        "capability.updated",
    }
)


def emit(world: World, account: str, kind: str, thing: Object) -> Object:
    event = blank(
        "event",
        id=new_id("evt"),
        account=account,
        api_version=API_VERSION,
        created=world.now,
        data={"object": public(thing)},
        livemode=False,
        pending_webhooks=int(kind in SENT),
        request={"id": None, "idempotency_key": None},
        type=kind,
    )
    world.save(account, event)
    if kind in SENT and world.webhook_url:
        queue(world, event["id"])
    return event


def emit_thin(world: World, account: str, kind: str) -> Object:
    """A message of version 2: it names the account and says nothing of it. It belongs to the platform."""
    event: Object = {
        "object": "v2.core.event",
        "id": new_id("evt_test"),
        "changes": None,
        "context": None,
        "created": iso(world.now),
        "livemode": False,
        "reason": None,
        "related_object": {"id": account, "type": "v2.core.account", "url": f"/v2/core/accounts/{account}"},
        "snapshot_event": None,
        "type": kind,
    }
    world.save(PLATFORM, event)
    if world.webhook_url:
        queue(world, event["id"])
    return event


def queue(world: World, event_id: str, *, delay: float = 0.0) -> None:
    pause = float(world.store.switch("webhook_delay") or 0) + delay
    copies = {"twice": 2, "lost": 0}.get(world.store.switch("webhooks"), 1)
    for _ in range(copies):
        world.store.rows("INSERT INTO deliveries (event, due) VALUES (?, ?)", event_id, world.clock() + pause)


def public(thing: Object) -> Object:
    """Without what the stand-in keeps for itself."""
    return {name: value for name, value in thing.items() if not name.startswith("_")}
