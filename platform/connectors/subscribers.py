"""The timer of collecting: sends the task, and sets itself anew."""

from __future__ import annotations

from datetime import datetime

from connectors import tasks
from connectors.collect_timer import COLLECT_DUE, go_on
from outbox.models import OutboxEvent
from outbox.operations import subscribe


@subscribe(COLLECT_DUE, name="connectors.set_next_collection")
def set_next_collection(event: OutboxEvent, at: datetime) -> None:
    if not event.payload.get("once"):
        go_on(event.payload["connector"], at=at)


@subscribe(COLLECT_DUE, name="connectors.send_collection", outside=True)
def send_collection(event: OutboxEvent, at: datetime) -> None:
    tasks.collect.send()
