"""Ordering a run and looking at runs. All of it in the bound city; nothing of its cases is touched."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Min

from audit.operations import record, staff
from kernel.errors import Refusal
from onboarding.rehearsal.models import PassedSettings, Run
from onboarding.rehearsal.states import Outcome
from outbox import operations as outbox
from tenants.binding import in_rehearsal

DUE, WATCH, TIDY = "rehearsal.due", "rehearsal.watch_due", "rehearsal.tidying_due"
LONGEST = timedelta(minutes=10)
KEPT = timedelta(days=30)
LOOK_EVERY = timedelta(seconds=30)


class UnableToRehearse(Refusal):
    """under_way (``params["run"]``), in_rehearsal (a twin has no twin)."""

    code = "under_way"


def order(*, staff_id: int, name: str, with_draft: bool, at: datetime) -> Run:
    """A run, worked by the workers from now on. Atomic; the order is noted in the trail. Refused: ``UnableToRehearse``.

    ``with_draft``: the city's draft over what is published; else what holds now.
    """
    if in_rehearsal():
        raise UnableToRehearse(code="in_rehearsal")
    try:
        with transaction.atomic():
            run = Run.objects.create(ordered_at=at, ordered_by=name[:120], staff_id=staff_id, with_draft=with_draft)
            outbox.record(name=DUE, at=at, run=str(run.id))
            outbox.record(name=WATCH, at=at, due_at=at + LOOK_EVERY, run=str(run.id))
            outbox.record(name=TIDY, at=at, due_at=at + KEPT, run=str(run.id))
            record(action="rehearsal.ordered", actor=staff(staff_id), at=at, run=str(run.id), with_draft=with_draft)
    except IntegrityError:
        raise UnableToRehearse(run=under_way()) from None
    return run


def under_way() -> Run | None:
    return Run.objects.filter(open_slot=1).first()


def find(run_id: uuid.UUID) -> Run | None:
    """With its steps."""
    return Run.objects.filter(id=run_id).prefetch_related("steps").first()


def latest() -> Run | None:
    return Run.objects.order_by("-ordered_at").prefetch_related("steps").first()


def history(most: int = 20) -> list[Run]:
    """The newest first."""
    return list(Run.objects.order_by("-ordered_at").prefetch_related("steps")[:most])


def keep_passed(run: Run, *, at: datetime) -> None:
    """What of a good run stays. Joins the caller's transaction; the second time nothing is added."""
    PassedSettings.objects.update_or_create(
        stand=run.stand,
        defaults={"version": run.version, "last_at": at},
        create_defaults={"version": run.version, "first_at": at, "last_at": at},
    )


def passed(stand: str) -> PassedSettings | None:
    """Whether these settings were rehearsed well, however long ago."""
    return PassedSettings.objects.filter(stand=stand).first()


def last_passed() -> PassedSettings | None:
    """With whatever settings."""
    return PassedSettings.objects.order_by("-last_at").first()


def first_times() -> dict[str, datetime | None]:
    """For ``onboarding.rollout.models.CityProgress``: when a rehearsal went well for the first time."""
    return {"first_rehearsal_passed_at": PassedSettings.objects.aggregate(first=Min("first_at"))["first"]}


def seconds_of(run: Run) -> float | None:
    return (run.ended_at - run.ordered_at).total_seconds() if run.ended_at else None


def counts_as_passed(outcomes: dict[str, str]) -> bool:
    """Nothing failed, and an application was handed in, came to the desk and was decided."""
    needed = ("hand_in", "receipt", "desk", "decision")
    return Outcome.FAILED not in outcomes.values() and all(outcomes.get(name) == Outcome.DONE for name in needed)
