"""Acting on one authority or many: ask, say what will happen, do it, say what happened."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import SEE_FLEET, WORK_FLEET
from kernel.clock import now
from onboarding.rollout import board, choosing, performing
from onboarding.rollout.access import needs
from onboarding.rollout.actions import ACTIONS
from onboarding.rollout.actions.base import Action, fingerprint
from onboarding.rollout.board import Line

NO_ANSWER = ("csrfmiddlewaretoken", "bestaetigt")


@needs(WORK_FLEET)
@never_cache
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest) -> HttpResponse:
    """The address says what (``was``) and to whom (``code``, or ``alle`` with the list's filter)."""
    at, action = now(), ACTIONS.get(request.GET.get("was", ""))
    if action is None:
        raise Http404
    lines = _lines(request, at)
    if not lines:
        return render(request, "rollout/nobody.html", {"action": action, "section": "fleet"})
    form = action.form(lines, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _confirm(request, action, lines, form.cleaned_data, at)
    shown = {
        "action": action,
        "lines": lines,
        "form": form,
        "heading": action.title,
        "back_url": _back(lines),
        "section": "fleet",
    }
    return render(request, "rollout/act.html", shown)


@needs(SEE_FLEET)
@never_cache
@require_safe
def done(request: HttpRequest, batch: str) -> HttpResponse:
    found = list(performing.done(batch, at=now()))
    if not found:
        raise Http404
    names = {
        line.authority.code: line for line in board.lines(at=now(), codes=[row.details["authority"] for row in found])
    }
    rows = [(row, names.get(row.details["authority"])) for row in found]
    refused = sum("refused" in row.details for row in found)
    shown = {"rows": rows, "refused": refused, "count": len(rows) - refused, "section": "fleet"}
    return render(request, "rollout/done.html", shown)


def _confirm(
    request: HttpRequest, action: Action, lines: list[Line], answers: dict[str, Any], at: datetime
) -> HttpResponse:
    """Done only if what was confirmed is what would be done now."""
    steps = action.plan(lines, answers)
    seen, known = request.POST.get("bestaetigt", ""), fingerprint(steps)
    will = [step for step in steps if not step.refused]
    if seen == known and will:
        batch = performing.perform(request, action, steps, answers, at=at)
        return HttpResponseRedirect(reverse("rollout:done", args=[batch]))
    shown = {
        "action": action, "will": will, "stays": [step for step in steps if step.refused], "fingerprint": known,
        "effect": action.effect_of(answers), "changed": bool(seen) and seen != known, "section": "fleet",
        "answers": [
            (name, value)
            for name in request.POST
            if name not in NO_ANSWER
            for value in request.POST.getlist(name)
        ],
    }  # fmt: skip
    return render(request, "rollout/confirm.html", shown)


def _back(lines: list[Line]) -> str:
    return reverse("rollout:authority", args=[lines[0].authority.code]) if len(lines) == 1 else reverse("rollout:fleet")


def _lines(request: HttpRequest, at: datetime) -> list[Line]:
    if request.GET.get("alle"):
        return choosing.chosen(board.lines(at=at), choosing.read(request.GET))
    codes = request.GET.getlist("code")
    return choosing.ordered(board.lines(at=at, codes=codes), "name") if codes else []
