"""Drawing up: a run makes one draft per contract with something due. Repeating it makes nothing twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Sum

from billing.invoicing import runs, usage
from billing.invoicing.charging import Agreed, Charged, Line, Pieces, Span, due_lines, sums
from billing.invoicing.models import Contract, Invoice, InvoiceLine
from billing.invoicing.people import Person
from billing.invoicing.seller import Seller, configured
from billing.invoicing.states import STANDING
from kernel.clock import german_day
from kernel.errors import Refusal

NO_END = date.max


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
    seller, made, there, nothing = configured(), 0, 0, 0
    wanted = Contract.objects.filter(rhythm=runs.rhythm_of(run), starts_on__lte=days.last).order_by("id")
    for contract in wanted.select_related("plan", "payer").select_for_update(of=("self",), no_key=True):
        if _standing(contract).filter(last_day__gte=days.last).exists() or _standing(contract).filter(run=run).exists():
            there += 1
        elif _draft(contract, run, days, seller, by, at):
            made += 1
        else:
            nothing += 1
    return Drawn(made, there, nothing)


def _standing(contract: Contract) -> Any:
    return Invoice.objects.filter(contract=contract, kind=Invoice.Kind.INVOICE, state__in=STANDING)


def _draft(contract: Contract, run: str, days: Span, seller: Seller, by: Person, at: datetime) -> Invoice | None:
    agreed = agreed_of(contract)
    here = days.within(agreed.days)
    within, reported = usage.pieces(contract, here)
    earlier = _earlier(agreed.days, days)
    before, _ = usage.pieces(contract, earlier)
    lines = due_lines(
        run=days, agreed=agreed, charged=_charged(contract), pieces=Pieces(within, before)
    )  # fmt: skip
    total = sums(lines, rate=seller.vat.rate)
    if total.gross_cents <= 0:  # a correction downwards waits for an invoice that it can be taken off
        return None
    invoice = Invoice.objects.create(
        contract=contract, run=run, first_day=min(line.first_day for line in lines), last_day=days.last,
        head=_head(contract, seller), net_cents=total.net_cents, vat_category=seller.vat.category,
        vat_rate=seller.vat.rate, vat_cents=total.vat_cents, gross_cents=total.gross_cents,
        missing_days=here.days - reported if here else 0, drawn_by=by.id, drawn_name=by.name, drawn_at=at,
    )  # fmt: skip
    keep_lines(invoice, lines)
    return invoice


def _earlier(contract: Span, run: Span) -> Span | None:
    if contract.first >= run.first:
        return None
    return contract.within(Span(contract.first, run.first - timedelta(days=1)))


def keep_lines(invoice: Invoice, lines: list[Line]) -> None:
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=invoice, position=place, kind=line.kind, first_day=line.first_day, last_day=line.last_day,
            quantity=line.quantity, unit_cents=line.unit_cents, net_cents=line.net_cents,
        )
        for place, line in enumerate(lines, start=1)
    )  # fmt: skip


def agreed_of(contract: Contract) -> Agreed:
    return Agreed(
        Span(contract.starts_on, contract.ends_on or NO_END),
        contract.plan.setup_cents if contract.with_setup else 0,
        contract.plan.yearly[contract.size],
        contract.plan.case_cents,
    )


def _charged(contract: Contract) -> Charged:
    lines = InvoiceLine.objects.filter(invoice__in=_standing(contract))
    yearly: dict[int, int] = {}
    for line in lines.filter(kind="yearly"):
        yearly[line.last_day.year] = yearly.get(line.last_day.year, 0) + line.net_cents
    pieces = lines.filter(kind__in=["cases", "late"]).aggregate(number=Sum("quantity"))["number"] or 0
    return Charged(lines.filter(kind="setup").exists(), yearly, pieces)


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
