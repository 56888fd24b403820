"""Which papers the city wants in which case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.roles import EDIT_CONFIGURATION
from configuration.words import words_of
from kernel.clock import now
from onboarding.console import papers
from onboarding.console.access import needs
from onboarding.console.keeping import Kept, keep, opened
from onboarding.console.own_pages import OwnPage, register
from onboarding.console.words import DONE

SECTION = "documents"


@needs(EDIT_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _show(request, opened(SECTION))
    kept = keep(request, SECTION, lambda value: papers.merged(value, request.POST), at=now())
    if kept.refused:
        return _show(request, kept)
    return HttpResponseRedirect(f"{reverse('console:papers')}?erledigt=saved")


def _show(request: HttpRequest, kept: Kept) -> HttpResponse:
    shown = kept.shown() | {
        "words": words_of(SECTION), "cases": papers.cases(kept.value), "value": kept.value,
        "faults": [fault for fault in kept.draft.faults if fault.path.startswith("matrix")],
        "done": DONE.get(request.GET.get("erledigt", "")),
    }  # fmt: skip
    return render(request, "console/own/papers.html", shown, status=kept.status)


register(SECTION, OwnPage("console:papers", _("Nachweise je Fall"), frozenset({"matrix"})))
