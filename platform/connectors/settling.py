"""After the call: what became of it, written in one transaction. A success counts however late it is heard of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from connectors.backoff import MOST_TRIES, PAUSE, pause_after
from connectors.claiming import Claim, Outcome
from connectors.models import Delivery, DeliveryAttempt
from connectors.records import end, locked, move, ring
from connectors.states import State


@dataclass(frozen=True)
class Result:
    """What became of a call. ``problems`` name places in a message, never values."""

    outcome: str
    code: str = ""
    receipt: str = ""
    problems: tuple[str, ...] = ()


def settle(*, claim: Claim, result: Result, at: datetime) -> None:
    """Writes what became of the call, in a transaction of its own.

    A success counts however late; any other news only from the worker that holds the lease now.
    """
    with transaction.atomic():
        delivery = locked(claim.delivery_id)
        DeliveryAttempt.objects.filter(delivery=delivery, number=claim.number).update(
            outcome=result.outcome, error=result.code, problems=list(result.problems), ended_at=at
        )
        if result.outcome == Outcome.DELIVERED:
            _delivered(delivery, result, at)
        elif delivery.state == State.IN_FLIGHT and delivery.attempts == claim.number:
            _not_delivered(delivery, result, at)


def _delivered(delivery: Delivery, result: Result, at: datetime) -> None:
    if delivery.state == State.DELIVERED:
        return
    delivery.receipt, delivery.error = result.receipt, ""
    end(delivery, State.DELIVERED, at=at)


def _not_delivered(delivery: Delivery, result: Result, at: datetime) -> None:
    delivery.error = result.code
    if result.outcome == Outcome.REJECTED:
        end(delivery, State.REJECTED, at=at)
    elif result.outcome == Outcome.MISCONFIGURED:
        _wait(delivery, State.PAUSED, at + PAUSE, at)
    elif result.outcome == Outcome.TEMPORARY and delivery.tries_left:
        tries = MOST_TRIES - delivery.tries_left
        until = at + pause_after(tries, key=delivery.idempotency_key)
        _wait(delivery, State.QUEUED, until, at)
        ring(delivery, due_at=until, at=at)
    else:
        end(delivery, State.FAILED, at=at)


def _wait(delivery: Delivery, target: State, until: datetime, at: datetime) -> None:
    move(delivery, target, at=at)
    delivery.next_try_at, delivery.lease_until = until, None
    delivery.save(update_fields=["state", "error", "next_try_at", "lease_until"])
