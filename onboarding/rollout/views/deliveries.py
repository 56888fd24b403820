"""All cities' deliveries in numbers and codes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.roles import SEE_FLEET
from kernel.clock import now
from onboarding.rollout import handing_over
from onboarding.rollout.access import needs


@needs(SEE_FLEET)
@never_cache
@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    shown = {"section": "deliveries", "at": now(), "rows": handing_over.cities()}
    return render(request, "rollout/deliveries.html", shown)
