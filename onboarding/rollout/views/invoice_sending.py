"""An invoice on its way to the payer: sent by mail, or uploaded to a portal by a person who notes it here."""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import WORK_INVOICES
from billing.invoicing import sending
from billing.invoicing.models import Invoice
from billing.invoicing.sending import UnableToSend
from kernel.clock import german_day, now
from onboarding.rollout import trail
from onboarding.rollout.access import needs
from onboarding.rollout.forms_invoicing import HandOverForm
from onboarding.rollout.views.invoices import invoice_of, invoice_page
from onboarding.rollout.views.invoicing import person_of


@needs(WORK_INVOICES)
@require_POST
def send(request: HttpRequest, number: int) -> HttpResponse:
    """``nr``: which sending of this invoice the page offered, so that a second click means the same one."""
    found, at = invoice_of(number), now()
    edition = _edition(request.POST.get("nr", ""))
    try:
        with transaction.atomic():
            row = sending.queue(invoice_id=number, edition=edition, by=person_of(request), at=at)
            if row.asked_at == at:
                told = {"number": found.issue.number, "edition": edition}
                trail.record(request, "invoicing.sent", city=found.contract.city, at=at, **told)
    except UnableToSend as refusal:
        return invoice_page(request, found, refusal=refusal)
    return HttpResponseRedirect(reverse("rollout:invoice", args=[number]))


@needs(WORK_INVOICES)
@require_POST
def send_run(request: HttpRequest, run: str) -> HttpResponse:
    """All of the run that were never sent."""
    at = now()
    with transaction.atomic():
        made = sending.queue_run(run=run, by=person_of(request), at=at)
        if made:
            trail.record(request, "invoicing.sent_run", at=at, run=run, made=made)
    return HttpResponseRedirect(f"{reverse('rollout:invoice_run', args=[run])}?verschickt={made}")


@needs(WORK_INVOICES)
@never_cache
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, number: int) -> HttpResponse:
    found, at = invoice_of(number), now()
    form = HandOverForm(request.POST or None, initial={"handed_on": german_day(at)})
    if request.method == "POST" and form.is_valid():
        try:
            return _handed_over(request, found, form, at)
        except UnableToSend as refusal:
            form.refuse(refusal.code)
    _way, portal = sending.way_of(found.contract)
    shown = {
        "section": "invoicing", "form": form, "back_url": reverse("rollout:invoice", args=[number]),
        "heading": _("Über {portal} übergeben").format(portal=portal), "submit_label": _("Als übergeben vermerken"),
    }  # fmt: skip
    return render(request, "rollout/form.html", shown)


def _handed_over(request: HttpRequest, found: Invoice, form: HandOverForm, at: Any) -> HttpResponse:
    edition = _edition(request.GET.get("nr", ""))
    with transaction.atomic():
        row = sending.hand_over(
            invoice_id=found.pk, edition=edition, on=form.cleaned_data["handed_on"], by=person_of(request), at=at
        )  # fmt: skip
        if row.asked_at == at:
            told = {"number": found.issue.number, "portal": row.address}
            trail.record(request, "invoicing.handed_over", city=found.contract.city, at=at, **told)
    return HttpResponseRedirect(reverse("rollout:invoice", args=[found.pk]))


def _edition(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else 0
