"""After the call: what became of it, written in one transaction. A success counts however late it is heard of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from connectors import arrivals, lines
from connectors.backoff import MOST_TRIES, PAUSE, next_look, pause_after
from connectors.claiming import Claim, Outcome
from connectors.models import Delivery, DeliveryAttempt
from connectors.records import end, locked, move, release_next, ring
from connectors.routing import takes_over_when_misconfigured
from connectors.states import State


@dataclass(frozen=True)
class Result:
    """What became of a call. ``problems`` name places in a message, never values. ``called``: the other side was."""

    outcome: str
    code: str = ""
    receipt: str = ""
    problems: tuple[str, ...] = ()
    answer: str = ""
    sent_bytes: int = 0
    called: bool = False


def settle(*, claim: Claim, result: Result, at: datetime) -> None:
    """Writes what became of the call, in a transaction of its own.

    A success counts however late; any other news only from the worker that holds the lease now.
    """
    with transaction.atomic():
        delivery = locked(claim.delivery_id)
        DeliveryAttempt.objects.filter(delivery=delivery, number=claim.number).update(
            outcome=result.outcome, error=result.code, problems=list(result.problems), ended_at=at,
            answer=result.answer or None, sent_bytes=result.sent_bytes or None,
        )  # fmt: skip
        if result.outcome == Outcome.DELIVERED:
            _delivered(delivery, claim, result, at)
        elif result.outcome == Outcome.HANDED_OVER:
            _handed_over(delivery, claim, result, at)
        elif delivery.state == State.IN_FLIGHT and delivery.attempts == claim.number:
            _not_delivered(delivery, claim, result, at)
        _note_line(delivery, claim, result, at)


def _delivered(delivery: Delivery, claim: Claim, result: Result, at: datetime) -> None:
    if delivery.state == State.DELIVERED:
        return
    delivery.receipt, delivery.error, delivery.connector = result.receipt, "", claim.connector
    end(delivery, State.DELIVERED, at=at)
    release_next(delivery, at=at)


def _handed_over(delivery: Delivery, claim: Claim, result: Result, at: datetime) -> None:
    """The other side has it and says later whether it takes it; the waiting begins now."""
    if delivery.state in (State.DELIVERED, State.HANDED_OVER):
        return
    delivery.receipt, delivery.error, delivery.connector = result.receipt, "", claim.connector
    delivery.handed_over_at, delivery.warned_at, delivery.settled_at = at, None, None
    until = at + next_look(at - at, key=delivery.idempotency_key)
    _wait(delivery, State.HANDED_OVER, until, at)
    ring(delivery, due_at=until, at=at)


def _not_delivered(delivery: Delivery, claim: Claim, result: Result, at: datetime) -> None:
    delivery.error = result.code
    if result.outcome == Outcome.REJECTED:
        end(delivery, State.REJECTED, at=at)
    elif result.outcome == Outcome.MISCONFIGURED:
        _misconfigured(delivery, claim, at)
    elif result.outcome == Outcome.ABSENT:
        arrivals.absent(delivery)
        delivery.tries_left += 1
        _again(delivery, at, at)
    elif result.outcome == Outcome.TEMPORARY and delivery.tries_left:
        tries = MOST_TRIES - delivery.tries_left
        _again(delivery, at + pause_after(tries, key=delivery.idempotency_key), at)
    else:
        end(delivery, State.FAILED, at=at)


def _misconfigured(delivery: Delivery, claim: Claim, at: datetime) -> None:
    if takes_over_when_misconfigured(delivery, claim.rules):
        _again(delivery, at, at)
    else:
        _wait(delivery, State.PAUSED, at + PAUSE, at)


def _again(delivery: Delivery, until: datetime, at: datetime) -> None:
    _wait(delivery, State.QUEUED, until, at)
    ring(delivery, due_at=until, at=at)


def _wait(delivery: Delivery, target: State, until: datetime, at: datetime) -> None:
    move(delivery, target, at=at)
    delivery.next_try_at, delivery.lease_until = until, None
    delivery.save()


def _note_line(delivery: Delivery, claim: Claim, result: Result, at: datetime) -> None:
    """The circuit breaker: silence is counted, an answer of any kind closes it and wakes whoever waits."""
    if not result.called:
        return
    if result.outcome == Outcome.TEMPORARY:
        until = lines.unanswered(claim.connector, at)
        if until is not None:
            ring(delivery, due_at=until, at=at)
    elif lines.answered(claim.connector):
        ring(delivery, due_at=at, at=at)
