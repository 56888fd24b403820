"""A run's timers, and what follows from its end."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from onboarding.rehearsal import runs, tasks, working
from outbox.models import OutboxEvent
from outbox.operations import subscribe


@subscribe(runs.DUE, name="onboarding.rehearsal.hand_to_worker", outside=True)
def hand_to_worker(event: OutboxEvent, at: datetime) -> None:
    tasks.go_on.send(run_id=event.payload["run"])


@subscribe(runs.WATCH, name="onboarding.rehearsal.watch", outside=True)
def watch(event: OutboxEvent, at: datetime) -> None:
    """A run whose worker died is handed to another one."""
    with transaction.atomic():
        needs_worker = working.watch(uuid.UUID(event.payload["run"]), at=at, timer=event.id)
    if needs_worker:
        tasks.go_on.send(run_id=event.payload["run"])


@subscribe("rehearsal.passed", name="onboarding.rehearsal.leave_twin", outside=True)
@subscribe("rehearsal.failed", name="onboarding.rehearsal.leave_twin", outside=True)
def leave_twin(event: OutboxEvent, at: datetime) -> None:
    tasks.leave_twin.send()


@subscribe(runs.TIDY, name="onboarding.rehearsal.tidy", outside=True)
def tidy(event: OutboxEvent, at: datetime) -> None:
    tasks.tidy.send(run_id=event.payload["run"])
