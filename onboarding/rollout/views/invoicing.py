"""Runs, usage and open items: what is to be charged, what was charged, what is owed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import SEE_INVOICES, WORK_INVOICES
from billing.invoicing import drafting, export, queries, runs, sending, usage
from billing.invoicing.charging import Span
from billing.invoicing.models import Dispatch
from billing.invoicing.papers import UnableToPrint
from billing.invoicing.people import Person
from billing.invoicing.states import State
from kernel.clock import german_day, now
from kernel.errors import Refusal
from onboarding.rollout import invoice_words as words
from onboarding.rollout import trail
from onboarding.rollout.access import may, needs
from tenants.models import City

SECTION = {"section": "invoicing"}


@needs(SEE_INVOICES)
@never_cache
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Open items with their age, and the runs that are over."""
    at = now()
    known = queries.run_states()
    offered = dict.fromkeys([*runs.closed(german_day(at)), *sorted(known, reverse=True)])
    items = queries.open_items(at=at)
    shown = {
        "page": "overview", "items": items, "owed": sum(max(0, item.open_cents) for item in items),
        "runs": [(run, run_name(run), known.get(run)) for run in offered],
    }  # fmt: skip
    return render(request, "rollout/invoicing.html", SECTION | shown)


@needs(SEE_INVOICES)
@never_cache
@require_safe
def usage_page(request: HttpRequest) -> HttpResponse:
    """What each city counted in a month; ``?monat=2026-10``."""
    today = german_day(now())
    asked = request.GET.get("monat", "")
    run = asked if "-" in asked and runs.days_of(asked) else runs.month_of(today)
    days = runs.days_of(run)
    if days is None:
        raise Http404
    expected = Span(days.first, min(days.last, today)).days - (days.last >= today)
    names = dict(City.objects.values_list("slug", "name"))
    rows = [(names.get(one.city, one.city), one, max(0, expected - one.days)) for one in usage.months(days)]
    months = [(one, run_name(one)) for one in (runs.month_of(today), *runs.closed(today)[:12])]
    shown = {
        "page": "usage", "rows": sorted(rows, key=lambda row: row[0]), "run": run, "name": run_name(run), "months": months,
        "submitted": sum(row[1].submitted for row in rows), "issued": sum(row[1].issued for row in rows),
    }  # fmt: skip
    return render(request, "rollout/invoicing_usage.html", SECTION | shown)


@needs(SEE_INVOICES)
@never_cache
@require_safe
def run_page(request: HttpRequest, run: str) -> HttpResponse:
    return _run_page(request, run)


@needs(WORK_INVOICES)
@require_POST
def draw_up(request: HttpRequest, run: str) -> HttpResponse:
    at = now()
    try:
        with transaction.atomic():
            drawn = drafting.draw_up(run=run, by=person_of(request), at=at)
            trail.record(request, "invoicing.drawn_up", at=at, run=run, made=drawn.made)
    except Refusal as refusal:
        return _run_page(request, run, refusal)
    told = f"?neu={drawn.made}&da={drawn.there}&nichts={drawn.nothing}"
    return HttpResponseRedirect(f"{reverse('rollout:invoice_run', args=[run])}{told}")


@needs(SEE_INVOICES)
@never_cache
@require_safe
def run_zip(request: HttpRequest, run: str) -> HttpResponse:
    if runs.days_of(run) is None:
        raise Http404
    try:
        content = export.zip_of(run)
    except UnableToPrint:
        return HttpResponseRedirect(reverse("rollout:invoice_run", args=[run]))
    return download(content, f"rechnungen-{run}.zip", "application/zip")


def _run_page(request: HttpRequest, run: str, refusal: Refusal | None = None) -> HttpResponse:
    days, today = runs.days_of(run), german_day(now())
    if days is None:
        raise Http404
    invoices: list[Any] = list(queries.with_dispatches(queries.of_run(run)))
    out = [one for one in invoices if hasattr(one, "issue")]
    shown = {
        "page": "overview", "run": run, "name": run_name(run), "days": days, "over": days.last < today,
        "rows": [_row(one, today) for one in invoices], "out": len(out), "may_work": may(request, WORK_INVOICES),
        "made": sum(one.making.done_at is not None for one in out), "unsent": sum(_can_be_sent(one) for one in out),
        "sent": _number(request.GET["verschickt"]) if "verschickt" in request.GET else None,
        "done": {name: _number(request.GET.get(name, "")) for name in ("neu", "da", "nichts")} if "neu" in request.GET else None,
        "refusal": words.REFUSALS.get(refusal.code, refusal.code) if refusal else "",
    }  # fmt: skip
    return render(request, "rollout/invoicing_run.html", SECTION | shown, status=409 if refusal else 200)


def _row(invoice: Any, today: date) -> dict[str, Any]:
    last = invoice.ways[0] if invoice.ways else None
    return {
        "invoice": invoice, "kind": words.KINDS[invoice.kind], "state": words.STATES[invoice.state],
        "days_over": queries.days_over(invoice, today), "open_cents": invoice.gross_cents - invoice.paid,
        "part": invoice.state == State.ISSUED and invoice.paid > 0, "last": last,
        "last_state": words.DISPATCHES[last.state] if last else "",
    }  # fmt: skip


def _can_be_sent(invoice: Any) -> bool:
    way, _address = sending.way_of(invoice.contract)
    return invoice.making.done_at is not None and not invoice.ways and way == Dispatch.Way.MAIL


MONTHS: dict[str, Any] = {
    "01": _("Januar"), "02": _("Februar"), "03": _("März"), "04": _("April"), "05": _("Mai"), "06": _("Juni"),
    "07": _("Juli"), "08": _("August"), "09": _("September"), "10": _("Oktober"), "11": _("November"),
    "12": _("Dezember"),
}  # fmt: skip


def run_name(run: str) -> str:
    """„Oktober 2026“, „2026“."""
    year, _dash, month = run.partition("-")
    return f"{MONTHS[month]} {year}" if month else year


def person_of(request: HttpRequest) -> Person:
    operator: Any = request.operator  # type: ignore[attr-defined]  # set by the guard of the view
    return Person(operator.pk, operator.name)


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,5}", text) else 0
