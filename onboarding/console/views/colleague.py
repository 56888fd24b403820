"""Sending a page of the console to a colleague: with an account, a mail; without one, an invitation that leads there."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.guard import who
from accounts.roles import MANAGE_STAFF, SEE_CONFIGURATION
from casework import people
from kernel.clock import now
from kernel.errors import Refusal
from onboarding.console.access import needs
from onboarding.console.forms.people import ColleagueForm
from onboarding.console.people_words import words_for
from onboarding.console.words import Words


@needs(SEE_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        start = request.GET.get("seite") or reverse("console:start")
        return _show(request, ColleagueForm(initial={"page": start}))
    inviting = "einladen" in request.POST and who(request).may(MANAGE_STAFF)
    form = ColleagueForm(request.POST, inviting=inviting)
    if not form.is_valid():
        return _show(request, form, inviting=inviting, status=422)
    try:
        with transaction.atomic():
            _send(request, form.cleaned_data, inviting=inviting)
    except Refusal as refusal:
        if refusal.code == "needs_invitation" and who(request).may(MANAGE_STAFF):
            typed = {name: form.cleaned_data[name] for name in ("email", "sentence", "page")}
            return _show(request, ColleagueForm(initial=typed, inviting=True), inviting=True)
        return _show(request, form, words_for(refusal), inviting=inviting)
    return HttpResponseRedirect(f"{reverse('console:colleague')}?{'eingeladen' if inviting else 'gesendet'}=1")


def _send(request: HttpRequest, given: dict[str, Any], *, inviting: bool) -> None:
    if inviting:
        people.invite(**given, by=who(request).pk, at=now())
    else:
        people.send_page(**given, by=who(request), at=now())


def _show(
    request: HttpRequest,
    form: ColleagueForm,
    refused: Words | None = None,
    *,
    inviting: bool = False,
    status: int = 200,
) -> HttpResponse:
    page = str(form["page"].value() or "")
    shown = {
        "page": page if people.is_page(page) else "", "place": "colleague", "form": form, "refused": refused, "inviting": inviting,
        "has_errors": bool(form.errors or refused), "sent": "gesendet" in request.GET,
        "invited": "eingeladen" in request.GET,
    }  # fmt: skip
    return render(request, "console/colleague.html", shown, status=409 if refused else status)
