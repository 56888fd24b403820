"""The task list: what is set up and what is not, each line with its state."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.guard import who
from accounts.roles import MANAGE_STAFF, SEE_CONFIGURATION
from configuration import drafting, versions
from kernel.clock import now
from onboarding.console.access import needs, not_live_yet
from onboarding.console.sections import tasks
from onboarding.console.views.readiness import look_first
from onboarding.console.words import DONE


@needs(SEE_CONFIGURATION)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    look_first(request)
    draft = drafting.current()
    shown = {
        "place": "start", "tasks": tasks(draft, drafting.confirmed()), "changed": draft.changed,
        "planned": versions.planned(at=now()), "done": DONE.get(request.GET.get("erledigt", "")),
        "next": not_live_yet(request), "may_invite": who(request).may(MANAGE_STAFF),
    }  # fmt: skip
    return render(request, "console/start.html", shown)
