"""Going live or into the pilot: what is missing, which agreements hold, the request, and what became of it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guard import who
from accounts.roles import REQUEST_GO_LIVE, SEE_CONFIGURATION
from casework.config import CaseworkRules
from casework.retention_config import RetentionRules
from configuration.legal import Legal
from configuration.legal_words import ROLES
from configuration.queries import Configuration, in_force
from kernel.clock import now
from onboarding.console.access import needs, not_live_yet
from onboarding.console.forms.live import LiveForm
from onboarding.console.live_words import DONE, follows, place_of, told_of, words_for
from onboarding.console.readiness_words import Shown
from onboarding.console.words import Words
from onboarding.golive import agreements, obstacles, operations, telling
from onboarding.golive.operations import UnableToGoLive
from onboarding.golive.states import OPEN, State
from onboarding.golive.states import TRANSITIONS as WAYS
from tenants.models import Stage


@needs(SEE_CONFIGURATION)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return _show(request)


@needs(REQUEST_GO_LIVE)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """What was typed stays on the page, whatever is refused."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("console:live"))
    form = _form(request, request.POST)
    if not form.is_valid():
        return _show(request, form=form, status=422)
    try:
        _refuse_elsewhere(request)
        with transaction.atomic():
            operations.request(wished_for=form.wished_for, aim=form.aim_wanted, by=who(request), at=now())
    except UnableToGoLive as refusal:
        if place := place_of(refusal):
            form.add_error(*place)
            return _show(request, form=form, status=422)
        return _show(request, form=form, refused=words_for(refusal), status=409)
    return HttpResponseRedirect(f"{reverse('console:live')}?erledigt=requested")


@needs(REQUEST_GO_LIVE)
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    number = request.POST.get("nummer", "")
    try:
        with transaction.atomic():
            operations.withdraw(number=int(number) if number.isdigit() else 0, by=who(request), at=now())
    except UnableToGoLive as refusal:
        return _show(request, refused=words_for(refusal), status=409)
    return HttpResponseRedirect(f"{reverse('console:live')}?erledigt=withdrawn")


def _form(request: HttpRequest, data: Any = None) -> LiveForm:
    """Who is in the pilot asks for the rest alone."""
    return LiveForm(data, in_pilot=request.city.stage == Stage.PILOT)  # type: ignore[attr-defined]  # set by the middleware


def _refuse_elsewhere(request: HttpRequest) -> None:
    """A rehearsal does not go live, and who is live need not ask."""
    if not not_live_yet(request):
        raise Http404


def _follows(rules: Configuration) -> list[Any]:
    elsewhere = rules.section(CaseworkRules).way == "authority_system"
    return follows(rules.section(Legal).role, elsewhere=elsewhere, days=rules.section(RetentionRules).handed_over_days)


def _show(
    request: HttpRequest, *, form: LiveForm | None = None, refused: Words | None = None, status: int = 200
) -> HttpResponse:
    at, may = now(), who(request).may(REQUEST_GO_LIVE)
    row, found, rules = operations.current(), obstacles.lacking(at=at), in_force(at=at)
    is_open = row is not None and row.state in OPEN
    shown = {
        "place": "live", "row": row, "told": told_of(row) if row else None, "lacking": found,
        "blocking": [Shown(line) for line in found.blocking], "standing": agreements.standing(at=at),
        "accepted": list(agreements.accepted()), "role": dict(ROLES)[rules.section(Legal).role], "follows": _follows(rules), "may": may,
        "found": telling.titles(row.found) if row else [], "refused": refused, "form": form or _form(request),
        "may_withdraw": may and row is not None and WAYS.allows(row.state, State.WITHDRAWN),
        "may_ask": may and not is_open and not_live_yet(request) and (found.nothing or form is not None),
        "earliest": operations.earliest(at=at), "done": DONE.get(request.GET.get("erledigt", "")),
        "is_live": request.city.stage == Stage.LIVE,  # type: ignore[attr-defined]  # set by the middleware
        "in_pilot": request.city.stage == Stage.PILOT,  # type: ignore[attr-defined]  # set by the middleware
    }  # fmt: skip
    return render(request, "console/live.html", shown, status=status)
