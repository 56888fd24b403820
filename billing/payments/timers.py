"""What has to happen later with a payment, and when. ``subscribers`` says what happens then."""

from __future__ import annotations

from datetime import datetime, timedelta

from billing.payments.models import Payment, ProviderInbox
from outbox import operations as outbox
from outbox.models import OutboxEvent

POLL, CLOSE, MESSAGE = "payment.poll_due", "payment.close_due", "payment.message_received"
ACCOUNT = "payment.account_check_due"

DAILY = timedelta(days=1)
SHORTEST, LONGEST = timedelta(minutes=2), timedelta(hours=6)


def pause(*, since: datetime, at: datetime) -> timedelta:
    """Half of the time that has passed: often at first, rarely later."""
    return min(max((at - since) / 2, SHORTEST), LONGEST)


def poll_later(payment: Payment, *, at: datetime) -> None:
    """Also soon after the page's end, so that an unpaid one is known to be over."""
    due = at + pause(since=payment.created_at, at=at)
    if at < payment.expires_at:
        due = min(due, max(payment.expires_at + timedelta(minutes=1), at + SHORTEST))
    outbox.record(name=POLL, at=at, due_at=due, payment=str(payment.id))


def close_soon(payment: Payment, *, at: datetime) -> None:
    outbox.record(name=CLOSE, at=at, payment=str(payment.id))


def close_later(payment: Payment, *, at: datetime) -> None:
    outbox.record(name=CLOSE, at=at, due_at=at + pause(since=payment.created_at, at=at), payment=str(payment.id))


def read_soon(message: ProviderInbox, *, at: datetime) -> None:
    outbox.record(name=MESSAGE, at=at, message=message.id)


def read_later(message: ProviderInbox, *, at: datetime) -> None:
    outbox.record(name=MESSAGE, at=at, due_at=at + pause(since=message.received_at, at=at), message=message.id)


def check_account_tomorrow(*, at: datetime) -> None:
    """One timer per city, whatever asks for it."""
    if not OutboxEvent.objects.filter(name=ACCOUNT, done_at=None, due_at__gt=at).exists():
        outbox.record(name=ACCOUNT, at=at, due_at=at + DAILY)
