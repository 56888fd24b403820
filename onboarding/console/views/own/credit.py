"""What a guest needs, with a worked example beside it, and the city's own table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.roles import EDIT_CONFIGURATION
from configuration.document import Fault
from configuration.words import words_of
from creditcheck.examples import DEPENDANTS
from kernel.clock import german_day, now
from onboarding.console import sections
from onboarding.console.access import needs
from onboarding.console.credit import example
from onboarding.console.forms import credit as form
from onboarding.console.keeping import Kept, keep, opened
from onboarding.console.own_pages import OwnPage, register
from onboarding.console.words import DONE

SECTION = "credit"


@needs(EDIT_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Saving works the example out anew; what is wrong is kept and said."""
    if request.method != "POST":
        return _show(request, opened(SECTION))
    kept = keep(request, SECTION, lambda value: form.merged(value, request.POST), at=now())
    if kept.refused or _faults(kept):
        return _show(request, kept)
    return HttpResponseRedirect(f"{reverse('console:credit')}?erledigt=saved")


def _faults(kept: Kept) -> list[object]:
    return [fault for fault in kept.draft.faults if fault.path.split(".")[0] in PAGE.fields]


@dataclass(frozen=True)
class _Told:
    """``target`` is the field of the table where it is mended, if there is one."""

    place: Any
    reason: Any
    target: str


def _told(fault: Fault) -> _Told:
    """A cell of the table by its row and column."""
    cell = form.CELL.fullmatch(fault.path)
    named = _("Gäste: %(guests)d, Angehörige: %(dependants)d")
    place = named % {"guests": int(cell[1]) + 1, "dependants": int(cell[2])} if cell else ""
    return _Told(place, fault.reason, form.name_of_cell(fault.path))


def _show(request: HttpRequest, kept: Kept) -> HttpResponse:
    words = words_of(SECTION)
    today = german_day(now())
    need = form.NeedForm(kept.value, kept.draft.faults)
    shown = kept.shown() | {
        "words": words, "form": need, "cells": form.cells(kept.value, kept.draft.faults), "dependants": DEPENDANTS,
        "example": example(kept.value, kept.draft.published, day=today), "today": today,
        "law": sections.law(words, on=today) if words else [], "done": DONE.get(request.GET.get("erledigt", "")),
        "wrong_cells": [_told(fault) for fault in kept.draft.faults if fault.path.split(".")[0] == "matrix"],
        "has_errors": bool(kept.refused or _faults(kept)),
    }  # fmt: skip
    wrong = request.method == "POST" and not kept.refused and _faults(kept)
    return render(request, "console/own/credit.html", shown, status=422 if wrong else kept.status)


PAGE = OwnPage(
    "console:credit", _("Bedarf und Beispielrechnung"), frozenset({"need_rule", "standard_need_by_year", "matrix"})
)
register(SECTION, PAGE)
