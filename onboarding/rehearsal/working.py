"""A run goes on step by step: *claim* (transaction) → *call* (the twin's pages, no transaction) → *settle* (transaction).

A worker that dies loses its claim with the lease; the watch finds the run again, and the step is done anew. What hangs is
ended after ten minutes, and the run says at which step it stood.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from connectors.addressing import REAL
from kernel.errors import Refusal
from onboarding.rehearsal import memory, runs
from onboarding.rehearsal.browser import UnableToBrowse
from onboarding.rehearsal.models import Run, Step
from onboarding.rehearsal.states import TRANSITIONS, Outcome, State
from onboarding.rehearsal.steps import clerk
from onboarding.rehearsal.steps.base import CITIZEN, CLERK, Kind, NotYet, Stuck, Told, Trip, seen_by
from onboarding.rehearsal.steps.path import PATH
from outbox import operations as outbox
from outbox.models import OutboxEvent
from tenants import life
from tenants.binding import bind_public, current_city
from tenants.doors import find_by_slug
from tenants.models import City, Stage
from tenants.twins import twin_of

log = logging.getLogger("zusage.rehearsal")
LEASE = timedelta(seconds=60)
SECONDS_PER_STEP = 50.0  # a step gives up before its lease is over
SECONDS_PER_TURN = 15.0  # then another city's work comes first
AGAIN = timedelta(seconds=1)
MOST_TRIES = 3
BY = "zusage rehearsal"


@dataclass(frozen=True)
class Claim:
    """``number`` tells it from an earlier one of the same step."""

    run: Run
    step: Step
    number: int

    @property
    def kind(self) -> Kind:
        return PATH[self.step.place]


def go_on(run_id: uuid.UUID, *, clock: Callable[[], datetime]) -> int:
    """Takes steps until one has to wait, the run ends or the turn is over; answers how many. Outside transactions."""
    until, taken = time.monotonic() + SECONDS_PER_TURN, 0
    while time.monotonic() < until:
        claim = _claim(run_id, clock())
        if claim is None:
            return taken
        taken += 1
        if not _settle(claim, _called(claim, clock()), clock()):
            return taken
    _soon(run_id, clock())
    return taken


def watch(run_id: uuid.UUID, *, at: datetime, timer: int = 0) -> bool:
    """Whether the run needs a worker: it goes on, and nobody holds it. Joins the caller's transaction.

    Sets the next timer, unless one waits besides this one: a timer that is worked again makes no second row of them.
    """
    run = Run.objects.filter(id=run_id, open_slot=1).first()
    if run is None:
        return False
    waiting = OutboxEvent.objects.filter(name=runs.WATCH, payload__run=str(run_id), done_at=None).exclude(id=timer)
    if not waiting.exists():
        outbox.record(name=runs.WATCH, at=at, due_at=at + runs.LOOK_EVERY, run=str(run_id))
    return run.claimed_until is None or run.claimed_until <= at


def _claim(run_id: uuid.UUID, at: datetime) -> Claim | None:
    with transaction.atomic():
        run = Run.objects.select_for_update(of=("self",)).filter(id=run_id, open_slot=1).first()
        if run is None or (run.claimed_until is not None and run.claimed_until > at):
            return None
        kind = PATH[run.place]
        step, _new = Step.objects.get_or_create(
            run=run, place=run.place, defaults={"name": kind.name, "started_at": at}
        )
        # What was only waiting was let go of; what still has its claim was lost with its worker.
        step.tries += run.claimed_until is not None
        step.save(update_fields=["tries"])
        if at > run.ordered_at + runs.LONGEST or step.tries >= MOST_TRIES:
            _end_step(step, Told(Outcome.FAILED, "too_long" if step.tries < MOST_TRIES else "worker_lost"), at)
            _end(run, at)
            return None
        run.claims += 1
        run.claimed_until = at + LEASE
        run.save(update_fields=["claims", "claimed_until"])
        return Claim(run, step, run.claims)


def _called(claim: Claim, at: datetime) -> tuple[Told | None, dict[str, Any]]:
    """What the step answers (None: not yet), and what is remembered. Whatever breaks is told as a failed step."""
    kept = memory.opened(claim.run)
    try:
        return claim.kind.work(_trip(claim, kept, at)), kept
    except NotYet as waiting:
        patient = at < claim.step.started_at + claim.kind.patience
        return None if patient else Told(Outcome.FAILED, waiting.code), kept
    except Exception as error:
        return _broken(error), kept


def _broken(error: Exception) -> Told:
    """Pages and refusals say by their code what a person can do; of what nobody foresaw only the kind is kept."""
    if isinstance(error, Stuck):
        seen = [seen_by(CLERK if "/amt/" in error.page.path else CITIZEN, error.page)] if error.page else []
        return Told(Outcome.FAILED, error.code, error.facts, seen)
    if isinstance(error, UnableToBrowse):
        return Told(Outcome.FAILED, error.code)
    if isinstance(error, Refusal):
        return Told(Outcome.FAILED, "refused", {"reason": error.code})
    log.error("a step of a rehearsal broke: %s", type(error).__name__)
    return Told(Outcome.FAILED, "unforeseen", {"reason": type(error).__name__})


def _trip(claim: Claim, kept: dict[str, Any], at: datetime) -> Trip:
    slug = current_city()
    city = find_by_slug(slug)
    if city is None:
        raise LookupError("the bound city is not there")
    ends = time.monotonic() + SECONDS_PER_STEP
    run, again = claim.run, claim.step.tries > 0
    return Trip(city, twin_of(slug), run.ordered_by, run.with_draft, run.ordered_at, at, ends, kept, again)


def _settle(claim: Claim, answer: tuple[Told | None, dict[str, Any]], at: datetime) -> bool:
    """Answers whether the next step can be taken at once. Who lost the claim meanwhile settles nothing."""
    told, kept = answer
    with transaction.atomic():
        run = Run.objects.select_for_update(of=("self",)).filter(id=claim.run.id, open_slot=1).first()
        if run is None or run.claims != claim.number:
            return False
        run.claimed_until, run.sealed_memory = None, memory.sealed(run, kept)
        run.version, run.stand = kept.get("version", run.version), kept.get("stand", run.stand)
        if told is not None:
            _end_step(claim.step, told, at)
            run.place += told.outcome != Outcome.FAILED
        run.save()
        if told is None:
            outbox.record(name=runs.DUE, at=at, due_at=at + AGAIN, run=str(run.id))
            return False
        if told.outcome != Outcome.FAILED and run.place < len(PATH):
            return True
        _end(run, at)
    return False


def _end_step(step: Step, told: Told, at: datetime) -> None:
    step.outcome, step.code, step.facts, step.seen, step.ended_at = (
        told.outcome, told.code, told.facts, told.seen, at,
    )  # fmt: skip
    step.save()


def _end(run: Run, at: datetime) -> None:
    """Over, in the caller's transaction; the twin is put in order by the event."""
    outcomes = dict(Step.objects.filter(run=run).values_list("name", "outcome"))
    state = State.PASSED if runs.counts_as_passed(outcomes) else State.FAILED
    edge = TRANSITIONS.edge(run.state, state)
    run.state, run.ended_at, run.open_slot, run.claimed_until, run.sealed_memory = state, at, None, None, None
    run.save()
    if state is State.PASSED:
        runs.keep_passed(run, at=at)
    outbox.record(name=edge.event, at=at, run=str(run.id))


