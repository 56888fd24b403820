"""Five short questions before any effort. Who cannot go on hears it here, kindly, with what to do instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from casework import journey, right_authority
from declarations.casefile.path import fetch
from declarations.casefile.start import Eligibility, Way
from declarations.config import DeclarationRules
from declarations.models import Declaration
from declarations.operations import answers_of
from kernel.clock import now
from portal.context import configuration_of
from portal.draft import draft_of_browser, remember
from portal.forms.builder import SectionForm
from portal.pages import private
from portal.steps import back_to, mark_of
from tenants.routing import base_url, city_host

KNOCK_OUTS = frozenset({"underage", "no_secured_residence", "receives_benefits", "no_visa_needed", "other_district"})
ANEW = "neu"


@dataclass(frozen=True)
class Elsewhere:
    name: str
    url: str


@private
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    at = now()
    anew = ANEW in (request.POST if request.method == "POST" else request.GET)
    draft = None if anew else draft_of_browser(request, at=at)
    stored = fetch(answers_of(draft), Eligibility.key) if draft else {}
    form = SectionForm(
        Eligibility,
        journey.build_context({}, at=at),
        stored=stored,
        data=request.POST if request.method == "POST" else None,
    )
    if not form.is_bound:
        return _questions(request, form, anew)
    if form.is_valid():
        return _begin(request, draft, form.raw())
    if all(problem.code in KNOCK_OUTS for problem in form.problems) and "aendern" not in request.POST:
        shown = {"problems": form.problems, "typed": _typed(request), "elsewhere": _elsewhere(form)}
        return render(request, "portal/stopped.html", shown)
    return _questions(request, form, anew)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"]


def _elsewhere(form: SectionForm) -> Elsewhere | None:
    """The authority that is responsible, where it is on this platform."""
    if all(problem.code != "other_district" for problem in form.problems):
        return None
    code, municipality = (str(form.data.get(name, "")).strip() for name in ("postal_code", "municipality"))
    city = right_authority.of_place(code, municipality)
    return Elsewhere(city.name, base_url(city_host(city))) if city else None


def _questions(request: HttpRequest, form: SectionForm, anew: bool) -> HttpResponse:
    return render(request, "portal/eligibility.html", {"form": form, "heading": Eligibility.title, "anew": anew})


def _begin(request: HttpRequest, draft: Declaration | None, raw: dict[str, Any]) -> HttpResponse:
    """The draft is made only now, so that nothing is kept of those whom these questions sent elsewhere."""
    at, secret = now(), ""
    with transaction.atomic():
        if draft is None:
            new = journey.start(language=(get_language() or "de")[:2], at=at)
            draft, secret = new.declaration, new.secret
        journey.save(case_id=draft.id, key=Eligibility.key, raw=raw, at=at)
        only = _only_mode(request)
        if only:
            journey.save(case_id=draft.id, key=Way.key, raw={"mode": only}, at=at)
    if mark_of(request) and not secret:
        return redirect(back_to(request))
    response = redirect("portal:tasks" if only else "portal:way")
    if secret:
        remember(response, secret)
    return response


def _only_mode(request: HttpRequest) -> str:
    modes = configuration_of(request).section(DeclarationRules).modes
    return modes[0].value if len(modes) == 1 else ""
