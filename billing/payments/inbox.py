"""Messages of providers: taken in fast, once each; read afterwards, when the provider is asked what is true."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime

from django.db import transaction

from billing.payments import accounts, timers
from billing.payments.asking import PageUnknown, ask, inquire
from billing.payments.ledger import lock, note, want_attention
from billing.payments.models import Payment, PaymentEvent, ProviderInbox
from billing.providers.base import Notification, ProviderError, ProviderUnavailable
from outbox import operations as outbox

# Both versions of the provider's messages about the city's account itself.
ABOUT_AN_ACCOUNT = ("account.", "capability.", "v2.core.account")
NOTIFICATION = PaymentEvent.Source.NOTIFICATION


def take_in(*, provider: str, notification: Notification, body: bytes, at: datetime) -> ProviderInbox:
    """Keeps a verified message and asks for it to be read, in one transaction. The same message again is nothing new."""
    with transaction.atomic():
        message, new = ProviderInbox.objects.get_or_create(
            provider=provider,
            event_id=notification.event_id,
            defaults={
                "account": notification.account,
                "kind": notification.kind,
                "provider_ref": notification.provider_ref,
                "raw_ref": notification.raw_ref,
                "our_ref": notification.our_ref,
                "body_sha256": hashlib.sha256(body).hexdigest(),
                "sent_at": notification.created_at,
                "received_at": at,
            },
        )
        if new:
            timers.read_soon(message, at=at)
        return message


def read_message(*, message_id: int, at: datetime) -> str:
    """Finds the payment that the message is about and asks the provider. Answers the outcome, empty if it must wait.

    Called outside any transaction. What is about no payment of ours is kept with that outcome: a city may use its
    account for other things too.
    """
    message = ProviderInbox.objects.get(id=message_id)
    if message.handled_at is not None:
        return message.outcome
    outcome = _read(message, at)
    if outcome:
        message.handled_at, message.outcome = at, outcome
        message.save(update_fields=["handled_at", "outcome"])
    return outcome


def _read(message: ProviderInbox, at: datetime) -> str:
    if message.kind.startswith(ABOUT_AN_ACCOUNT):
        return _read_of_account(message, at)
    payment = _payment_of(message)
    if payment is None:
        return "unknown" if message.our_ref else "not_ours"
    if payment.account != message.account:
        _record_wrong_account(payment, message, at)
        return "wrong_account"
    note(payment, "notified", source=NOTIFICATION, at=at, message=message.kind)
    try:
        inquire(payment_id=payment.id, source=NOTIFICATION, at=at, page=message.provider_ref)
    except PageUnknown:
        ask(payment_id=payment.id, source=NOTIFICATION, at=at)
        return ""
    except ProviderError as error:
        return "" if isinstance(error, ProviderUnavailable) else "refused"
    return "settled"


def _read_of_account(message: ProviderInbox, at: datetime) -> str:
    """What the message says is not looked at: the provider is asked. Only about accounts that are the city's."""
    account = (message.provider, message.account)
    with transaction.atomic():
        if account not in accounts.known(at=at):
            return "unknown"
    try:
        accounts.check_one(account, at=at)
    except ProviderError as error:
        return "" if isinstance(error, ProviderUnavailable) else "refused"
    return "account"


def _payment_of(message: ProviderInbox) -> Payment | None:
    ours = Payment.objects.filter(provider=message.provider)
    if message.provider_ref and (found := ours.filter(provider_ref=message.provider_ref).first()):
        return found
    if message.raw_ref and (found := ours.filter(provider_raw_ref=message.raw_ref).first()):
        return found
    try:
        return ours.filter(id=uuid.UUID(message.our_ref)).first()
    except ValueError:
        return None


def _record_wrong_account(payment: Payment, message: ProviderInbox, at: datetime) -> None:
    with transaction.atomic():
        row, _ = lock(payment.id)
        if note(row, "mismatch", source=NOTIFICATION, at=at, wrong=["account"], message=message.kind):
            want_attention(row, "mismatch")
            outbox.record(
                name="payment.mismatch", subject_id=row.declaration_id, at=at, payment=str(row.id), wrong=["account"]
            )
