"""What operators did: the newest first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.roles import SEE_FLEET
from onboarding.rollout import paging, trail
from onboarding.rollout.access import needs
from onboarding.rollout.models import OperatorAction
from onboarding.rollout.trail import Wanted
from onboarding.rollout.words import ACTIONS


@needs(SEE_FLEET)
@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip()[:254] for name in ("vorgang", "stadt", "wer")}
    found = trail.search(Wanted(asked["vorgang"], asked["stadt"], asked["wer"]))
    known = OperatorAction.objects.order_by("action").values_list("action", flat=True).distinct()
    shown = {
        "section": "trail",
        "asked": asked,
        "kinds": [(code, ACTIONS.get(code, code), code == asked["vorgang"]) for code in known],
        "page": paging.page_of(found, found.count(), request.GET),
    }
    return render(request, "rollout/trail.html", shown)
