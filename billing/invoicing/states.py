"""What may become of an invoice or a credit note. A draft's content never changes: another one is drawn up instead."""

from __future__ import annotations

from django.db.models import TextChoices

from kernel.transitions import Edge, Transitions


class State(TextChoices):
    DRAFT = "draft"
    DISCARDED = "discarded"
    ISSUED = "issued"
    PAID = "paid"
    CANCELLED = "cancelled"


S = State
# Paid → issued: a payment was noted by mistake. Cancelled: its credit note was issued.
TRANSITIONS = Transitions(
    Edge(source.value, target.value, f"invoice.{target.value}")
    for source, target in (
        (S.DRAFT, S.ISSUED), (S.DRAFT, S.DISCARDED), (S.ISSUED, S.PAID), (S.PAID, S.ISSUED), (S.ISSUED, S.CANCELLED),
        (S.PAID, S.CANCELLED),
    )
)  # fmt: skip
# Their lines count as charged.
STANDING = frozenset({S.DRAFT, S.ISSUED, S.PAID})
OUT = frozenset({S.ISSUED, S.PAID, S.CANCELLED})
