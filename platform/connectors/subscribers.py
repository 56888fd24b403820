"""The timers of collecting, which sets itself anew, and of test messages: they send tasks."""

from __future__ import annotations

from datetime import datetime

from connectors import echo, tasks
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


@subscribe(echo.DUE, name="connectors.send_test", outside=True)
def send_test(event: OutboxEvent, at: datetime) -> None:
    tasks.echo.send()
