"""What is not as it should be, with its age: one rule for the list, the map and the authority's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from onboarding.rollout.models import CityCondition
from onboarding.rollout.words import TROUBLES
from tenants.models import City, CityReport, Stage

LONG_SILENT = timedelta(minutes=30)  # a city reports every five
MUST_BE_READY = (Stage.PILOT, Stage.LIVE)
ORDER = list(TROUBLES)


@dataclass(frozen=True)
class Trouble:
    """``since`` is empty where nobody noted it; ``hint`` is a code or a count."""

    code: str
    since: datetime | None = None
    hint: str = ""

    @property
    def label(self) -> Any:
        return TROUBLES[self.code]


@dataclass(frozen=True)
class Known:
    """What is known of all cities, read once. ``failed``: the last run's failures by the city's key."""

    target: str
    failed: dict[int, tuple[str, datetime]]
    orders: dict[str, tuple[str, datetime]]
    at: datetime


def of(city: City, known: Known) -> tuple[Trouble, ...]:
    """In the order of how soon somebody should look."""
    if city.stage == Stage.OFFBOARDED:
        return ()
    found = [*_release(city, known), *_report(city, known), *_standing(city, known)]
    return tuple(sorted(found, key=lambda one: ORDER.index(one.code)))


def _release(city: City, known: Known) -> list[Trouble]:
    if city.applied == known.target:
        return []
    if city.pk in known.failed:
        code, since = known.failed[city.pk]
        return [Trouble("failed_upgrade", since, code)]
    return [Trouble("behind")]


def _report(city: City, known: Known) -> list[Trouble]:
    report: CityReport | None = getattr(city, "report", None)
    heard = report.reported_at if report else city.created_at
    found = [Trouble("silent", heard)] if known.at - heard > LONG_SILENT else []
    condition: CityCondition | None = getattr(city, "condition", None)
    if condition is None:
        return found
    red = [one for one in condition.findings if not one["ready"]]
    turned = [datetime.fromisoformat(one["alarm"]) for one in red if one.get("alarm")]
    if turned:
        found.append(Trouble("turned_red", min(turned), str(len(turned))))
    elif red and city.stage in MUST_BE_READY:
        found.append(Trouble("not_ready", _oldest(red), str(len(red))))
    if condition.errors:
        found.append(Trouble("errors", _oldest(condition.errors), str(sum(one["count"] for one in condition.errors))))
    return found


def _standing(city: City, known: Known) -> list[Trouble]:
    found = [Trouble("suspended", city.stage_since)] if city.stage == Stage.SUSPENDED else []
    if city.slug in known.orders:
        code, since = known.orders[city.slug]
        found.append(Trouble("failed_order", since, code))
    return found


def _oldest(things: list[dict[str, Any]]) -> datetime:
    return min(datetime.fromisoformat(one["since"]) for one in things)
