"""What has to happen later with a payment, and when. ``subscribers`` says what happens then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from billing.payments.models import Payment, ProviderInbox, Refund
from billing.payments.states import LIVE, PASSING, State
from billing.providers.registry import tells
from outbox import operations as outbox
from outbox import queries as outbox_queries
from outbox.models import OutboxEvent

POLL, CLOSE, MESSAGE = "payment.poll_due", "payment.close_due", "payment.message_received"
REFUND, DISPUTES = "refund.call_due", "dispute.look_due"
ACCOUNT = "payment.account_check_due"

# So long a payment is asked about that ended while the provider would not say what is true.
PATIENCE = timedelta(days=60)
MOST = 500

DAILY = timedelta(days=1)
SHORTEST, LONGEST = timedelta(minutes=2), timedelta(hours=6)
BETWEEN_LOOKS = timedelta(days=1)
# A provider that sends no messages is asked for so long after a page's end whether money came after all.
AFTERWARDS = timedelta(days=3)


def pause(*, since: datetime, at: datetime) -> timedelta:
    """Half of the time that has passed: often at first, rarely later."""
    return min(max((at - since) / 2, SHORTEST), LONGEST)


def is_to_be_asked(payment: Payment, *, at: datetime) -> bool:
    if payment.state in LIVE:
        return True
    if unsettled(at=at).filter(id=payment.id).exists():
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


def read_soon(rows: str, *, at: str) -> str:
    """SQL for each new message among ``rows`` (``outbox.recorded_from``)."""
    return outbox.recorded_from(rows, name=MESSAGE, payload="jsonb_build_object('message', id)", at=at)


def read_later(message: ProviderInbox, *, at: datetime) -> None:
    outbox.record(name=MESSAGE, at=at, due_at=at + pause(since=message.received_at, at=at), message=message.id)


def unsettled(*, at: datetime) -> QuerySet[Payment]:
    """Payments that the provider has to be asked about: live ones, and those that ended without its word, since
    somebody may have paid on their page."""
    without_word = Q(
        state__in=[State.FAILED, State.EXPIRED], attention__in=sorted(PASSING), provider_ref__isnull=False,
        created_at__gt=at - PATIENCE,
    )  # fmt: skip
    return Payment.objects.filter(Q(state__in=sorted(LIVE)) | without_word)


def find_forgotten(*, at: datetime) -> int:
    """Sets the timers of payments and messages that have none any more, whatever became of them; answers how many.

    Joins the caller's transaction. A timer too much does no harm, so nothing is locked.
    """
    payments = _without_timer(unsettled(at=at), POLL, "payment")
    messages = _without_timer(ProviderInbox.objects.filter(handled_at=None), MESSAGE, "message")
    for payment in payments:
        outbox.record(name=POLL, at=at, payment=str(payment.id))
    for message in messages:
        outbox.record(name=MESSAGE, at=at, message=message.id)
    return len(payments) + len(messages)


def _without_timer(rows: QuerySet[Any], name: str, key: str) -> list[Any]:
    waiting = {str(payload.get(key)) for payload in outbox_queries.waiting(name)}
    return [row for row in rows.order_by("pk")[:MOST] if str(row.pk) not in waiting]


def refund_soon(refund: Refund, *, at: datetime) -> None:
    outbox.record(name=REFUND, at=at, refund=str(refund.id))


def refund_later(refund: Refund, *, at: datetime) -> None:
    since = refund.released_at or refund.proposed_at
    outbox.record(name=REFUND, at=at, due_at=at + pause(since=since, at=at), refund=str(refund.id))


def look_for_disputes_later(*, at: datetime) -> None:
    outbox.record(name=DISPUTES, at=at, due_at=at + BETWEEN_LOOKS)


def check_account_tomorrow(*, at: datetime) -> None:
    """One timer per city, whatever asks for it."""
    if not OutboxEvent.objects.filter(name=ACCOUNT, done_at=None, due_at__gt=at).exists():
        outbox.record(name=ACCOUNT, at=at, due_at=at + DAILY)
