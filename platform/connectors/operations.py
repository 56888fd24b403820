"""Queueing deliveries and letting them go on. Every function joins the caller's transaction and calls nothing outside."""

from __future__ import annotations

import uuid
from datetime import datetime

from audit.operations import Actor
from configuration.queries import in_force
from connectors.backoff import MOST_TRIES, WATCH
from connectors.config import DeliveryRules
from connectors.models import Delivery
from connectors.records import locked, move, ring, watch
from connectors.states import State
from connectors.watch import wake
from connectors.xauslaender.message import DECLARATION
from connectors.xauslaender.splitting import subjects
from declarations import operations as declarations
from declarations.models import Declaration
from declarations.queries import case_file
from kernel.errors import Refusal


class UnableToResend(Refusal):
    """Only what failed, was rejected or is paused can be sent again (``not_stuck``)."""

    code = "not_stuck"


def delivery_id_of(declaration_id: uuid.UUID, *, message_type: str = DECLARATION, subject: str = "") -> uuid.UUID:
    """One id for each message of a case: who queues twice meets the first row."""
    return uuid.uuid5(declaration_id, message_type + subject)


def queue(*, declaration: Declaration, at: datetime) -> Delivery:
    """Queues the case's messages for the city's connector: one, or one for each declarant and adult guest. A second call
    changes nothing and answers the same first delivery.

    The messages themselves are made by the worker from the frozen case and its files, once, before the first call.
    """
    declarations.locked(declaration.id)
    found = Delivery.objects.defer("sealed_message", "sealed_summary").filter(id=delivery_id_of(declaration.id)).first()
    if found is not None:
        return found
    connector = in_force(at=at).section(DeliveryRules).connector
    made = [_queue(declaration, subject, connector, at) for subject in subjects(case_file(declaration))]
    return made[0]


def _queue(declaration: Declaration, subject: str, connector: str, at: datetime) -> Delivery:
    delivery_id = delivery_id_of(declaration.id, subject=subject)
    delivery = Delivery.objects.create(
        id=delivery_id, declaration=declaration, message_type=DECLARATION, idempotency_key=delivery_id.hex,
        connector=connector, tries_left=MOST_TRIES, next_try_at=at, created_at=at, subject=subject or None,
    )  # fmt: skip
    ring(delivery, due_at=at, at=at)
    watch(delivery.id, due_at=at + WATCH, at=at)
    return delivery


def resend(*, delivery_id: uuid.UUID, by: Actor, at: datetime) -> Delivery:
    """Sends the same bytes under the same key once more. Refuses with ``UnableToResend`` what is not stuck."""
    delivery = locked(delivery_id)
    if delivery.state not in (State.FAILED, State.REJECTED, State.PAUSED):
        raise UnableToResend()
    was_settled = delivery.state != State.PAUSED
    move(delivery, State.QUEUED, at=at, actor=by)
    delivery.tries_left, delivery.next_try_at, delivery.settled_at = MOST_TRIES, at, None
    delivery.save(update_fields=["state", "tries_left", "next_try_at", "settled_at"])
    ring(delivery, due_at=at, at=at)
    if was_settled:
        watch(delivery.id, due_at=at + WATCH, at=at)
    return delivery


def resume(*, at: datetime) -> int:
    """Wakes everything that is paused: called when the connection was mended. Answers how many."""
    ids = list(Delivery.objects.filter(state=State.PAUSED).order_by("created_at").values_list("id", flat=True))
    for delivery_id in ids:
        delivery = locked(delivery_id)
        if delivery.state == State.PAUSED:
            wake(delivery, at=at)
    return len(ids)
