"""A case's payments as the desk and the treasury see them: each attempt with its time-line, refunds and disputes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.staff.models import Staff
from billing.payments import queries, refund_queries
from billing.payments.models import Dispute, Payment, PaymentEvent, Refund
from billing.payments.refund_states import COUNTING
from billing.payments.states import DisputeStep, RefundStep, State


@dataclass(frozen=True)
class Attempt:
    """Amounts are cents. ``refundable`` is what may still be proposed."""

    payment: Payment
    events: list[PaymentEvent]
    refunds: list[Refund]
    disputes: list[Dispute]

    @property
    def refunded(self) -> int:
        return sum(refund.amount_cents for refund in self.refunds if refund.state == RefundStep.DONE)

    @property
    def refundable(self) -> int:
        disputed = any(dispute.state != DisputeStep.WON for dispute in self.disputes)
        if self.payment.state != State.PAID or disputed:
            return 0
        return self.payment.amount_cents - sum(row.amount_cents for row in self.refunds if row.state in COUNTING)

    @property
    def lost(self) -> bool:
        return self.payment.state == State.CHARGED_BACK


def of_case(case_id: uuid.UUID) -> list[Attempt]:
    """The newest first. At most four statements."""
    return _of(reversed(queries.of_declaration(case_id)))


def of_payment(payment_id: uuid.UUID) -> Attempt | None:
    payment = Payment.objects.select_related("declaration").filter(id=payment_id).first()
    return _of([payment])[0] if payment else None


def people_of(found: Iterable[Attempt]) -> dict[int, str]:
    """Names of the staff that the time-lines mention."""
    ids = {event.details["by"] for attempt in found for event in attempt.events if event.details.get("by")}
    return dict(Staff.objects.filter(id__in=ids).values_list("id", "name")) if ids else {}


def _of(payments: Iterable[Payment]) -> list[Attempt]:
    rows = list(payments)
    ids = [payment.id for payment in rows]
    if not ids:
        return []
    events, refunds, disputes = queries.timelines(ids), refund_queries.of_payments(ids), refund_queries.disputes_of(ids)
    return [
        Attempt(
            payment,
            events.get(payment.id, []),
            [refund for refund in refunds if refund.payment_id == payment.id],
            [dispute for dispute in disputes if dispute.payment_id == payment.id],
        )
        for payment in rows
    ]
