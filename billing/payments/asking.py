"""Talking with the provider about a payment: the row was claimed, the call has no transaction open, then it is settled."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from billing.payments import timers
from billing.payments.ledger import lock, move, note, outside_transaction, want_attention
from billing.payments.models import Payment, PaymentEvent
from billing.payments.settlement import settle
from billing.payments.states import LIVE, State
from billing.providers.base import (
    PaymentLine,
    ProviderError,
    ProviderState,
    Started,
    StartPayment,
)
from billing.providers.registry import provider

# A provider that says nothing for so long after the page's end concerns a person.
SILENCE = timedelta(days=1)


class PageUnknown(Exception):
    """The start of this payment was never answered, so there is nothing to ask about."""


Question = Callable[[Payment, str], ProviderState]


def order_of(payment: Payment) -> StartPayment:
    """Word for word the same at every repetition: all of it stands in the row."""
    return StartPayment(
        payment_id=payment.id,
        account=payment.account,
        currency=payment.currency,
        lines=tuple(PaymentLine(line["label"], line["amount_cents"]) for line in payment.lines),
        cash_reference=payment.cash_reference,
        methods=tuple(payment.methods),
        locale=payment.language,
        success_url=payment.success_url,
        cancel_url=payment.cancel_url,
        expires_at=payment.expires_at,
        idempotency_key=payment.idempotency_key,
    )


def open_page(payment: Payment, *, source: str, at: datetime) -> Started:
    """Opens the payment's page, or learns its address again. Raises what the provider raises, after recording it."""
    outside_transaction()
    try:
        started = provider(payment.provider).start(order_of(payment))
    except ProviderError as error:
        _record_trouble(payment.id, error, source=source, at=at)
        raise
    with transaction.atomic():
        row, others = lock(payment.id)
        if row.provider_ref is None:
            row.provider_ref = started.provider_ref
            row.save(update_fields=["provider_ref"])
        if row.state == State.OPEN:
            move(row, State.PENDING, source=source, at=at)
        if any(other.state == State.PAID for other in others):
            timers.close_soon(row, at=at)
    return started


def too_late_to_open(payment: Payment, *, at: datetime) -> bool:
    """The provider would not take its end any more. If the page exists after all, nobody ever learned its address."""
    return at > payment.expires_at - provider(payment.provider).shortest_validity


def inquire(*, payment_id: uuid.UUID, source: str, at: datetime, page: str = "") -> tuple[Payment, ProviderState]:
    """Asks what is true and settles it. Raises what the provider raises, after recording it.

    ``page`` is looked at when we have not learnt the payment's own; settling refuses one that is not the payment's.
    """
    return _inquire(payment_id, _fetch, source, at, page)


def ask(*, payment_id: uuid.UUID, source: str, at: datetime) -> Payment:
    """Asks the provider now and settles. Trouble with the provider is recorded, not raised: ask again later."""
    return _ask(payment_id, _fetch, source, at)


def close(*, payment_id: uuid.UUID, source: str, at: datetime) -> Payment:
    """Ends a page so that nobody can begin to pay on it; settles what the provider answers, also if it was paid."""
    return _ask(payment_id, _close, source, at)


def _fetch(payment: Payment, ref: str) -> ProviderState:
    return provider(payment.provider).fetch(ref, account=payment.account)


def _close(payment: Payment, ref: str) -> ProviderState:
    return provider(payment.provider).close(ref, account=payment.account, idempotency_key=f"close-{payment.id}")


def _ask(payment_id: uuid.UUID, question: Question, source: str, at: datetime) -> Payment:
    outside_transaction()
    payment = Payment.objects.get(id=payment_id)
    try:
        if payment.provider_ref is None:
            _find_page(payment, source=source, at=at)
        return _inquire(payment_id, question, source, at)[0]
    except (ProviderError, PageUnknown):
        return Payment.objects.get(id=payment_id)


def _inquire(
    payment_id: uuid.UUID, question: Question, source: str, at: datetime, page: str = ""
) -> tuple[Payment, ProviderState]:
    outside_transaction()
    payment = Payment.objects.get(id=payment_id)
    ref = payment.provider_ref or page
    if not ref:
        raise PageUnknown
    try:
        seen = question(payment, ref)
    except ProviderError as error:
        _record_trouble(payment_id, error, source=source, at=at)
        raise
    return settle(payment_id=payment_id, seen=seen, source=source, at=at), seen


def _find_page(payment: Payment, *, source: str, at: datetime) -> None:
    """The answer to a start was lost. The repeated call answers it, unless it is too late for one."""
    if payment.state != State.OPEN:
        return
    if not too_late_to_open(payment, at=at):
        open_page(payment, source=source, at=at)
        return
    with transaction.atomic():
        row, _ = lock(payment.id)
        if row.state == State.OPEN:
            move(row, State.EXPIRED, source=PaymentEvent.Source.TIMER, at=at)


def _record_trouble(payment_id: uuid.UUID, error: ProviderError, *, source: str, at: datetime) -> None:
    """On the time-line always; for a person when it will not pass by itself.

    No answer: the page may exist, so the payment stays as it is and the call is repeated. A no to a start: there is no
    page. A no to a question: the page, if it is still there, can be used until its time is over, and no longer.
    """
    code = error.code
    with transaction.atomic():
        payment, _ = lock(payment_id)
        note(payment, code, source=source, at=at, answer=str(error)[:200])
        if code == "unavailable" and payment.state in LIVE and at > payment.expires_at + SILENCE:
            code = "silent"
        if code != "unavailable" and not payment.attention:
            want_attention(payment, code)
        if code in ("refused", "misconfigured"):
            if payment.state == State.OPEN:
                move(payment, State.FAILED, source=source, at=at, reason=code)
            elif payment.state == State.PENDING and at >= payment.expires_at:
                move(payment, State.EXPIRED, source=source, at=at, reason=code)
