"""Drawing up: a run makes one draft per contract with something due. Repeating it makes nothing twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum

from billing.invoicing import runs, usage
from billing.invoicing.charging import Agreed, Charged, Line, Pieces, Span, due_lines, sums
from billing.invoicing.models import Contract, Invoice, InvoiceLine
from billing.invoicing.people import Person
from billing.invoicing.seller import Seller, configured
from billing.invoicing.states import STANDING
from kernel.clock import german_day
from kernel.errors import Refusal

NO_END = date.max
NOTHING = Charged(setup=False, yearly={}, pieces_before=0)


class UnableToDrawUp(Refusal):
    """unknown_run, not_over (its last day has not passed)."""

    code = "unknown_run"


@dataclass(frozen=True)
class Drawn:
    """How many drafts were made, and why the other contracts got none: ``there`` already, ``nothing`` due."""

    made: int
    there: int
    nothing: int


def draw_up(*, run: str, by: Person, at: datetime) -> Drawn:
    """Drafts for every contract of this rhythm that began before the run's end. Joins the caller's transaction.

    Refused: unknown_run, not_over, no_seller. A contract that has a standing invoice of this run or a later one is left
    alone: what was missing comes with the next.
    """
    days = runs.days_of(run)
    if days is None:
        raise UnableToDrawUp(code="unknown_run")
    if german_day(at) <= days.last:
        raise UnableToDrawUp(code="not_over")
    seller = configured()
    wanted = Contract.objects.filter(rhythm=runs.rhythm_of(run), starts_on__lte=days.last).order_by("id")
    contracts = list(wanted.select_related("plan", "payer").select_for_update(of=("self",), no_key=True))
    there = set(_standing().filter(Q(last_day__gte=days.last) | Q(run=run)).values_list("contract", flat=True))
    charged = _charged([one.pk for one in contracts if one.pk not in there])
    drafts = [
        draft
        for one in contracts
        if one.pk not in there
        if (draft := _draft(one, run, days, charged.get(one.pk, NOTHING), seller))
    ]
    for invoice, _ in drafts:
        invoice.drawn_by, invoice.drawn_name, invoice.drawn_at = by.id, by.name, at
    Invoice.objects.bulk_create(invoice for invoice, _ in drafts)
    InvoiceLine.objects.bulk_create(line for invoice, lines in drafts for line in _rows(invoice, lines))
    had = sum(one.pk in there for one in contracts)
    return Drawn(len(drafts), had, len(contracts) - had - len(drafts))


def _standing() -> QuerySet[Invoice]:
    return Invoice.objects.filter(kind=Invoice.Kind.INVOICE, state__in=STANDING)


def _draft(
    contract: Contract, run: str, days: Span, charged: Charged, seller: Seller
) -> tuple[Invoice, list[Line]] | None:
    """Not saved. A correction downwards that is more than all else waits for an invoice that it can be taken off."""
    agreed = agreed_of(contract)
    here, earlier = days.within(agreed.days), _earlier(agreed.days, days)
    by_day = usage.pieces(contract, agreed.days.within(Span(contract.starts_on, days.last)))
    within, before = _sum(by_day, here), _sum(by_day, earlier)
    lines = due_lines(run=days, agreed=agreed, charged=charged, pieces=Pieces(within, before))
    total = sums(lines, rate=seller.vat.rate)
    if total.gross_cents <= 0:
        return None
    reported = sum(here.first <= day <= here.last for day in by_day) if here else 0
    invoice = Invoice(
        contract=contract, run=run, first_day=min(line.first_day for line in lines), last_day=days.last,
        head=_head(contract, seller), net_cents=total.net_cents, vat_category=seller.vat.category,
        vat_rate=seller.vat.rate, vat_cents=total.vat_cents, gross_cents=total.gross_cents,
        missing_days=here.days - reported if here else 0,
    )  # fmt: skip
    return invoice, lines


def _sum(by_day: dict[date, int], span: Span | None) -> int:
    return sum(number for day, number in by_day.items() if span.first <= day <= span.last) if span else 0


def _earlier(contract: Span, run: Span) -> Span | None:
    if contract.first >= run.first:
        return None
    return contract.within(Span(contract.first, run.first - timedelta(days=1)))


def _rows(invoice: Invoice, lines: list[Line]) -> list[InvoiceLine]:
    return [
        InvoiceLine(
            invoice=invoice, position=place, kind=line.kind, first_day=line.first_day, last_day=line.last_day,
            quantity=line.quantity, unit_cents=line.unit_cents, net_cents=line.net_cents,
        )
        for place, line in enumerate(lines, start=1)
    ]  # fmt: skip


def agreed_of(contract: Contract) -> Agreed:
    return Agreed(
        Span(contract.starts_on, contract.ends_on or NO_END),
        contract.plan.setup_cents if contract.with_setup else 0,
        contract.plan.yearly[contract.size],
        contract.plan.case_cents,
    )


def _charged(contracts: list[int]) -> dict[int, Charged]:
    """What standing invoices have charged, by contract: one statement for all."""
    lines = InvoiceLine.objects.filter(invoice__in=_standing().filter(contract__in=contracts)).order_by()
    grouped = lines.values_list("invoice__contract", "kind", "last_day__year")
    found: dict[int, Charged] = {}
    for contract, kind, year, cents, pieces in grouped.annotate(cents=Sum("net_cents"), pieces=Sum("quantity")):
        was = found.get(contract, NOTHING)
        if kind == InvoiceLine.Kind.SETUP:
            found[contract] = replace(was, setup=True)
        elif kind == InvoiceLine.Kind.YEARLY:
            found[contract] = replace(was, yearly={**was.yearly, year: cents})
        else:
            found[contract] = replace(was, pieces_before=was.pieces_before + pieces)
    return found


def _head(contract: Contract, seller: Seller) -> dict[str, Any]:
    """Seller, payer and contract as they are now: an invoice tells what held when it was drawn up."""
    payer = contract.payer
    names = ("kind", "name", "street", "postcode", "town", "leitweg_id", "vat_id", "email", "portal")
    return {
        "seller": seller.model_dump(mode="json"),
        "payer": {name: getattr(payer, name) for name in names},
        "contract": contract.code,
        "city": contract.city_name,
        "order_reference": contract.order_reference,
        "counted": contract.plan.counted,
        "plan": contract.plan.name,
    }
