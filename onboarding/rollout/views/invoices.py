"""One invoice: reading it, letting it out, taking it back, noting its payment, its files."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import NOTE_TRANSFERS, SEE_INVOICES, WORK_INVOICES
from billing.invoicing import issuing, queries, sending, transfers
from billing.invoicing.dispatch_states import UNDER_WAY
from billing.invoicing.issuing import UnableToIssue
from billing.invoicing.models import Dispatch, Invoice
from billing.invoicing.papers import UnableToPrint, stored
from billing.invoicing.states import TRANSITIONS, State
from billing.invoicing.transfers import UnableToNote
from kernel.clock import german_day, now
from kernel.errors import Refusal
from kernel.money import to_cents
from onboarding.rollout import invoice_words as words
from onboarding.rollout import trail
from onboarding.rollout.access import may, needs
from onboarding.rollout.forms_invoicing import TransferForm
from onboarding.rollout.views.invoicing import download, person_of, run_name

TYPES = {"pdf": "application/pdf", "xml": "application/xml"}


@needs(SEE_INVOICES)
@never_cache
@require_safe
def invoice(request: HttpRequest, number: int) -> HttpResponse:
    return invoice_page(request, invoice_of(number))


@needs(WORK_INVOICES)
@require_POST
def issue(request: HttpRequest, number: int) -> HttpResponse:
    found, at = invoice_of(number), now()

    def do() -> Invoice:
        row = issuing.issue(invoice_id=number, by=person_of(request), at=at)
        trail.record(request, "invoicing.issued", city=found.contract.city, at=at, number=row.number)
        return found

    return _done(request, found, do)


@needs(WORK_INVOICES)
@require_POST
def discard(request: HttpRequest, number: int) -> HttpResponse:
    found, at = invoice_of(number), now()

    def do() -> Invoice:
        issuing.discard(invoice_id=number)
        trail.record(request, "invoicing.discarded", city=found.contract.city, at=at, run=found.run)
        return found

    return _done(request, found, do)


@needs(WORK_INVOICES)
@require_POST
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Draws up the credit note and goes there."""
    found, at = invoice_of(number), now()

    def do() -> Invoice:
        note = issuing.cancel(invoice_id=number, by=person_of(request), at=at)
        trail.record(request, "invoicing.credit_note", city=found.contract.city, at=at, number=found.issue.number)
        return note

    return _done(request, found, do)


@needs(NOTE_TRANSFERS)
@require_POST
def transfer(request: HttpRequest, number: int) -> HttpResponse:
    found, at = invoice_of(number), now()
    form = TransferForm(request.POST)
    if not form.is_valid():
        return invoice_page(request, found, form=form)
    given = form.cleaned_data
    cents = to_cents(given["amount"])
    told: dict[str, Any] = {name: given[name] for name in ("received_on", "bank_reference")}
    try:
        with transaction.atomic():
            transfers.note(invoice_id=number, amount_cents=cents, by=person_of(request), at=at, **told)
            details = {"number": found.issue.number, "cents": cents}
            trail.record(request, "invoicing.transfer", city=found.contract.city, at=at, **details)
    except UnableToNote as refusal:
        form.refuse(refusal.code)
        return invoice_page(request, found, form=form, refusal=refusal)
    return HttpResponseRedirect(reverse("rollout:invoice", args=[number]))


@needs(SEE_INVOICES)
@never_cache
@require_safe
def paper(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    found = invoice_of(number)
    if kind not in TYPES or not hasattr(found, "issue"):
        raise Http404
    try:
        content = stored(found, kind)
    except UnableToPrint:
        return HttpResponseRedirect(reverse("rollout:invoice", args=[number]))
    return download(content, f"{found.issue.number}.{kind}", TYPES[kind])


def _done(request: HttpRequest, found: Invoice, do: Any) -> HttpResponse:
    try:
        with transaction.atomic():
            target: Invoice = do()
    except UnableToIssue as refusal:
        return invoice_page(request, found, refusal=refusal)
    return HttpResponseRedirect(reverse("rollout:invoice", args=[target.pk]))


def invoice_page(
    request: HttpRequest, found: Invoice, *, form: TransferForm | None = None, refusal: Refusal | None = None
) -> HttpResponse:
    row: Any = queries.with_paid().get(pk=found.pk)
    takes_money = row.kind == Invoice.Kind.INVOICE and row.state in (State.ISSUED, State.PAID)
    shown = {
        "section": "invoicing", "page": "overview", "invoice": row, "run_name": run_name(row.run),
        "kind": words.KINDS[row.kind], "state": words.STATES[row.state], "is_draft": row.state == State.DRAFT,
        "lines": [(words.LINES[line.kind], line) for line in row.lines.order_by("position")],
        "notes": row.credit_notes.exclude(state=State.DISCARDED), "transfers": row.transfers.order_by("received_on", "id"),
        "open_cents": row.gross_cents - row.paid, "over_cents": max(0, row.paid - row.gross_cents),
        "days_over": queries.days_over(row, german_day(now())), "is_out": hasattr(row, "issue"), "own": row.drawn_by == person_of(request).id,
        "may_work": may(request, WORK_INVOICES), "takes_money": takes_money and may(request, NOTE_TRANSFERS),
        "can_cancel": row.kind == Invoice.Kind.INVOICE and TRANSITIONS.allows(row.state, State.CANCELLED),
        "form": form or TransferForm(),
        "refusal": words.REFUSALS.get(refusal.code, refusal.code) if refusal else "",
        "faults": getattr(refusal, "faults", []),
    }  # fmt: skip
    shown |= _delivery(row) if shown["is_out"] else {}
    return render(request, "rollout/invoicing_invoice.html", shown, status=409 if refusal else 200)


def _delivery(row: Invoice) -> dict[str, Any]:
    """How far its files are, where it goes, and how often it went there."""
    dispatches = list(row.dispatches.order_by("-edition"))
    way, address = sending.way_of(row.contract)
    return {
        "making": row.making, "by_portal": way == Dispatch.Way.PORTAL, "address": address,
        "dispatches": [(one, words.DISPATCHES[one.state]) for one in dispatches],
        "next_edition": dispatches[0].edition + 1 if dispatches else 1,
        "under_way": bool(dispatches) and dispatches[0].state in UNDER_WAY,
    }  # fmt: skip


def invoice_of(number: int) -> Invoice:
    found = Invoice.objects.select_related("contract__payer", "issue", "cancels__issue").filter(pk=number).first()
    if found is None:
        raise Http404
    return found
