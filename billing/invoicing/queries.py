"""What the operator's pages show of contracts and invoices. Sums in cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from billing.invoicing.models import Contract, Dispatch, Invoice, Transfer
from billing.invoicing.states import OUT, State
from kernel.clock import german_day


@dataclass(frozen=True)
class OpenItem:
    """An invoice that is out and not paid in full, or paid in part and cancelled: then ``open_cents`` is negative."""

    invoice: Invoice
    paid_cents: int
    open_cents: int
    days_over: int


@dataclass(frozen=True)
class RunState:
    """How far a run is: how many invoices and credit notes stand in which state, and their gross sum."""

    run: str
    drafts: int
    out: int
    gross_cents: int


def contracts() -> QuerySet[Contract]:
    return Contract.objects.select_related("payer", "plan").order_by("city_name", "starts_on")


def contract_on(city: str, day: date) -> Contract | None:
    """The contract that runs on this day, or the next one to begin."""
    found = Contract.objects.select_related("plan").filter(Q(ends_on=None) | Q(ends_on__gte=day), city=city)
    return found.order_by("starts_on").first()


def with_paid() -> QuerySet[Invoice]:
    """Invoices with ``paid`` cents, as one statement."""
    paid = (
        Transfer.objects.filter(invoice=OuterRef("pk")).order_by().values("invoice").annotate(sum=Sum("amount_cents"))
    )
    found = Invoice.objects.select_related("contract__payer", "issue", "making", "cancels__issue")
    return found.annotate(paid=Coalesce(Subquery(paid.values("sum"), output_field=BigIntegerField()), 0))


def of_run(run: str) -> QuerySet[Invoice]:
    """All but the discarded, by city."""
    return with_paid().filter(run=run).exclude(state=State.DISCARDED).order_by("contract__city_name", "id")


def out_of_run(run: str) -> list[Invoice]:
    return list(of_run(run).filter(state__in=OUT, issue__isnull=False))


def run_states() -> dict[str, RunState]:
    found: dict[str, RunState] = {}
    rows = Invoice.objects.exclude(state=State.DISCARDED).values_list("run", "state", "kind", "gross_cents")
    for run, state, kind, gross in rows:
        was = found.get(run, RunState(run, 0, 0, 0))
        draft = state == State.DRAFT
        signed = gross if kind == Invoice.Kind.INVOICE else -gross
        found[run] = RunState(
            run, was.drafts + draft, was.out + (not draft), was.gross_cents + (0 if draft else signed)
        )
    return found


def days_over(invoice: Invoice, today: date) -> int:
    """How many days past its due day an invoice is that is not paid in full; else 0."""
    if invoice.kind != Invoice.Kind.INVOICE or invoice.state != State.ISSUED:
        return 0
    return max(0, (today - invoice.issue.due_on).days)


def with_dispatches(found: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """Each with ``ways``: its dispatches, the last one first."""
    return found.prefetch_related(Prefetch("dispatches", Dispatch.objects.order_by("-edition"), to_attr="ways"))


def open_items(*, at: datetime) -> list[OpenItem]:
    """The longest overdue first. Money for a cancelled invoice is to be paid back and stands there too."""
    today = german_day(at)
    invoices = with_paid().filter(kind=Invoice.Kind.INVOICE)
    wanted = invoices.filter(
        Q(state=State.ISSUED) | Q(state=State.CANCELLED, paid__gt=0) | Q(paid__gt=F("gross_cents"))
    )
    return [_item(invoice, today) for invoice in wanted.order_by("issue__due_on", "id")]


def _item(invoice: Any, today: date) -> OpenItem:
    owed = 0 if invoice.state == State.CANCELLED else invoice.gross_cents
    return OpenItem(invoice, invoice.paid, owed - invoice.paid, days_over(invoice, today))
