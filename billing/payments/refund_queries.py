"""Refunds and disputes as pages show them. No personal data: references, amounts, states."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from billing.payments.models import Dispute, Payment, Refund
from billing.payments.refund_ledger import COUNTER
from billing.payments.refund_states import OPEN
from billing.payments.refunding import REMARK
from billing.payments.states import DisputeStep, RefundStep
from declarations import sealing
from kernel.crypto import UnableToOpen

# A refund that is on its way for so long concerns a person.
LONG = timedelta(days=1)


@dataclass(frozen=True)
class ToDo:
    """What waits for the treasury, each oldest first. ``hanging``: released, but held up or on its way for long. ``silent``:
    payments whose provider does not answer; it is one matter, however many they are.
    """

    disputes: list[Dispute]
    failed: list[Refund]
    proposed: list[Refund]
    at_the_counter: list[Refund]
    hanging: list[Refund]
    attention: list[Payment]
    silent: list[Payment]

    def __len__(self) -> int:
        return sum(len(rows) for rows in vars(self).values())


def to_do(*, at: datetime, most: int = 200) -> ToDo:
    """Seven statements, whatever there is."""
    refunds = Refund.objects.select_related("payment__declaration").order_by("proposed_at", "id")
    released = refunds.filter(state=RefundStep.RELEASED)
    hanging = Q(released_at__lt=at - LONG) | ~Q(note="")
    disputes = Dispute.objects.filter(state=DisputeStep.OPEN).select_related("payment__declaration")
    payments = Payment.objects.exclude(attention="").select_related("declaration").order_by("created_at")
    return ToDo(
        disputes=list(disputes.order_by("due_at", "opened_at")[:most]),
        failed=list(refunds.filter(state=RefundStep.FAILED)[:most]),
        proposed=list(refunds.filter(state__in=sorted(OPEN))[:most]),
        at_the_counter=list(released.filter(payment__provider=COUNTER)[:most]),
        hanging=list(released.exclude(payment__provider=COUNTER).filter(hanging)[:most]),
        attention=list(payments.exclude(attention="silent")[:most]),
        silent=list(payments.filter(attention="silent")[:most]),
    )


def of_payments(payment_ids: Iterable[uuid.UUID]) -> list[Refund]:
    """Oldest first, of all of them. One statement."""
    rows = Refund.objects.filter(payment_id__in=list(payment_ids)).select_related("payment")
    return list(rows.order_by("proposed_at", "id"))


def disputes_of(payment_ids: Iterable[uuid.UUID]) -> list[Dispute]:
    return list(Dispute.objects.filter(payment_id__in=list(payment_ids)).order_by("opened_at", "id"))


def ordered(*, since: datetime, until: datetime) -> list[Refund]:
    """Refunds that were released in that time: each is a payment order. Oldest first."""
    rows = Refund.objects.exclude(order_number="").filter(released_at__gte=since, released_at__lt=until)
    return list(rows.select_related("payment__declaration").order_by("released_at", "id"))


def remark_of(refund: Refund) -> str:
    """What a person wrote as reason; empty where nothing was, or the case's key is gone."""
    if refund.sealed_remark is None:
        return ""
    try:
        return sealing.cipher(refund.payment.declaration_id).open(refund.sealed_remark, REMARK).decode()
    except UnableToOpen:
        return ""
