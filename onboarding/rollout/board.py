"""All authorities with their cities and what is not as it should be. Some queries in all, whatever the number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, Min, QuerySet

from kernel.sorting import german_key
from onboarding.rollout import troubles
from onboarding.rollout.models import Authority
from onboarding.rollout.troubles import Known, Trouble
from onboarding.rollout.words import LAENDER, NO_CITY, STAGES
from tenants.models import City, CityUpgrade, FleetRun, Order, StrayMessage
from tenants.release import this_release

ORDERS_MATTER = timedelta(days=7)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True)
class Line:
    """One authority. ``city`` is empty while it is not with us; ``ordered`` is the order for it that waits or failed."""

    authority: Authority
    city: City | None
    troubles: tuple[Trouble, ...]
    ordered: Order | None = None

    @property
    def stage(self) -> str:
        return str(self.city.stage) if self.city else NO_CITY

    @property
    def stage_name(self) -> Any:
        return STAGES[self.stage]

    @property
    def since(self) -> datetime | None:
        return (self.city.stage_since or self.city.created_at) if self.city else None

    @property
    def reported_at(self) -> datetime | None:
        report = getattr(self.city, "report", None)
        return report.reported_at if report else None

    @cached_property
    def haystack(self) -> str:
        """What a search looks through: names, number, AGS, Land; umlauts both ways."""
        one, city = self.authority, self.city
        parts = [one.code, one.name, one.area, one.ags or "", one.land, str(LAENDER.get(one.land, ""))]
        text = " ".join([*parts, *([city.name, city.slug] if city else [])])
        return f"{spelled_out(text)} {german_key(text)}"


def spelled_out(text: str) -> str:
    return text.casefold().translate(_UMLAUTS)


def lines(*, at: datetime, codes: Sequence[str] | None = None) -> list[Line]:
    """Every authority, or those with these numbers; a city whose number is not in the list has a line too."""
    found = Authority.objects.select_related("wave")
    cities = City.objects.filter(twin_of=None).select_related("report", "condition")
    if codes is None:
        cities = cities.defer("report__counts", "condition__volumes")  # nobody looks at them in a list
    else:
        found, cities = found.filter(code__in=codes), cities.filter(authority_code__in=codes)
    by_code = {city.authority_code: city for city in cities}
    known, orders = _known(at), _orders(at)
    authorities = list(found)
    listed = {one.code for one in authorities}
    authorities += [_unlisted(city) for code, city in by_code.items() if code not in listed]
    return [_line(one, by_code.get(one.code), known, orders) for one in authorities]


def _line(authority: Authority, city: City | None, known: Known, orders: dict[str, Order]) -> Line:
    if city is not None:
        return Line(authority, city, troubles.of(city, known))
    order = orders.get(authority.code)
    failed = order is not None and bool(order.error_code)
    wrong = (Trouble("failed_order", order.ended_at, order.error_code),) if order and failed else ()
    return Line(authority, None, wrong, order)


def _unlisted(city: City) -> Authority:
    level = Authority.Level.DISTRICT if len(city.ags) == 5 else Authority.Level.MUNICIPALITY
    return Authority(
        code=city.authority_code, name=city.name, land=city.land, level=level, ags=city.ags, listed=False
    )  # fmt: skip


def _known(at: datetime) -> Known:
    last = FleetRun.objects.order_by("-id").values("id")[:1]
    failed = CityUpgrade.objects.filter(run__in=last).exclude(error_code="")
    upgrades = {
        key: (code, ended or at) for key, code, ended in failed.values_list("city_id", "error_code", "ended_at")
    }
    last_twins = {order.payload["slug"]: order for order in _recent(at).filter(kind="create_twin").order_by("id")}
    wrong = {slug: (one.error_code, one.ended_at or at) for slug, one in last_twins.items() if one.error_code}
    return Known(this_release().state, upgrades, wrong, at)


def _recent(at: datetime) -> QuerySet[Order]:
    return Order.objects.filter(ordered_at__gte=at - ORDERS_MATTER)


def _orders(at: datetime) -> dict[str, Order]:
    """The last order for a city of each authority that has none yet, by the authority's number."""
    orders = _recent(at).filter(kind="create_city").order_by("id")
    return {order.payload["authority_code"]: order for order in orders}


def counts(found: Iterable[Line]) -> list[tuple[str, Any, int]]:
    """(stage, its name, how many) for every stage, those without a city last."""
    number = Counter(line.stage for line in found)
    return [(stage, name, number[stage]) for stage, name in STAGES.items()]


def strays() -> dict[str, Any] | None:
    """How many verified messages found no city, and since when; nothing when there are none."""
    found = StrayMessage.objects.aggregate(count=Count("id"), since=Min("received_at"))
    return found if found["count"] else None
