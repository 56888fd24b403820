"""The rehearsal: started by one click, watched as a film strip, kept with a protocol."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guard import who
from accounts.roles import EDIT_CONFIGURATION, MANAGE_STAFF, SEE_CONFIGURATION
from configuration import drafting
from kernel.clock import now
from notifications import catching
from onboarding.console.access import needs
from onboarding.console.words import words_for
from onboarding.rehearsal import runs, words
from onboarding.rehearsal.looks import paired
from onboarding.rehearsal.models import Run
from onboarding.rehearsal.protocol import protocol
from onboarding.rehearsal.runs import UnableToRehearse
from tenants.binding import bind
from tenants.middleware import own_transactions
from tenants.twins import twin_of

MOST_MAILS = 50


@needs(SEE_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """While one runs a script renews what it says; without one there is a link that loads it anew."""
    if request.method != "POST":
        return render(request, "console/rehearsal.html", _shown(request))
    if not who(request).may(EDIT_CONFIGURATION):
        return render(request, "console/forbidden.html", status=403)
    by, with_draft = who(request), request.POST.get("was") != "gilt"
    try:
        runs.order(staff_id=by.id, name=by.name, with_draft=with_draft, at=now())
    except UnableToRehearse as refusal:
        if refusal.code != "under_way":
            shown = {**_shown(request), "refused": words_for(refusal)}
            return render(request, "console/rehearsal.html", shown, status=409)
    return HttpResponseRedirect(reverse("console:rehearsal"))


@needs(SEE_CONFIGURATION)
@require_safe
def run(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    return render(request, "console/rehearsal_run.html", {"place": "rehearsal", **_told(_known(run_id))})


@needs(SEE_CONFIGURATION)
@require_safe
def step(request: HttpRequest, run_id: uuid.UUID, number: int) -> HttpResponse:
    """What people saw at this step."""
    found = _known(run_id)
    line = next((one for one in words.lines(found) if one.place + 1 == number and one.step), None)
    if line is None or line.step is None:
        raise Http404
    views = [
        {**view, "who": words.WHO.get(view["who"], ""), "blocks": paired(view["blocks"])} for view in line.step.seen
    ]
    return render(
        request, "console/rehearsal_step.html", {"place": "rehearsal", "run": found, "line": line, "views": views}
    )


@needs(SEE_CONFIGURATION)
@require_safe
def paper(request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
    found = _known(run_id)
    if found.ended_at is None:
        raise Http404
    name = f"probe-{timezone.localtime(found.ordered_at):%Y-%m-%d-%H%M}.pdf"
    disposition = f'attachment; filename="{name}"'
    made = protocol(found, at=found.ended_at)
    return HttpResponse(made, content_type="application/pdf", headers={"Content-Disposition": disposition})


@own_transactions
@needs(SEE_CONFIGURATION)
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """What was written in the twin and left nobody's house: the newest first. Links that let somebody in are for who may let
    people in."""
    manages = who(request).may(MANAGE_STAFF)
    twin, found = twin_of(request.city.slug), []  # type: ignore[attr-defined]  # set by the middleware
    if twin is not None:
        with bind(twin):
            found = catching.since(now() - runs.KEPT, with_accounts=manages)[: -MOST_MAILS - 1 : -1]
    return render(request, "console/rehearsal_mails.html", {"place": "rehearsal", "mails": found})


def _known(run_id: uuid.UUID) -> Run:
    found = runs.find(run_id)
    if found is None:
        raise Http404
    return found


def _shown(request: HttpRequest) -> dict[str, Any]:
    earlier = runs.history()
    newest = earlier[0] if earlier else None
    return {
        "place": "rehearsal", "changed": drafting.current().changed, "may_start": who(request).may(EDIT_CONFIGURATION),
        "runs": [(one, words.outcome_of(one)) for one in earlier[1:]], **(_told(newest) if newest else {}),
    }  # fmt: skip


def _told(found: Run) -> dict[str, Any]:
    return {
        "run": found, "lines": words.lines(found), "outcome": words.outcome_of(found), "seconds": runs.seconds_of(found),
        "running": found.ended_at is None, "home": words.home_of(found),
    }  # fmt: skip
