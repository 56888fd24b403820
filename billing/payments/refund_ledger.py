"""The only places that change a refund's row. All of them join the caller's transaction, under the payment's lock."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Sum

from audit.operations import SYSTEM, staff
from audit.operations import record as audit
from billing.payments import ledger
from billing.payments.models import Payment, Refund
from billing.payments.refund_states import TRANSITIONS
from billing.payments.states import TRANSITIONS as PAYMENT_TRANSITIONS
from billing.payments.states import RefundStep, State
from kernel import codes
from outbox import operations as outbox

# Taken by a clerk at the counter: money goes back there, and no provider is asked.
COUNTER = "counter"
BY_HAND = "by_hand"
# What the payment wants a person for, and is over when the money has gone back.
SOLVED_BY_REFUND = frozenset({"surplus", "refund_failed"})


def lock(refund_id: uuid.UUID) -> tuple[Payment, Refund]:
    """The payment first, with its other attempts, then the refund: always in this order."""
    payment, _ = ledger.lock(Refund.objects.values_list("payment_id", flat=True).get(id=refund_id))
    return payment, Refund.objects.select_for_update(of=("self",), no_key=True).get(id=refund_id)


def total(payment: Payment, states: Iterable[RefundStep], *, besides: uuid.UUID | None = None) -> int:
    """Cents of this payment's refunds in these states."""
    rows = Refund.objects.filter(payment=payment, state__in=sorted(states))
    if besides is not None:
        rows = rows.exclude(id=besides)
    return int(rows.aggregate(sum=Sum("amount_cents"))["sum"] or 0)


def move(
    refund: Refund, payment: Payment, target: RefundStep, *, source: str, at: datetime, by: int | None = None,
    **details: Any,
) -> None:  # fmt: skip
    """The only way to change ``state``; refused off the table."""
    edge = TRANSITIONS.edge(refund.state, target)
    refund.state = target
    refund.save()
    tell(refund, payment, edge.event, source=source, at=at, by=by, **details)
    outbox.record(
        name=edge.event, subject_id=payment.declaration_id, at=at, refund=str(refund.id), payment=str(payment.id),
        amount_cents=refund.amount_cents,
    )  # fmt: skip


def tell(
    refund: Refund, payment: Payment, event: str, *, source: str, at: datetime, by: int | None = None, **details: Any
) -> None:
    """On the payment's time-line and in the trail. ``by`` is a staff id."""
    said: dict[str, Any] = {"refund": str(refund.id), "amount_cents": refund.amount_cents, **details}
    ledger.note(payment, event.replace(".", "_"), source=source, at=at, **said, **({"by": by} if by else {}))
    actor = staff(by) if by else SYSTEM
    audit(action=event, actor=actor, at=at, case_id=payment.declaration_id, payment=str(payment.id), **said)


def close_payment_if_whole(payment: Payment, *, source: str, at: datetime) -> None:
    """All of it has gone back: the payment is *refunded*. Less than that, and it stays paid."""
    if total(payment, [RefundStep.DONE]) < payment.amount_cents:
        return
    if payment.attention in SOLVED_BY_REFUND:
        ledger.want_attention(payment, "")
    if PAYMENT_TRANSITIONS.allows(payment.state, State.REFUNDED):
        ledger.move(payment, State.REFUNDED, source=source, at=at, amount_cents=payment.amount_cents)


def new_order_number() -> str:
    """The number of a payment order; free in this city, its last sign checks the others."""
    while True:
        number = f"AO{codes.new_reference(8)}"
        if not Refund.objects.filter(order_number=number).exists():
            return number
