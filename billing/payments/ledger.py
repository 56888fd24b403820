"""The only places that change a payment's row or write its time-line. All of them join the caller's transaction."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import connection

from audit.operations import SYSTEM
from audit.operations import record as audit
from billing.payments.cash_range import CashRange
from billing.payments.models import Payment, PaymentEvent
from billing.payments.numbers import take
from billing.payments.states import TRANSITIONS, State
from kernel import codes
from outbox import operations as outbox

Source = PaymentEvent.Source


def outside_transaction() -> None:
    """A provider may take seconds to answer; rows must not be locked meanwhile, nor its answer be rolled back."""
    if connection.in_atomic_block:
        raise RuntimeError("a payment provider is asked outside any transaction (see tenants.middleware)")


def lock_all_of(declaration_id: uuid.UUID, purpose: str) -> list[Payment]:
    """All attempts to take this fee, locked, always in the same order."""
    locked = Payment.objects.select_for_update(of=("self",), no_key=True)  # the time-line's rows refer to them
    rows = locked.filter(declaration_id=declaration_id, purpose=purpose)
    return list(rows.order_by("id"))


def lock(payment_id: uuid.UUID) -> tuple[Payment, list[Payment]]:
    """The payment and the other attempts for the same fee."""
    declaration_id, purpose = Payment.objects.values_list("declaration_id", "purpose").get(id=payment_id)
    rows = lock_all_of(declaration_id, purpose)
    return next(row for row in rows if row.id == payment_id), [row for row in rows if row.id != payment_id]


def note(payment: Payment, kind: str, *, source: str, at: datetime, **details: Any) -> bool:
    """Writes the time-line. The same news twice in a row is written once; answers whether it was new."""
    last = PaymentEvent.objects.filter(payment=payment).order_by("-id").first()
    if last is not None and (last.kind, last.details) == (kind, details):
        return False
    PaymentEvent.objects.create(payment=payment, kind=kind, source=source, at=at, details=details)
    return True


def move(payment: Payment, target: State, *, source: str, at: datetime, event: str = "", **details: Any) -> None:
    """The only way to change ``state``; refused off the table. ``event`` replaces the edge's own name.

    Whoever listens finds the declaration in ``subject_id``, the payment in ``payload["payment"]``, and beside it
    ``amount_cents`` where money came or went, ``reason`` or ``note`` (the provider's code) where it did not.
    """
    edge = TRANSITIONS.edge(payment.state, target)
    payment.state = target
    payment.save()
    note(payment, target.value, source=source, at=at, **details)
    name = event or edge.event
    audit(action=name, actor=SYSTEM, at=at, case_id=payment.declaration_id, payment=str(payment.id), source=source)
    outbox.record(
        name=name, subject_id=payment.declaration_id, at=at, payment=str(payment.id), source=source, **details
    )


def want_attention(payment: Payment, why: str) -> None:
    payment.attention = why
    payment.save(update_fields=["attention"])


def new_cash_reference(chosen: CashRange | None, *, at: datetime) -> str:
    """From the city's range, or ten characters of our own, which fit whole on a card statement; free in this city.

    Refused: ``UnableToNumber``.
    """
    while True:
        reference = take(chosen, at=at) if chosen else f"VE{codes.new_reference(8)}"
        if not Payment.objects.filter(cash_reference=reference).exists():
            return reference
