"""A second pair of eyes on every open delivery: tasks can be lost with the broker, rows cannot.

One watch runs for each delivery from its queueing to its end. Where something is overdue it rings again.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists

from configuration.queries import in_force
from connectors import lines
from connectors.backoff import HELD_WATCH, MOST_TRIES, WATCH
from connectors.claiming import unfinished_before
from connectors.config import DeliveryRules
from connectors.models import Delivery, Line
from connectors.records import WATCH_DUE, locked, move, ring, watch
from connectors.states import OPEN, State
from outbox.models import OutboxEvent
from outbox.operations import subscribe


@subscribe(WATCH_DUE, name="connectors.watch")
def look_after(event: OutboxEvent, at: datetime) -> None:
    """Rings for what is overdue, wakes what was paused long enough, and stops watching what is settled."""
    if event.subject_id is None:
        return
    delivery = locked(event.subject_id)
    if delivery.state not in OPEN or delivery.next_try_at is None:
        return
    if _is_held(delivery):
        watch(delivery.id, due_at=at + HELD_WATCH, at=at)
        return
    if delivery.next_try_at <= at:
        if delivery.state == State.PAUSED:
            wake(delivery, at=at)
        elif not _waits_for_line(delivery, at):
            ring(delivery, due_at=at, at=at)
    watch(delivery.id, due_at=max(delivery.next_try_at, at) + WATCH, at=at)


def _is_held(delivery: Delivery) -> bool:
    """It waits for an earlier message of its case, whose end rings for it."""
    return Delivery.objects.filter(Exists(unfinished_before()), id=delivery.id, state=State.QUEUED).exists()


def _waits_for_line(delivery: Delivery, at: datetime) -> bool:
    """Nobody is rung for while the connector is left in peace; but where another may take over, it is looked."""
    if delivery.state != State.QUEUED or in_force(at=at).section(DeliveryRules).fallback is not None:
        return False
    return lines.is_open(Line.objects.filter(connector=delivery.connector).first(), at)


def wake(delivery: Delivery, *, at: datetime) -> None:
    """A paused delivery is tried again. Nothing of it had been handed over, so its tries count anew."""
    move(delivery, State.QUEUED, at=at)
    delivery.tries_left, delivery.next_try_at = MOST_TRIES, at
    delivery.save(update_fields=["state", "tries_left", "next_try_at"])
    ring(delivery, due_at=at, at=at)
