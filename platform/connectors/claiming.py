"""Before the call: a worker takes what is due. Between claim and settle nothing is open; a lease covers the time.

A worker that dies in between loses nothing: its lease ends, and the next worker repeats the same bytes with the same key.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from configuration.queries import in_force
from connectors import arrivals, lines
from connectors.backoff import LEASE
from connectors.config import DeliveryRules
from connectors.models import Delivery, DeliveryAttempt, Line
from connectors.records import end, move
from connectors.routing import Way, way_of
from connectors.states import State

Outcome, Reached = DeliveryAttempt.Outcome, DeliveryAttempt.Reached


@dataclass(frozen=True)
class Claim:
    """The right to make one call. ``rules`` are the city's of the moment; ``rerouted``: it chose another connector
    meanwhile, while this one may already have the message. ``look``: an earlier try may have arrived.
    ``leaving``: the connector is only asked whether it has the message."""

    delivery_id: uuid.UUID
    declaration_id: uuid.UUID
    number: int
    connector: str
    key: str
    rules: DeliveryRules
    rerouted: bool
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    look: bool = False
    leaving: bool = False


def claim(*, at: datetime, lease: timedelta = LEASE) -> Claim | None:
    """Takes the delivery that waits longest, in a transaction of its own; None when nothing is due.

    What another worker holds is passed over, and so is what waits for an earlier message of its case, for a connector
    that does not answer at present, or for one with which enough workers are busy. A delivery whose lease has ended is
    taken again.
    """
    with transaction.atomic():
        known, passed = lines.all_lines(), set[uuid.UUID]()
        while (delivery := _due(at, known, passed).first()) is not None:
            _give_up_on(delivery, at)
            if not delivery.tries_left:
                # Every worker that took it died: something about it kills them.
                delivery.error = "workers_lost"
                end(delivery, State.FAILED, at=at)
            elif (taken := _taken(delivery, known, at, lease)) is not None:
                return taken
            else:
                passed.add(delivery.id)
    return None


def _give_up_on(delivery: Delivery, at: datetime) -> None:
    if delivery.attempts:
        DeliveryAttempt.objects.filter(delivery=delivery, outcome=Outcome.RUNNING).update(
            outcome=Outcome.LOST, ended_at=at
        )


def _taken(delivery: Delivery, known: Mapping[str, Line], at: datetime, lease: timedelta) -> Claim | None:
    rules, tries = in_force(at=at).section(DeliveryRules), arrivals.tries_of(delivery)
    way = way_of(delivery, rules, tries, known, at)
    if way.fits and not lines.may_call(known.get(way.connector), at=at, lease=lease):
        return None
    _begin(delivery, way, at, lease)
    return Claim(
        delivery.id, delivery.declaration_id, delivery.attempts, delivery.connector, delivery.idempotency_key, rules,
        not way.fits, way.options, look=arrivals.may_have_arrived(tries), leaving=way.leaving,
    )  # fmt: skip


def _begin(delivery: Delivery, way: Way, at: datetime, lease: timedelta) -> None:
    if delivery.state == State.QUEUED:
        move(delivery, State.IN_FLIGHT, at=at)
    delivery.connector, delivery.route = way.connector, way.route
    delivery.attempts += 1
    delivery.tries_left -= 1
    delivery.lease_until = delivery.next_try_at = at + lease
    delivery.save(update_fields=["state", "connector", "route", "attempts", "tries_left", "lease_until", "next_try_at"])
    DeliveryAttempt.objects.create(
        delivery=delivery, number=delivery.attempts, connector=delivery.connector, started_at=at,
        reached=Reached.CLAIMED,
    )  # fmt: skip


def _due(at: datetime, known: Mapping[str, Line], passed: set[uuid.UUID]) -> QuerySet[Delivery]:
    rows = (
        Delivery.objects.defer("sealed_message", "sealed_summary")
        .select_for_update(of=("self",), skip_locked=True)
        .filter(~Exists(unfinished_before()), state__in=[State.QUEUED, State.IN_FLIGHT], next_try_at__lte=at)
        .order_by("next_try_at", "created_at")
    )
    shut = {name for name, line in known.items() if lines.is_open(line, at)}
    return _without(rows, shut, known, at).exclude(connector__in=lines.busy(at)).exclude(id__in=passed)


def _without(rows: QuerySet[Delivery], shut: set[str], known: Mapping[str, Line], at: datetime) -> QuerySet[Delivery]:
    """Without what goes by a connector that is left in peace; but what another one might take is looked at."""
    if not shut:
        return rows
    rules = in_force(at=at).section(DeliveryRules)
    rule = rules.fallback
    stays = Q(connector__in=shut & {rules.connector, rule.connector if rule else ""})
    if rule is not None and rule.patience is not None and rule.connector not in shut:
        late, since = at - rule.patience, known[rules.connector].open_since if rules.connector in shut else None
        tried = Q() if since is not None and since <= late else Q(attempts__gt=0)
        stays &= ~(tried & Q(connector=rules.connector, route=None, created_at__lte=late))
    return rows.exclude(stays)


def unfinished_before() -> QuerySet[Delivery]:
    """Earlier messages of the same case that have not been delivered: the later one waits for them."""
    earlier = Q(place__lt=OuterRef("place")) | Q(place=None)
    return Delivery.objects.filter(earlier, declaration=OuterRef("declaration")).exclude(
        Q(state=State.DELIVERED) | Q(id=OuterRef("id"))
    )
