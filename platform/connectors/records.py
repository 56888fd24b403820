"""Changing a delivery's state: by the table only, audited, and told to others where they must know."""

from __future__ import annotations

import uuid
from datetime import datetime

from audit.operations import SYSTEM, Actor
from audit.operations import record as audit
from connectors.backoff import WATCH
from connectors.models import Delivery
from connectors.states import ANNOUNCED, TRANSITIONS, State
from outbox import operations as outbox

DUE, WATCH_DUE = "delivery.due", "delivery.watch"


def locked(delivery_id: uuid.UUID) -> Delivery:
    """The row without its content, locked until the transaction ends."""
    rows = Delivery.objects.defer("sealed_message", "sealed_summary").select_for_update(of=("self",))
    return rows.get(id=delivery_id)


def move(delivery: Delivery, target: State, *, at: datetime, actor: Actor = SYSTEM) -> None:
    """``delivery`` must be locked; the caller saves it. Refused off the table (``UnableToMove``)."""
    edge = TRANSITIONS.edge(delivery.state, target)
    delivery.state = target
    if edge.event in ANNOUNCED:
        outbox.record(
            name=edge.event, subject_id=delivery.declaration_id, at=at, delivery=str(delivery.id), code=delivery.error
        )
    if edge.event in ANNOUNCED or actor is not SYSTEM:
        audit(
            action=edge.event, actor=actor, at=at, case_id=delivery.declaration_id, delivery=str(delivery.id),
            connector=delivery.connector, code=delivery.error,
        )  # fmt: skip


def ring(delivery: Delivery, *, due_at: datetime, at: datetime) -> None:
    """Sets a timer: who listens to it sends the task ``connectors.deliver``."""
    outbox.record(name=DUE, subject_id=delivery.id, at=at, due_at=due_at, delivery=str(delivery.id))


def watch(delivery_id: uuid.UUID, *, due_at: datetime, at: datetime) -> None:
    outbox.record(name=WATCH_DUE, subject_id=delivery_id, at=at, due_at=due_at, delivery=str(delivery_id))


def end(delivery: Delivery, target: State, *, at: datetime) -> None:
    """Settles a locked delivery and saves it."""
    move(delivery, target, at=at)
    delivery.next_try_at = delivery.lease_until = None
    delivery.settled_at = at
    delivery.save(update_fields=["state", "connector", "receipt", "error", "next_try_at", "lease_until", "settled_at"])


def release_next(delivery: Delivery, *, at: datetime) -> None:
    """The case's next messages waited for this one: they are rung for, and looked after as usual again."""
    rows = Delivery.objects.filter(declaration_id=delivery.declaration_id, state=State.QUEUED)
    following = rows.exclude(id=delivery.id).defer("sealed_message", "sealed_summary").order_by("place").first()
    if following is not None:
        ring(following, due_at=at, at=at)
        watch(following.id, due_at=at + WATCH, at=at)
