"""Which cities ask to go live, as they report it: what the operator, or a Land for its own cities, says yes or no to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from onboarding.rollout import news
from onboarding.rollout.models import CityStart
from tenants.models import City, Stage

WAITING, APPROVED, OPENING = "requested", "approved", "opening"
_FIELDS = (
    "role", "blocking", "outdated", "looked_at", "agreements", "number", "state", "aim", "wished_for", "requested_at",
    "decided_at", "opens_at", "ended_at", "found", "support_until",
)  # fmt: skip
_ORDER = {WAITING: 0, OPENING: 1, APPROVED: 2, "stopped": 3, "rejected": 4, "withdrawn": 5}


def keep(city: City, *, told: Mapping[str, Any], at: datetime) -> None:
    """Joins the caller's transaction. A city without a configuration, and a twin, tell nothing. Where the request stands
    elsewhere than it was told before, the operator's people are written to."""
    if told and not city.is_twin:
        known = {name: told[name] for name in _FIELDS if name in told}
        before = CityStart.objects.filter(city=city).values_list("number", "state").first()
        row, _new = CityStart.objects.update_or_create(city=city, defaults={**known, "reported_at": at})
        if (row.number, row.state) != before:
            news.write(row, at=at)


def due(*, at: datetime) -> list[City]:
    """Where the moment has come, as far as it was told."""
    rows = CityStart.objects.filter(state__in=(APPROVED, OPENING), opens_at__lte=at).select_related("city")
    return [row.city for row in rows]


def of(operator: Any) -> list[CityStart]:
    """What this person may see: who waits first, then what was answered, then who has not asked; the live ones last."""
    rows = CityStart.objects.filter(city__twin_of=None).exclude(city__stage=Stage.OFFBOARDED).select_related("city")
    mine = [row for row in rows if operator.answers_for(row.city.land)]
    return sorted(
        mine, key=lambda row: (row.city.stage == Stage.LIVE, _ORDER.get(row.state, 6), row.reported_at, row.city.slug)
    )


def may_be_visited(*, at: datetime) -> list[CityStart]:
    """Cities that let the operator look at their settings, as they reported it."""
    return list(CityStart.objects.filter(support_until__gt=at).select_related("city").order_by("city__name"))


def one(operator: Any, slug: str) -> CityStart | None:
    """The city of that name, if this person may see it."""
    row = CityStart.objects.filter(city__slug=slug, city__twin_of=None).select_related("city").first()
    return row if row is not None and operator.answers_for(row.city.land) else None
