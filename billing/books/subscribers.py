"""The first payment begins the nightly runs; a timer that finds its run undone sets itself again before it asks for it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from billing.books import tasks, timers
from billing.books.models import Run
from outbox import operations as outbox
from outbox.models import OutboxEvent


@outbox.subscribe("payment.started", name="billing.books.arrange")
@outbox.subscribe("payment.settled", name="billing.books.arrange")
def arrange(event: OutboxEvent, at: datetime) -> None:
    timers.arrange(at=at)


@outbox.subscribe(timers.RUN, name="billing.books.run")
def run(event: OutboxEvent, at: datetime) -> None:
    day = event.payload["day"]
    row = Run.objects.filter(day=date.fromisoformat(day)).first()
    if row is not None and row.ended_at is None:
        timers.run_later(row, at=at)
        transaction.on_commit(lambda: tasks.run.send(day=day))
