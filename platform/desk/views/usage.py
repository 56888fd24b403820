"""What the city used of the service this year, what it pays for it, and where the year will probably end."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.roles import SEE_MONEY
from billing.usage import queries
from desk.access import needs
from kernel.clock import german_day, now


@needs(SEE_MONEY)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Counts are this city's own; prices are what was told of its contract, at the latest last night."""
    at = now()
    told = queries.terms()
    months = queries.by_month(at=at, told=told)
    today = german_day(at)
    running = next(
        (one for one in told if one.starts_on <= today and (one.ends_on is None or one.ends_on >= today)), None
    )
    costs = [one.cost_cents for one in months if one.cost_cents is not None]
    forecast = queries.forecast(running, at=at) if running else None
    shown = {
        "section": "usage", "months": months, "submitted": sum(one.submitted for one in months),
        "issued": sum(one.issued for one in months), "terms": running, "later": [one for one in told if one.starts_on > today],
        "has_costs": bool(costs), "cost": sum(costs),
        "forecast": forecast, "year": today.year, "long_enough": queries.LONG_ENOUGH,
        "total": forecast.yearly_cents + forecast.cases_cents if forecast else 0,
    }  # fmt: skip
    return render(request, "desk/usage.html", shown)