def _soon(run_id: uuid.UUID, at: datetime) -> None:
    with transaction.atomic():
        outbox.record(name=runs.DUE, at=at, run=str(run_id))


def leave_twin(*, at: datetime) -> None:
    """After a run: its clerk can no longer sign in, and a live city's twin rests again. Outside transactions, idempotent."""
    slug = current_city()
    twin = twin_of(slug)
    if twin is None or runs.under_way() is not None:
        return
    clerk.dismiss(twin, at=at)
    if _is_live(slug) and twin.stage == Stage.REHEARSAL:
        life.move_to(slug=twin.slug, stage=Stage.SUSPENDED, at=at, by=BY)
        if runs.under_way() is not None:  # begun while the twin was put to rest
            life.move_to(slug=twin.slug, stage=Stage.REHEARSAL, at=at, by=BY)


def is_in_use() -> bool:
    """Whether the bound city serves real people, or did before it was suspended. Reads the control database: call it
    outside any transaction."""
    slug = current_city()
    city = find_by_slug(slug)
    if city is None or city.stage != Stage.SUSPENDED:
        return city is not None and city.stage in REAL
    return any(REAL & {change.source, change.target} for change in life.history(slug))


def _is_live(slug: str) -> bool:
    with bind_public():
        return bool(City.objects.filter(slug=slug, stage=Stage.LIVE).exists())
