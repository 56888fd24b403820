"""What moved on the city's side, each movement with its own name: the ground of the comparison and of every export."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Min, Q, Sum

from billing.books.kinds import LineKind
from billing.payments.models import Dispute, Payment, PaymentEvent, Refund
from billing.payments.settlement import RECEIVED
from billing.payments.states import DisputeStep, RefundStep, State
from kernel.clock import german_day

UNDER_WAY = (RefundStep.APPROVED, RefundStep.RELEASED)


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that came (positive) or went (negative), in cents. ``subject`` is its name: never two of a kind."""

    kind: LineKind
    subject: str
    payment_id: uuid.UUID
    at: datetime
    cents: int
    refund_ref: str = ""

    @property
    def day(self) -> date:
        return german_day(self.at)


def movements(which: Q | None = None) -> list[Movement]:
    """All of these payments' movements (of all payments, when none are named), oldest first. Six statements at most."""
    wanted = Q() if which is None else which
    received = Payment.objects.filter(wanted, state__in=sorted(RECEIVED), paid_at__isnull=False)
    rows: list[Any] = list(received.order_by().values("id", "state", "amount_cents", "paid_at"))
    found = [Movement(LineKind.RECEIPT, str(row["id"]), row["id"], row["paid_at"], row["amount_cents"]) for row in rows]
    gone: dict[uuid.UUID, int] = {}
    for refund in _refunds(received):
        found.append(refund)
        gone[refund.payment_id] = gone.get(refund.payment_id, 0) - refund.cents
    ended = [row for row in rows if row["state"] != State.PAID]
    if ended:
        found += _ends(ended, gone)
    return sorted(found, key=lambda movement: (movement.at, movement.kind, movement.subject))


def _refunds(received: Any) -> Iterator[Movement]:
    done = Refund.objects.filter(payment__in=received, state=RefundStep.DONE, settled_at__isnull=False)
    rows: Any = done.order_by().values("id", "payment_id", "settled_at", "amount_cents", "provider_ref")
    for row in rows:
        name = str(row["id"])
        yield Movement(
            LineKind.REFUND, name, row["payment_id"], row["settled_at"], -row["amount_cents"], row["provider_ref"]
        )


def _ends(rows: list[dict[str, Any]], gone: dict[uuid.UUID, int]) -> Iterator[Movement]:
    """What is no longer the city's without a refund of ours: sent back at the provider itself, or taken by the bank.

    A refund of ours that is still under way may be what the provider tells of; then nothing is said until it is done.
    """
    ids = [row["id"] for row in rows]
    waiting = set(
        Refund.objects.filter(payment_id__in=ids, state__in=UNDER_WAY).order_by().values_list("payment_id", flat=True)
    )
    lost = dict(
        Dispute.objects.filter(payment_id__in=ids, state=DisputeStep.LOST)
        .order_by()
        .values_list("payment_id")
        .annotate(Sum("amount_cents"))
    )
    since = _since(ids)
    for row in rows:
        left = row["amount_cents"] - gone.get(row["id"], 0)
        at = since.get((row["id"], row["state"]), row["paid_at"])
        if row["state"] == State.CHARGED_BACK:
            cents = min(lost.get(row["id"], left), left)
            kind, subject = LineKind.CHARGEBACK, str(row["id"])
        else:
            cents = 0 if row["id"] in waiting else left
            kind, subject = LineKind.REFUND, f"{row['id']}:rest"
        if cents > 0:
            yield Movement(kind, subject, row["id"], at, -cents)


def _since(ids: Iterable[uuid.UUID]) -> dict[tuple[uuid.UUID, str], datetime]:
    rows = PaymentEvent.objects.filter(payment_id__in=list(ids), kind__in=[State.REFUNDED, State.CHARGED_BACK])
    found = rows.order_by().values_list("payment_id", "kind").annotate(Min("at"))
    return {(payment_id, kind): at for payment_id, kind, at in found}
