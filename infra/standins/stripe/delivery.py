"""Sends what is queued, signed, again and again until it is taken: from one second to a minute between two tries."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import urllib.error
import urllib.request

from infra.standins.stripe import payer, sessions
from infra.standins.stripe.store import Object
from infra.standins.stripe.world import World

LONGEST_PAUSE = 60.0
MOST_ATTEMPTS = 200
PATIENCE_SECONDS = 10.0
BEAT_SECONDS = 0.2


def sign(secret: str, body: bytes, at: int) -> str:
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class Postman(threading.Thread):
    """One thread; ends when told to. A refused or unanswered message keeps its place for later."""

    def __init__(self, world: World) -> None:
        super().__init__(name="postman", daemon=True)
        self._world = world
        self._over = threading.Event()

    def end(self) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        while not self._over.wait(BEAT_SECONDS):
            with self._world.store.work():
                sessions.end_overdue(self._world)
                payer.settle_due_debits(self._world)
            deliver_due(self._world)


def deliver_due(world: World) -> int:
    """Tries each message whose time has come, once; answers how many were taken."""
    mode = world.store.switch("webhooks") or "on"
    if mode == "off" or not world.webhook_url:
        return 0
    order = "DESC" if mode == "reversed" else "ASC"
    due = world.store.rows(
        f"SELECT id, event, attempts FROM deliveries WHERE done = 0 AND due <= ? ORDER BY id {order}", world.clock()
    )
    return sum(_deliver(world, number, event_id, attempts) for number, event_id, attempts in due)


def _deliver(world: World, number: int, event_id: str, attempts: int) -> bool:
    outcome = _post(world, json.dumps(_event(world, event_id)).encode())
    taken = outcome.startswith("2")
    over = taken or attempts + 1 >= MOST_ATTEMPTS
    pause = min(2.0 ** min(attempts, 10), LONGEST_PAUSE)
    with world.store.work():
        world.store.rows(
            "UPDATE deliveries SET attempts = attempts + 1, outcome = ?, done = ?, due = ? WHERE id = ?",
            *(outcome, int(over), world.clock() + pause, number),
        )
    return taken


def _event(world: World, event_id: str) -> Object | None:
    """Of whichever version."""
    for kind in ("event", "v2.core.event"):
        account = world.store.owner_of(kind, event_id)
        if account is not None:
            return world.store.get(account, kind, event_id)
    return None


def _post(world: World, body: bytes) -> str:
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Stripe/1.0 (stand-in)",
        "Stripe-Signature": sign(world.webhook_secret, body, world.now),
    }
    request = urllib.request.Request(world.webhook_url, data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as response:
            return str(response.status)
    except urllib.error.HTTPError as error:
        return str(error.code)
    except (OSError, ValueError) as error:
        return type(error).__name__
