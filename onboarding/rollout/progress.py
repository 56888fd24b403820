"""From the invitation to going live: where each city stands and since when, and how long it took those who are there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import median
from typing import Any

from django.utils.translation import gettext_lazy as _

from onboarding.rollout.models import CityProgress
from tenants.models import City, Order, Stage, StageChange

# In the order in which they are reached.
STEPS: dict[str, Any] = {
    "invited_at": _("eingeladen"),
    "opened_at": _("Einladung geöffnet"),
    "accepted_at": _("Einladung angenommen"),
    "first_section_at": _("richtet ein"),
    "first_published_at": _("veröffentlicht"),
    "first_rehearsal_passed_at": _("Probe bestanden"),
    "live_requested_at": _("Start beantragt"),
    "live_at": _("in Betrieb"),
}
NOT_INVITED = _("noch nicht eingeladen")
PASSING = ("expires_at", "asked_at")
INVITING = ("invite_owner", "renew_owner")
ORDERS_MATTER = timedelta(days=30)


@dataclass(frozen=True)
class Way:
    """A city on its way. ``since``: when it came where it stands. ``failed``: the code of the last order that did not go."""

    city: City
    moments: Mapping[str, datetime | None]
    at: datetime
    failed: str = ""

    @property
    def step(self) -> str:
        """The last one that was reached, or nothing."""
        return next((name for name in reversed(STEPS) if self.moments.get(name)), "")

    @property
    def step_name(self) -> Any:
        return STEPS.get(self.step, NOT_INVITED)

    @property
    def since(self) -> datetime:
        return self.moments.get(self.step) or self.city.created_at

    @property
    def is_expired(self) -> bool:
        ends = self.moments.get("expires_at")
        return not self.moments.get("accepted_at") and ends is not None and ends <= self.at

    @property
    def may_be_renewed(self) -> bool:
        return bool(self.moments.get("expires_at")) and not self.moments.get("accepted_at")

    @property
    def took(self) -> timedelta | None:
        """From the invitation to going live; nothing where the invitation came later, to a city that was there before."""
        begun, live = self.moments.get("invited_at"), self.moments.get("live_at")
        return live - begun if begun and live and begun <= live else None

    @property
    def days(self) -> float | None:
        return None if self.took is None else in_days(self.took)


@dataclass(frozen=True)
class Figures:
    """The published figure: of how many cities, half of them within ``median``, nine of ten within ``most``."""

    count: int
    median: timedelta
    most: timedelta


def keep(city: City, *, moments: Mapping[str, datetime | None], at: datetime) -> None:
    """Joins the caller's transaction. Of what was reached the earliest moment ever reported counts."""
    before = CityProgress.objects.filter(city=city).first()
    first_live = StageChange.objects.filter(city=city, target=Stage.LIVE).order_by("at").first()
    told = {**moments, "live_at": first_live.at if first_live else None}
    kept = {name: _earlier(getattr(before, name, None), told.get(name)) for name in STEPS}
    passing = {name: told.get(name) for name in PASSING}
    CityProgress.objects.update_or_create(city=city, defaults={**kept, **passing, "reported_at": at})


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(one, other) if one and other else one or other


def ways(*, at: datetime) -> list[Way]:
    """Every city but twins and those that left; who has stood longest where they stand comes first, the live ones last."""
    cities = City.objects.filter(twin_of=None).exclude(stage=Stage.OFFBOARDED).select_related("progress")
    failed = _failed(at)
    found = [Way(city, _moments(city), at, failed.get(city.slug, "")) for city in cities]
    return sorted(found, key=lambda way: (way.step == "live_at", way.since, way.city.slug))


def _moments(city: City) -> dict[str, datetime | None]:
    row = getattr(city, "progress", None)
    return {name: getattr(row, name) for name in (*STEPS, *PASSING)} if row else {}


def _failed(at: datetime) -> dict[str, str]:
    """The last order of each city, where it failed."""
    orders = Order.objects.filter(kind__in=INVITING, ordered_at__gte=at - ORDERS_MATTER).order_by("id")
    last = {order.payload.get("slug", ""): order.error_code for order in orders}
    return {slug: code for slug, code in last.items() if code}


def figures(found: Iterable[Way]) -> Figures | None:
    """Nothing while no city has gone the whole way."""
    took = sorted(way.took for way in found if way.took is not None)
    if not took:
        return None
    middle = median(one.total_seconds() for one in took)
    return Figures(len(took), timedelta(seconds=middle), took[ceil(len(took) * 0.9) - 1])


def in_days(span: timedelta) -> float:
    return round(span / timedelta(days=1), 1)


def counts(found: Sequence[Way]) -> list[tuple[Any, int]]:
    """How many stand where, in the order of the steps."""
    number = Counter(way.step for way in found)
    names = {"": NOT_INVITED, **STEPS}
    return [(name, number[step]) for step, name in names.items() if number[step]]
