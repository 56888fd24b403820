"""When a payment's time has come. A timer that finds its work undone sets itself again before it asks for the work, so
that a task lost on its way only comes later. The work calls the provider and is therefore a task of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from billing.payments import tasks, timers
from billing.payments.models import Payment, ProviderInbox
from billing.payments.states import LIVE
from outbox import operations as outbox
from outbox.models import OutboxEvent


def _after_commit(send: Callable[..., object], **arguments: object) -> None:
    transaction.on_commit(lambda: send(**arguments))


def _payment_of(event: OutboxEvent) -> Payment:
    return Payment.objects.get(id=UUID(event.payload["payment"]))


@outbox.subscribe(timers.POLL, name="billing.payments.poll")
def poll(event: OutboxEvent, at: datetime) -> None:
    payment = _payment_of(event)
    if timers.is_to_be_asked(payment, at=at):
        timers.poll_later(payment, at=at)
        _after_commit(tasks.poll.send, payment_id=str(payment.id))


@outbox.subscribe(timers.CLOSE, name="billing.payments.close")
def close(event: OutboxEvent, at: datetime) -> None:
    payment = _payment_of(event)
    if payment.state in LIVE:
        timers.close_later(payment, at=at)
        _after_commit(tasks.close.send, payment_id=str(payment.id))


@outbox.subscribe(timers.MESSAGE, name="billing.payments.read_message")
def read_message(event: OutboxEvent, at: datetime) -> None:
    message = ProviderInbox.objects.get(id=event.payload["message"])
    if message.handled_at is None:
        timers.read_later(message, at=at)
        _after_commit(tasks.read_message.send, message_id=message.id)
