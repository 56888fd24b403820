"""Messages of providers: taken in fast, once each; read afterwards, when the provider is asked what is true."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime

from django.db import connection, transaction

from billing.payments import accounts, following, timers
from billing.payments.asking import PageUnknown, ask, inquire
from billing.payments.ledger import lock, note, want_attention
from billing.payments.models import Payment, PaymentEvent, ProviderInbox
from billing.providers.base import Notification, ProviderError, ProviderRefused
from outbox import operations as outbox

# Both versions of the provider's messages about the city's account itself.
ABOUT_AN_ACCOUNT = ("account.", "capability.", "v2.core.account")
NOTIFICATION = PaymentEvent.Source.NOTIFICATION


_COLUMNS = (
    "provider", "event_id", "account", "kind", "provider_ref", "raw_ref", "our_ref", "body_sha256", "sent_at",
    "received_at", "outcome",
)  # fmt: skip
_KEEP = (
    f"WITH taken AS (INSERT INTO {ProviderInbox._meta.db_table} ({', '.join(_COLUMNS)})"
    f" VALUES ({', '.join(['%s'] * len(_COLUMNS))}) ON CONFLICT (provider, event_id) DO NOTHING"
    f" RETURNING id, received_at), {timers.read_soon('taken', at='received_at')} SELECT id FROM taken"
)


def take_in(*, provider: str, notification: Notification, body: bytes, at: datetime) -> bool:
    """Keeps a verified message and asks for it to be read: one statement. The same message again is nothing new, and
    answers ``False``. Joins the caller's transaction."""
    found = notification
    values = (
        provider, found.event_id, found.account, found.kind, found.provider_ref, found.raw_ref, found.our_ref,
        hashlib.sha256(body).hexdigest(), found.created_at, at, "",
    )  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_KEEP, values)
        return cursor.fetchone() is not None


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
    return _read_of_payment(payment, message, at)


def _read_of_payment(payment: Payment, message: ProviderInbox, at: datetime) -> str:
    note(payment, "notified", source=NOTIFICATION, at=at, message=message.kind)
    try:
        inquire(payment_id=payment.id, source=NOTIFICATION, at=at, page=message.provider_ref)
        following.follow(payment_id=payment.id, kind=message.kind, source=NOTIFICATION, at=at)
    except PageUnknown:
        ask(payment_id=payment.id, source=NOTIFICATION, at=at)
        return ""
    except ProviderRefused:
        return "refused"
    except ProviderError:
        return ""
    return "settled"


def _read_of_account(message: ProviderInbox, at: datetime) -> str:
    """What the message says is not looked at: the provider is asked. Only about accounts that are the city's."""
    account = (message.provider, message.account)
    with transaction.atomic():
        if account not in accounts.known(at=at):
            return "unknown"
    try:
        accounts.check_one(account, at=at)
    except ProviderRefused:
        return "refused"
    except ProviderError:
        return ""
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
