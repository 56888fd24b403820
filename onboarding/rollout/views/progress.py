"""Where each city stands on its way to going live, on a page and as a file."""

from __future__ import annotations

import csv
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.roles import SEE_FLEET
from kernel.clock import now
from onboarding.rollout import progress
from onboarding.rollout.access import needs
from onboarding.rollout.progress import STEPS, Way, figures, in_days


@needs(SEE_FLEET)
@never_cache
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    at = now()
    ways = progress.ways(at=at)
    shown = {
        "section": "progress", "at": at, "ways": ways, "figures": figures(ways), "counts": progress.counts(ways),
        "expired": sum(way.is_expired for way in ways),
    }  # fmt: skip
    return render(request, "rollout/progress.html", shown)


@needs(SEE_FLEET)
@never_cache
@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """One line per city: its moments (ISO 8601, UTC) and the days from the invitation to going live; then the two figures."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="einrichtung.csv"'
    lines = csv.writer(response, delimiter=";")
    lines.writerow(["city", "land", *STEPS, "days_to_live"])
    ways = progress.ways(at=now())
    lines.writerows(_line(way) for way in ways)
    told = figures(ways)
    if told is not None:
        blanks = [""] * (len(STEPS) + 1)
        lines.writerow(["median", *blanks, in_days(told.median)])
        lines.writerow(["percentile_90", *blanks, in_days(told.most)])
    return response


def _line(way: Way) -> list[Any]:
    moments = [moment.isoformat() if (moment := way.moments.get(name)) else "" for name in STEPS]
    return [way.city.slug, way.city.land, *moments, "" if way.days is None else way.days]
