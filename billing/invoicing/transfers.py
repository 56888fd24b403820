"""Money that came by bank transfer, noted by a person of the operator."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Sum

from billing.invoicing.issuing import locked, move
from billing.invoicing.models import Invoice, Transfer
from billing.invoicing.people import Person
from billing.invoicing.states import State
from kernel.clock import german_day
from kernel.errors import Refusal


class UnableToNote(Refusal):
    """not_out (a draft, a credit note, or cancelled), nothing (no amount), in_future, below_zero (taken back too much)."""

    code = "not_out"


def note(
    *, invoice_id: int, amount_cents: int, received_on: date, bank_reference: str, by: Person, at: datetime
) -> Transfer:
    """Notes a payment, or takes one back with a negative amount. The invoice is paid once the sum reaches its gross.

    Joins the caller's transaction. Refused: as ``UnableToNote`` says; unknown_invoice (``UnableToIssue``).
    """
    invoice = locked(invoice_id)
    if invoice.kind != Invoice.Kind.INVOICE or invoice.state not in (State.ISSUED, State.PAID):
        raise UnableToNote(code="not_out")
    if amount_cents == 0:
        raise UnableToNote(code="nothing")
    if received_on > german_day(at):
        raise UnableToNote(code="in_future")
    total = paid_cents(invoice) + amount_cents
    if total < 0:
        raise UnableToNote(code="below_zero")
    row = Transfer.objects.create(
        invoice=invoice, amount_cents=amount_cents, received_on=received_on, bank_reference=bank_reference,
        noted_by=by.id, noted_name=by.name, noted_at=at,
    )  # fmt: skip
    target = State.PAID if total >= invoice.gross_cents else State.ISSUED
    if invoice.state != target:
        move(invoice, target)
    return row


def paid_cents(invoice: Invoice) -> int:
    return int(invoice.transfers.aggregate(sum=Sum("amount_cents"))["sum"] or 0)
