from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.roles import SEE_FLEET
from onboarding.rollout.access import needs
from tenants.models import City, Stage
from tenants.routing import base_url

STAGES: dict[str, Any] = {
    Stage.PROSPECT: _("Interesse"),
    Stage.ONBOARDING: _("In Einrichtung"),
    Stage.REHEARSAL: _("Probelauf"),
    Stage.PILOT: _("Pilot"),
    Stage.LIVE: _("In Betrieb"),
    Stage.SUSPENDED: _("Ausgesetzt"),
    Stage.OFFBOARDED: _("Beendet"),
}
WAITING = ("submitted", "in_review", "with_authority_system", "documents_requested", "checked", "hearing")


@dataclass(frozen=True)
class Line:
    city: City
    stage: Any
    address: str
    open_cases: int | None
    unpaid: int | None
    not_ready: int | None
    reported_at: Any


@needs(SEE_FLEET)
@never_cache
@require_safe
def fleet(request: HttpRequest) -> HttpResponse:
    """Every city with its stage and what it reported of itself: counts, never persons."""
    cities = City.objects.select_related("report").prefetch_related("domains").order_by("name")
    return render(request, "rollout/fleet.html", {"section": "fleet", "lines": [_line(city) for city in cities]})


def _line(city: City) -> Line:
    report = getattr(city, "report", None)
    counts: dict[str, int] = report.counts if report else {}
    host = next((str(domain.domain) for domain in city.domains.all()), "")
    return Line(
        city, STAGES[city.stage], base_url(host),
        sum(counts.get(state, 0) for state in WAITING) if report else None,
        counts.get("sealed", 0) if report else None,
        counts.get("not_ready", 0) if report else None,
        report.reported_at if report else None,
    )  # fmt: skip
