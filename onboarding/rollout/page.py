"""What one authority's page shows, gathered. Counts and codes; never a person of a city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from casework.queue import STATE_LABELS
from declarations.states import OPEN_AT_DESK
from onboarding.rollout import board, handing_over
from onboarding.rollout.board import Line
from onboarding.rollout.models import CityCondition, Note, OperatorAction
from onboarding.rollout.words import ERRORS
from tenants.models import City, CityUpgrade, Domain, Order, StageChange
from tenants.release import this_release
from tenants.routing import base_url

LATEST = 6
in_this_language = gettext  # what was reported is collected for translation where it is said
SEALED, DRAFT = "sealed", "draft"


@dataclass(frozen=True)
class Happened:
    """One line of the history: a change of stage, or an action of the trail."""

    at: datetime
    who: str
    change: StageChange | None = None
    action: OperatorAction | None = None


def of(line: Line) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "notes": list(Note.objects.filter(authority_id=line.authority.pk).order_by("-at")[:20]) if line.authority.pk else [],
        "history": _history(line),
    }  # fmt: skip
    return {**shown, **_of_city(line.city)} if line.city else shown


def _of_city(city: City) -> dict[str, Any]:
    condition: CityCondition | None = getattr(city, "condition", None)
    report = getattr(city, "report", None)
    hosts = Domain.objects.filter(tenant=city).order_by("-is_primary", "domain").values_list("domain", flat=True)
    twin = City.objects.filter(twin_of=city).prefetch_related("domains").first()
    upgrades = CityUpgrade.objects.filter(city=city).order_by("-id")[:LATEST]
    return {
        "up_to_date": city.applied == this_release().state,
        "hosts": [(host, base_url(host)) for host in hosts],
        "twin": twin,
        "twin_address": base_url(str(twin.domains.all()[0].domain)) if twin else "",
        "upgrades": list(upgrades.values("target", "started_at", "ended_at", "error_code")),
        "orders": list(Order.objects.filter(kind="create_twin", payload={"slug": city.slug}).order_by("-id")[:1]),
        "handing_over": handing_over.of(condition),
        **_reported(report.counts if report else {}, condition),
    }


def _reported(counts: dict[str, int], condition: CityCondition | None) -> dict[str, Any]:
    findings = [_dated(one, text=in_this_language(one["text"])) for one in condition.findings] if condition else []
    return {
        "findings": sorted(findings, key=lambda one: (one["ready"], one["probe"])),
        "ready_count": sum(one["ready"] for one in findings),
        "errors": [_dated(one, name=ERRORS.get(one["kind"], one["kind"])) for one in condition.errors]
        if condition
        else [],
        "volumes": condition.volumes if condition else dict.fromkeys(("filed_today", "filed_month")),
        "states": [(STATE_LABELS[state], counts[state]) for state in STATE_LABELS if counts.get(state)],
        "open_cases": sum(counts.get(state, 0) for state in OPEN_AT_DESK),
        "drafts": counts.get(DRAFT, 0),
    }


def _dated(thing: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**thing, **more, "since": datetime.fromisoformat(thing["since"])}


def _history(line: Line) -> list[Happened]:
    """The newest first. A change of stage is in the trail too when a page made it: it is shown once."""
    mine = Q(details__authority=line.authority.code) | (Q(city=line.city.slug) if line.city else Q())
    actions = OperatorAction.objects.filter(mine).order_by("-at", "-id")[:20]
    found = [Happened(one.at, one.operator, action=one) for one in actions]
    known = {(one.at, one.details.get("to")) for one in actions}
    changes = StageChange.objects.filter(city=line.city).order_by("-id")[:20] if line.city else []
    found += [Happened(one.at, one.by, change=one) for one in changes if (one.at, one.target) not in known]
    return sorted(found, key=lambda one: one.at, reverse=True)[:20]


def line_of(code: str, *, at: datetime) -> Line | None:
    return next(iter(board.lines(at=at, codes=[code])), None)
