"""When a payment's time has come. A timer that finds its work undone sets itself again before it asks for the work, so
that a task lost on its way only comes later. The work calls the provider and is therefore a task of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from billing.payments import accounts, disputing, refunding, tasks, timers
from billing.payments.models import Payment, ProviderInbox, Refund
from billing.payments.states import LIVE, RefundStep
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


@outbox.subscribe(timers.REFUND, name="billing.payments.send_refund")
def send_refund(event: OutboxEvent, at: datetime) -> None:
    refund = Refund.objects.get(id=UUID(event.payload["refund"]))
    if refund.state == RefundStep.RELEASED:
        timers.refund_later(refund, at=at)
        _after_commit(tasks.refund.send, refund_id=str(refund.id))


@outbox.subscribe("payment.refunded", name="billing.payments.end_proposals")
@outbox.subscribe("payment.charged_back", name="billing.payments.end_proposals_after_charge_back")
def end_proposals(event: OutboxEvent, at: datetime) -> None:
    """Nothing is left to give back, however it went."""
    refunding.end_open(payment_id=UUID(event.payload["payment"]), why=event.name.rpartition(".")[2], at=at)


@outbox.subscribe("payment.settled", name="billing.payments.begin_looking_for_disputes")
def begin_looking(event: OutboxEvent, at: datetime) -> None:
    """The first payment begins the daily look, which goes on while there is something that can be disputed."""
    if not disputing.look_is_planned():
        timers.look_for_disputes_later(at=at)


@outbox.subscribe(timers.DISPUTES, name="billing.payments.look_for_disputes")
def look_for_disputes(event: OutboxEvent, at: datetime) -> None:
    if disputing.look_is_planned(besides=event.id) or not disputing.accounts(at=at):
        return
    timers.look_for_disputes_later(at=at)
    _after_commit(tasks.look_for_disputes.send)


@outbox.subscribe(timers.ACCOUNT, name="billing.payments.check_accounts")
def check_accounts(event: OutboxEvent, at: datetime) -> None:
    """Daily for as long as the city has an account; one that is taken into use later starts it again."""
    if accounts.known(at=at):
        timers.check_account_tomorrow(at=at)
        _after_commit(tasks.check_accounts.send)
