"""An invoice on its way to the payer: asked for by a person, by mail or through a portal. All join the caller's transaction."""

from __future__ import annotations

from datetime import date, datetime

from billing.invoicing.dispatch_states import UNDER_WAY, State
from billing.invoicing.issuing import locked
from billing.invoicing.models import Contract, Dispatch, Invoice
from billing.invoicing.people import Person
from billing.invoicing.states import OUT
from kernel.clock import german_day
from kernel.errors import Refusal


class UnableToSend(Refusal):
    """not_issued, no_papers (they are being made), by_portal, by_mail (the payer takes it the other way), under_way,
    in_future, before_issue (the day of handing over)."""

    code = "not_issued"


def way_of(contract: Contract) -> tuple[str, str]:
    """How invoices of this contract reach the payer: the way, and the mail address or the portal's name."""
    payer = contract.payer
    if contract.portal or not payer.email:
        return Dispatch.Way.PORTAL, contract.portal or payer.portal
    return Dispatch.Way.MAIL, payer.email


def queue(*, invoice_id: int, edition: int, by: Person, at: datetime) -> Dispatch:
    """Puts the mail with both files into the queue. ``edition`` is the sending that the person saw as the next one.

    A second click asks for the same edition and is answered with what is there. Refused: not_issued, no_papers,
    by_portal, under_way; unknown_invoice (``UnableToIssue``).
    """
    invoice = _ready(invoice_id)
    there = _same_click(invoice, edition)
    if there is not None:
        return there
    way, address = way_of(invoice.contract)
    if way != Dispatch.Way.MAIL:
        raise UnableToSend(code="by_portal")
    return _asked(invoice, edition, way, address, by, at)


def hand_over(*, invoice_id: int, edition: int, on: date, by: Person, at: datetime) -> Dispatch:
    """Notes that a person has uploaded the invoice to the payer's portal on that day.

    A second click is answered with what is there. Refused: not_issued, no_papers, by_mail, under_way, in_future,
    before_issue; unknown_invoice (``UnableToIssue``).
    """
    invoice = _ready(invoice_id)
    there = _same_click(invoice, edition)
    if there is not None:
        return there
    way, name = way_of(invoice.contract)
    if way != Dispatch.Way.PORTAL:
        raise UnableToSend(code="by_mail")
    if on > german_day(at):
        raise UnableToSend(code="in_future")
    if on < invoice.issue.issued_on:
        raise UnableToSend(code="before_issue")
    return _asked(invoice, edition, way, name, by, at, on)


def queue_run(*, run: str, by: Person, at: datetime) -> int:
    """All of a run that go by mail, have their files and were never sent; answers how many. Repeating it sends nothing."""
    waiting = Invoice.objects.filter(run=run, state__in=OUT, making__done_at__isnull=False, dispatches=None)
    rows = waiting.select_related("contract__payer").select_for_update(of=("self",)).order_by("id")
    ways = [(invoice, *way_of(invoice.contract)) for invoice in rows]
    made = [_row(invoice, 1, way, address, by, at) for invoice, way, address in ways if way == Dispatch.Way.MAIL]
    return len(Dispatch.objects.bulk_create(made, ignore_conflicts=True))


def _ready(invoice_id: int) -> Invoice:
    invoice = locked(invoice_id)
    if invoice.state not in OUT:
        raise UnableToSend(code="not_issued")
    if invoice.making.done_at is None:
        raise UnableToSend(code="no_papers")
    return invoice


def _same_click(invoice: Invoice, edition: int) -> Dispatch | None:
    last = invoice.dispatches.order_by("-edition").first()
    if last is not None and edition <= last.edition:
        return last
    if edition != (last.edition if last else 0) + 1 or (last is not None and last.state in UNDER_WAY):
        raise UnableToSend(code="under_way")
    return None


def _asked(
    invoice: Invoice, edition: int, way: str, address: str, by: Person, at: datetime, on: date | None = None
) -> Dispatch:
    row = _row(invoice, edition, way, address, by, at)
    if on is not None:
        row.handed_on = on
    row.save()
    return row


def _row(invoice: Invoice, edition: int, way: str, address: str, by: Person, at: datetime) -> Dispatch:
    begins = State.SENT if way == Dispatch.Way.PORTAL else State.QUEUED
    return Dispatch(
        invoice=invoice, edition=edition, way=way, address=address, state=begins, asked_by=by.id, asked_name=by.name,
        asked_at=at, due_at=at, moved_at=at,
    )  # fmt: skip
