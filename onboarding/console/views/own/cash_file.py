"""The file that the city's cash system reads."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.roles import EDIT_CONFIGURATION
from configuration.words import words_of
from kernel.clock import now
from onboarding.console import cash_file
from onboarding.console.access import needs
from onboarding.console.keeping import Kept, keep, opened
from onboarding.console.own_pages import OwnPage, register
from onboarding.console.words import DONE

SECTION = "books"


@needs(EDIT_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _show(request, opened(SECTION))
    kept = keep(request, SECTION, lambda value: cash_file.with_typed(value, request.POST), at=now())
    if kept.refused:
        return _show(request, kept)
    return HttpResponseRedirect(f"{reverse('console:cash_file')}?erledigt=saved")


def _show(request: HttpRequest, kept: Kept) -> HttpResponse:
    faults = [fault for fault in kept.draft.faults if fault.path.startswith(cash_file.FIELD)]
    forms = cash_file.forms_of(kept.value, faults)
    shown = kept.shown() | {
        "words": words_of(SECTION), "forms": forms, "faults": [fault.reason for fault in faults],
        "done": DONE.get(request.GET.get("erledigt", "")),
    }  # fmt: skip
    return render(request, "console/own/cash_file.html", shown, status=kept.status)


register(SECTION, OwnPage("console:cash_file", _("Datei für das Kassenverfahren"), frozenset({cash_file.FIELD})))
