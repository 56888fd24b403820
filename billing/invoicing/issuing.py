"""Letting invoices out, with numbers that have no gaps; discarding drafts; cancelling by credit note.

A number is a row of its own and comes with the transaction that needs it. Two that issue at the same moment meet at the
unique number: the second waits for the first one's commit alone, then takes the next; a transaction that rolls back leaves
its number to the one that waited. Drafts, payments and reading wait for nobody. All join the caller's transaction.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max

from billing.invoicing.models import Invoice, InvoiceLine, Issue, Making
from billing.invoicing.people import Person
from billing.invoicing.rules import Fault, faults_of
from billing.invoicing.seller import Seller
from billing.invoicing.states import TRANSITIONS, State
from kernel.clock import german_day
from kernel.errors import Refusal

TRIES = 50
FROZEN = (
    "contract_id", "run", "first_day", "last_day", "head", "net_cents", "vat_category", "vat_rate", "vat_cents",
    "gross_cents", "missing_days",
)  # fmt: skip


class UnableToIssue(Refusal):
    """unknown_invoice, not_open, same_person, not_ready (``faults``: rules of XRechnung that it breaks), crowded."""

    code = "not_open"

    def __init__(self, code: str, faults: list[Fault] | None = None) -> None:
        super().__init__(", ".join(fault.rule for fault in faults or []), code=code)
        self.faults = faults or []


def issue(*, invoice_id: int, by: Person, at: datetime) -> Issue:
    """Gives a draft its number and day; its files are made by a worker. A credit note cancels its invoice in the same
    transaction.

    Refused: unknown_invoice, not_open, same_person (who drew it up), not_ready, crowded.
    """
    invoice = locked(invoice_id)
    if not TRANSITIONS.allows(invoice.state, State.ISSUED) or invoice.state != State.DRAFT:
        raise UnableToIssue("not_open")
    if invoice.drawn_by == by.id:
        raise UnableToIssue("same_person")
    faults = faults_of(invoice)
    if faults:
        raise UnableToIssue("not_ready", faults)
    if invoice.cancels_id is not None:
        original = locked(invoice.cancels_id)
        if not TRANSITIONS.allows(original.state, State.CANCELLED):
            raise UnableToIssue("not_open")
        move(original, State.CANCELLED)
    move(invoice, State.ISSUED)
    Making.objects.create(invoice=invoice, due_at=at)
    return _with_number(invoice, by, at)


def discard(*, invoice_id: int) -> Invoice:
    """A draft is put away; the row stays. Refused: unknown_invoice, not_open."""
    invoice = locked(invoice_id)
    if not TRANSITIONS.allows(invoice.state, State.DISCARDED):
        raise UnableToIssue("not_open")
    move(invoice, State.DISCARDED)
    return invoice


def cancel(*, invoice_id: int, by: Person, at: datetime) -> Invoice:
    """Draws up the credit note of an invoice that is out; another person issues it. Refused: unknown_invoice, not_open.

    Where one is drawn up already, that one is answered.
    """
    invoice = locked(invoice_id)
    if invoice.kind != Invoice.Kind.INVOICE or not TRANSITIONS.allows(invoice.state, State.CANCELLED):
        raise UnableToIssue("not_open")
    there = invoice.credit_notes.exclude(state=State.DISCARDED).first()
    if there is not None:
        return there
    frozen = {name: getattr(invoice, name) for name in FROZEN}
    note = Invoice.objects.create(
        kind=Invoice.Kind.CREDIT_NOTE, cancels=invoice, drawn_by=by.id, drawn_name=by.name, drawn_at=at, **frozen
    )
    names = ("position", "kind", "first_day", "last_day", "quantity", "unit_cents", "net_cents")
    InvoiceLine.objects.bulk_create(
        InvoiceLine(invoice=note, **{name: getattr(line, name) for name in names})
        for line in invoice.lines.order_by("position")
    )
    return note


def locked(invoice_id: int) -> Invoice:
    found = Invoice.objects.select_for_update(of=("self",)).filter(pk=invoice_id).first()
    if found is None:
        raise UnableToIssue("unknown_invoice")
    return found


def move(invoice: Invoice, target: State) -> None:
    TRANSITIONS.edge(invoice.state, target)
    invoice.state = target
    invoice.save(update_fields=["state"])


def _with_number(invoice: Invoice, by: Person, at: datetime) -> Issue:
    day, seller = german_day(at), Seller.model_validate(invoice.head["seller"])
    for _ in range(TRIES):
        last = Issue.objects.filter(year=day.year).aggregate(last=Max("sequence"))["last"] or 0
        try:
            with transaction.atomic():
                return Issue.objects.create(
                    invoice=invoice, year=day.year, sequence=last + 1,
                    number=f"{seller.number_prefix}{day.year}-{last + 1:05d}", issued_on=day,
                    due_on=day + timedelta(days=seller.days_to_pay), drawn_by=invoice.drawn_by,
                    issued_by=by.id, issued_name=by.name, issued_at=at,
                )  # fmt: skip
        except IntegrityError:  # somebody else took this number between reading and writing
            continue
    raise UnableToIssue("crowded")
