"""Queueing deliveries and letting them go on. Every function joins the caller's transaction and calls nothing outside."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db.models import Max

from audit.operations import Actor
from configuration.queries import in_force
from connectors import collect_timer
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

STUCK = (State.FAILED, State.REJECTED, State.PAUSED)


class UnableToResend(Refusal):
    """Only what failed, was rejected or is paused can be sent again (``not_stuck``)."""

    code = "not_stuck"


class UnableToPark(Refusal):
    """Only what nobody is sending now and what has not arrived can be put aside (``not_parkable``); only what was put
    aside can be taken up again (``not_parked``)."""

    code = "not_parkable"


def delivery_id_of(
    declaration_id: uuid.UUID, *, message_type: str = DECLARATION, subject: str = "", answers: uuid.UUID | None = None
) -> uuid.UUID:
    """One id for each case, kind of message, subject and answered message: who queues twice meets the first row."""
    name = message_type if not subject and answers is None else f"{message_type}|{subject}|{answers or ''}"
    return uuid.uuid5(declaration_id, name)


def queue(
    *, declaration: Declaration, at: datetime, message_type: str = DECLARATION, subject: str = "",
    answers: uuid.UUID | None = None,
) -> Delivery:  # fmt: skip
    """Queues a message of the case for the city's connector. A second call changes nothing and answers the same delivery.

    ``subject`` (64 characters, a reference) tells several messages of one kind apart; ``answers`` is the message of the
    authority that this one answers. A declaration is one message, or one for each declarant and adult guest; the first
    is answered. Messages of one case go out in the order in which they were queued. The message itself
    is made by the worker from the frozen case and its files, once, before the first call.
    """
    declarations.locked(declaration.id)
    delivery_id = delivery_id_of(declaration.id, message_type=message_type, subject=subject, answers=answers)
    found = Delivery.objects.defer("sealed_message", "sealed_summary").filter(id=delivery_id).first()
    if found is not None:
        return found
    if message_type != DECLARATION or subject:
        return _queue(declaration, message_type, subject, answers, at)
    made = [_queue(declaration, message_type, one, answers, at) for one in subjects(case_file(declaration))]
    return made[0]


def _queue(
    declaration: Declaration, message_type: str, subject: str, answers: uuid.UUID | None, at: datetime
) -> Delivery:
    delivery_id = delivery_id_of(declaration.id, message_type=message_type, subject=subject, answers=answers)
    delivery = Delivery.objects.create(
        id=delivery_id, declaration=declaration, message_type=message_type, idempotency_key=delivery_id.hex,
        connector=in_force(at=at).section(DeliveryRules).connector, tries_left=MOST_TRIES, next_try_at=at, created_at=at,
        subject=subject or None, answers=answers, place=_next_place(declaration.id),
    )  # fmt: skip
    ring(delivery, due_at=at, at=at)
    watch(delivery.id, due_at=at + WATCH, at=at)
    collect_timer.arrange(at=at)
    return delivery


def _next_place(declaration_id: uuid.UUID) -> int:
    """Under the lock of the case. Deliveries of older releases have none and come first."""
    last = Delivery.objects.filter(declaration_id=declaration_id).aggregate(last=Max("place"))["last"]
    return (last or 0) + 1


def resend(*, delivery_id: uuid.UUID, by: Actor, at: datetime) -> Delivery:
    """Sends the same bytes under the same key once more. Refuses with ``UnableToResend`` what is not stuck."""
    delivery = locked(delivery_id)
    if delivery.state not in STUCK:
        raise UnableToResend()
    _queue_again(delivery, by=by, at=at)
    return delivery


def resend_all(*, by: Actor, at: datetime, error: str | None = None, connector: str = "") -> int:
    """Sends again whatever is stuck with this code, over this connector, or all of it. An empty code means those without
    one. Answers how many."""
    rows = Delivery.objects.filter(state__in=STUCK).order_by("created_at")
    rows = rows if error is None else rows.filter(error=error)
    rows = rows.filter(connector=connector) if connector else rows
    again = 0
    for delivery_id in list(rows.values_list("id", flat=True)):
        delivery = locked(delivery_id)
        if delivery.state in STUCK:
            _queue_again(delivery, by=by, at=at)
            again += 1
    return again


def park(*, delivery_id: uuid.UUID, by: Actor, at: datetime) -> Delivery:
    """Puts a delivery aside until a person takes it up again; later messages of its case wait meanwhile.

    Refused (``UnableToPark``): what is under way, handed over, delivered or put aside already.
    """
    delivery = locked(delivery_id)
    if delivery.state not in (State.QUEUED, *STUCK):
        raise UnableToPark()
    move(delivery, State.PARKED, at=at, actor=by)
    delivery.next_try_at, delivery.settled_at = None, None
    delivery.save(update_fields=["state", "next_try_at", "settled_at"])
    return delivery


def unpark(*, delivery_id: uuid.UUID, by: Actor, at: datetime) -> Delivery:
    """It goes on at once, under the same key. Refused (``UnableToPark``): what was not put aside."""
    delivery = locked(delivery_id)
    if delivery.state != State.PARKED:
        raise UnableToPark(code="not_parked")
    _queue_again(delivery, by=by, at=at)
    return delivery


def _queue_again(delivery: Delivery, *, by: Actor, at: datetime) -> None:
    is_watched = delivery.state == State.PAUSED
    move(delivery, State.QUEUED, at=at, actor=by)
    delivery.tries_left, delivery.next_try_at, delivery.settled_at = MOST_TRIES, at, None
    delivery.save(update_fields=["state", "tries_left", "next_try_at", "settled_at"])
    ring(delivery, due_at=at, at=at)
    if not is_watched:
        watch(delivery.id, due_at=at + WATCH, at=at)


def resume(*, at: datetime) -> int:
    """Wakes everything that is paused: called when the connection was mended. Answers how many."""
    ids = list(Delivery.objects.filter(state=State.PAUSED).order_by("created_at").values_list("id", flat=True))
    for delivery_id in ids:
        delivery = locked(delivery_id)
        if delivery.state == State.PAUSED:
            wake(delivery, at=at)
    return len(ids)
