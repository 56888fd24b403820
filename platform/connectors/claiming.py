"""Claim and settle: the two transactions around a call. Between them nothing is open; a lease covers the time.

A worker that dies in between loses nothing: its lease ends, and the next worker repeats the same bytes with the same key.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from configuration.queries import in_force
from connectors.backoff import LEASE, MOST_TRIES, PAUSE, pause_after
from connectors.config import DeliveryRules
from connectors.models import Delivery, DeliveryAttempt
from connectors.records import locked, move, ring
from connectors.states import State

Outcome = DeliveryAttempt.Outcome


@dataclass(frozen=True)
class Claim:
    """The right to make one call. ``rules`` are the city's of the moment; ``rerouted``: it chose another connector
    meanwhile, while this one may already have the message."""

    delivery_id: uuid.UUID
    declaration_id: uuid.UUID
    number: int
    connector: str
    key: str
    rules: DeliveryRules
    rerouted: bool


@dataclass(frozen=True)
class Result:
    """What became of a call. ``problems`` name places in a message, never values."""

    outcome: str
    code: str = ""
    receipt: str = ""
    problems: tuple[str, ...] = ()


def claim(*, at: datetime, lease: timedelta = LEASE) -> Claim | None:
    """Takes the delivery that waits longest, in a transaction of its own; None when nothing is due.

    What another worker holds is passed over. A delivery whose lease has ended is taken again.
    """
    with transaction.atomic():
        while (delivery := _due(at).first()) is not None:
            DeliveryAttempt.objects.filter(delivery=delivery, outcome=Outcome.RUNNING).update(
                outcome=Outcome.LOST, ended_at=at
            )
            if delivery.tries_left:
                return _taken(delivery, at, lease)
            # Every worker that took it died: something about it kills them.
            delivery.error = "workers_lost"
            _end(delivery, State.FAILED, at)
    return None


def _taken(delivery: Delivery, at: datetime, lease: timedelta) -> Claim:
    rules = in_force(at=at).section(DeliveryRules)
    rerouted = _route(delivery, rules.connector)
    if delivery.state == State.QUEUED:
        move(delivery, State.IN_FLIGHT, at=at)
    delivery.attempts += 1
    delivery.tries_left -= 1
    delivery.lease_until = delivery.next_try_at = at + lease
    delivery.save(update_fields=["state", "connector", "attempts", "tries_left", "lease_until", "next_try_at"])
    DeliveryAttempt.objects.create(
        delivery=delivery, number=delivery.attempts, connector=delivery.connector, started_at=at
    )
    return Claim(
        delivery.id, delivery.declaration_id, delivery.attempts, delivery.connector, delivery.idempotency_key, rules,
        rerouted,
    )  # fmt: skip


def _due(at: datetime) -> QuerySet[Delivery]:
    return (
        Delivery.objects.defer("sealed_message", "sealed_summary")
        .select_for_update(of=("self",), skip_locked=True)
        .filter(state__in=[State.QUEUED, State.IN_FLIGHT], next_try_at__lte=at)
        .order_by("next_try_at", "created_at")
    )


def _route(delivery: Delivery, chosen: str) -> bool:
    """Follows the city's choice as long as nobody can have received the message: two connectors at once never.

    True: the choice cannot be followed.
    """
    if delivery.connector == chosen:
        return False
    if delivery.tries.filter(outcome__in=[Outcome.TEMPORARY, Outcome.LOST]).exists():
        return True
    delivery.connector = chosen
    return False


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
    _end(delivery, State.DELIVERED, at)


def _not_delivered(delivery: Delivery, result: Result, at: datetime) -> None:
    delivery.error = result.code
    if result.outcome == Outcome.REJECTED:
        _end(delivery, State.REJECTED, at)
    elif result.outcome == Outcome.MISCONFIGURED:
        _wait(delivery, State.PAUSED, at + PAUSE, at)
    elif result.outcome == Outcome.TEMPORARY and delivery.tries_left:
        tries = MOST_TRIES - delivery.tries_left
        until = at + pause_after(tries, key=delivery.idempotency_key)
        _wait(delivery, State.QUEUED, until, at)
        ring(delivery, due_at=until, at=at)
    else:
        _end(delivery, State.FAILED, at)


def _end(delivery: Delivery, target: State, at: datetime) -> None:
    move(delivery, target, at=at)
    delivery.next_try_at = delivery.lease_until = None
    delivery.settled_at = at
    delivery.save(update_fields=["state", "receipt", "error", "next_try_at", "lease_until", "settled_at"])


def _wait(delivery: Delivery, target: State, until: datetime, at: datetime) -> None:
    move(delivery, target, at=at)
    delivery.next_try_at, delivery.lease_until = until, None
    delivery.save(update_fields=["state", "error", "next_try_at", "lease_until"])
