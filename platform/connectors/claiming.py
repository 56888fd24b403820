"""Before the call: a worker takes what is due. Between claim and settle nothing is open; a lease covers the time.

A worker that dies in between loses nothing: its lease ends, and the next worker repeats the same bytes with the same key.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from configuration.queries import in_force
from connectors.backoff import LEASE
from connectors.config import DeliveryRules
from connectors.models import Delivery, DeliveryAttempt
from connectors.records import end, move
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
            end(delivery, State.FAILED, at=at)
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
