"""Where all news of a payment ends: message, poller, return, desk. Idempotent, and indifferent to their order."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction

from billing.payments.ledger import lock, move, note, want_attention
from billing.payments.models import Payment
from billing.payments.states import LIVE, PASSING, TARGETS, TRANSITIONS, State
from billing.payments.timers import close_soon
from billing.providers.base import ProviderState
from outbox import operations as outbox

RECEIVED = frozenset({State.PAID, State.REFUNDED, State.CHARGED_BACK})


def settle(*, payment_id: uuid.UUID, seen: ProviderState, source: str, at: datetime) -> Payment:
    """Brings the payment to what the provider says. Atomic; old news, and the same again, change nothing.

    Never paid: what differs in amount, currency, account or reference. That is recorded, waits for a person and is
    announced once (``payment.mismatch``). ``payment.settled`` is announced once per fee; another success for a fee that
    is already paid is announced as ``payment.surplus``.
    """
    with transaction.atomic():
        payment, others = lock(payment_id)
        target = TARGETS[seen.status]
        strange, money = _strangeness(payment, seen), _money_differs(payment, seen)
        if strange or money:
            _record_mismatch(payment, seen, strange + money, source=source, at=at)
        if strange or (money and target in RECEIVED):
            return payment
        _remember(payment, seen)
        if target is State.PENDING:
            _note_progress(payment, seen, source=source, at=at)
        if TRANSITIONS.allows(payment.state, target):
            _advance(payment, others, target, seen, source=source, at=at)
        return payment


def _strangeness(payment: Payment, seen: ProviderState) -> list[str]:
    """Is this about our payment at all?"""
    same_page = payment.provider_ref in (None, seen.provider_ref)
    found = {
        "account": seen.account == payment.account,
        "reference": seen.our_ref == str(payment.id),
        "page": same_page,
    }
    return [name for name, fits in found.items() if not fits]


def _money_differs(payment: Payment, seen: ProviderState) -> list[str]:
    found = {"amount": seen.amount_cents == payment.amount_cents, "currency": seen.currency == payment.currency}
    return [name for name, fits in found.items() if not fits]


def _record_mismatch(payment: Payment, seen: ProviderState, wrong: list[str], *, source: str, at: datetime) -> None:
    details = {"wrong": wrong, "status": seen.status.value, "amount": seen.amount_cents, "currency": seen.currency}
    if payment.events.filter(kind="mismatch", details=details).exists():
        return
    note(payment, "mismatch", source=source, at=at, **details)
    want_attention(payment, "mismatch")
    outbox.record(
        name="payment.mismatch", subject_id=payment.declaration_id, at=at, payment=str(payment.id), wrong=wrong
    )


def _remember(payment: Payment, seen: ProviderState) -> None:
    payment.provider_ref = seen.provider_ref
    payment.provider_raw_ref = seen.raw_ref or payment.provider_raw_ref
    if payment.attention in PASSING:
        payment.attention = ""
    payment.save(update_fields=["provider_ref", "provider_raw_ref", "attention"])


def _note_progress(payment: Payment, seen: ProviderState, *, source: str, at: datetime) -> None:
    if payment.state not in LIVE:
        return
    if seen.redirect_url is None:
        note(payment, "under_way", source=source, at=at, note=seen.note)
    elif seen.note:
        note(payment, "declined", source=source, at=at, note=seen.note)


def _advance(
    payment: Payment, others: list[Payment], target: State, seen: ProviderState, *, source: str, at: datetime
) -> None:
    if target in RECEIVED:
        payment.paid_at = payment.paid_at or seen.paid_at or at
    surplus = target is State.PAID and any(other.state == State.PAID for other in others)
    if surplus:
        payment.attention = "surplus"
    details: dict[str, Any] = {"note": seen.note} if seen.note else {}
    if target in RECEIVED:
        details["amount_cents"] = payment.amount_cents
    move(payment, target, source=source, at=at, event="payment.surplus" if surplus else "", **details)
    if target is State.PAID:
        for other in others:
            if other.state in LIVE:
                close_soon(other, at=at)
