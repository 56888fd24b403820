"""The night's look and the morning's mail."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from onboarding.readiness import digest, tasks, timers
from onboarding.readiness.models import Night
from outbox.models import OutboxEvent
from outbox.operations import subscribe


@subscribe(timers.NIGHT, name="onboarding.readiness.look")
def look(event: OutboxEvent, at: datetime) -> None:
    day = event.payload["day"]
    timers.arrange(at=at)
    row = Night.objects.filter(day=date.fromisoformat(day), measured_at=None).first()
    if row is not None:
        timers.look_again(row, at=at)
        transaction.on_commit(lambda: tasks.night.send(day=day))


@subscribe(timers.MORNING, name="onboarding.readiness.tell")
def tell(event: OutboxEvent, at: datetime) -> None:
    digest.write(day=date.fromisoformat(event.payload["day"]), at=at)


@subscribe(timers.CHANGE, name="onboarding.readiness.look_after_change")
def look_after_change(event: OutboxEvent, at: datetime) -> None:
    """A look that gets lost on its way is made up for by the city's next report."""
    since = event.payload["since"]
    transaction.on_commit(lambda: tasks.after_change.send(since=since))
