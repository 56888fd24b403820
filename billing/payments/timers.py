"""What has to happen later with a payment, and when. ``subscribers`` says what happens then."""

from __future__ import annotations

from datetime import datetime, timedelta

from billing.payments.models import Payment, ProviderInbox
from billing.payments.states import LIVE, State
from billing.providers.registry import tells
from outbox import operations as outbox

POLL, CLOSE, MESSAGE = "payment.poll_due", "payment.close_due", "payment.message_received"

SHORTEST, LONGEST = timedelta(minutes=2), timedelta(hours=6)
# A provider that sends no messages is asked for so long after a page's end whether money came after all.
AFTERWARDS = timedelta(days=3)


def pause(*, since: datetime, at: datetime) -> timedelta:
    """Half of the time that has passed: often at first, rarely later."""
    return min(max((at - since) / 2, SHORTEST), LONGEST)


def is_to_be_asked(payment: Payment, *, at: datetime) -> bool:
    if payment.state in LIVE:
        return True
    over = payment.state in (State.FAILED, State.EXPIRED)
    return over and not tells(payment.provider) and at < payment.expires_at + AFTERWARDS


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
