"""Looking at a city's settings, where the city allows it: a door that is good for a minute, once."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import VISIT_CITY
from kernel.clock import now
from onboarding.golive.support import door
from onboarding.rollout import starts, trail
from onboarding.rollout.access import OperatorRequest, needs
from tenants.routing import base_url, city_host


@needs(VISIT_CITY)
@never_cache
@require_safe
def page(request: OperatorRequest) -> HttpResponse:
    return render(request, "rollout/support.html", {"section": "support", "rows": starts.may_be_visited(at=now())})


@needs(VISIT_CITY)
@never_cache
@require_POST
def enter(request: OperatorRequest, slug: str) -> HttpResponse:
    """Whether the city still allows it, it says itself when the door is used."""
    at = now()
    row = next((row for row in starts.may_be_visited(at=at) if row.city.slug == slug), None)
    if row is None:
        raise Http404
    with transaction.atomic():
        trail.record(request, "support.door_made", city=slug, at=at)
    token = door(slug=slug, by=request.operator.email)
    link = f"{base_url(city_host(row.city))}/verwaltung/einblick/{token}/"
    shown = {"section": "support", "rows": starts.may_be_visited(at=at), "link": link, "city_row": row.city}
    return render(request, "rollout/support.html", shown)
