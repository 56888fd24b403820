"""What a city reports of itself to the operator: counts, codes and ages, no persons, no contents, no references."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation

from accounts.staff import inviting
from billing.payments import queries as payments
from casework import queue
from configuration import peers
from configuration import progress as set_up
from configuration.federal import queries as federal
from configuration.queries import UnableToServe, in_force
from configuration.readiness import Finding, measure
from connectors import alarms, standing
from connectors import queries as deliveries
from connectors.addressing import REAL
from declarations.config import DeclarationRules
from declarations.places.area import report_code
from notifications import queries as mails
from onboarding.golive import operations as golive
from onboarding.golive import telling
from onboarding.readiness import alarms as red
from onboarding.readiness import operations as readiness
from onboarding.rehearsal import runs as rehearsals
from onboarding.rollout import conditions, progress, starts
from outbox import queries as events
from outbox.models import OutboxEvent
from outbox.operations import subscribe
from tenants.binding import bind, bind_public, current_city
from tenants.models import City, CityReport

ERRORS = {
    "delivery": deliveries.stuck_by_error,
    "payment": payments.attention_by_code,
    "mail": mails.failed_by_error,
    "event": events.dead_by_error,
}

# Moments on the way from the invitation to going live, by the names of ``onboarding.rollout.models.CityProgress``.
MOMENTS: tuple[Callable[[], dict[str, datetime | None]], ...] = (
    inviting.first_times,
    set_up.first_times,
    rehearsals.first_times,
    telling.moments,
)


def report_city(city: City, *, at: datetime) -> None:
    """Reads in the city, writes in ``public``: two transactions, never one. The probes may look at the outside world."""
    with bind(city):
        with transaction.atomic():
            counts, volumes, errors = queue.counts() | _own_settings(at), queue.filed(at=at), _errors()
            alarms.look(at=at)
            handing_over = standing.told(at=at)
            moments = _moments()
        found = measure(at=at)
        readiness.note(found, at=at, live=city.stage in REAL)
        findings, start = _told(found, red.open_since()), telling.report(at=at)
        offers = peers.told(at=at)
    counts["not_ready"] = sum(not finding["ready"] for finding in findings)
    with bind_public(), transaction.atomic():
        CityReport.objects.update_or_create(city=city, defaults={"counts": counts, "reported_at": at})
        progress.keep(city, moments=moments, at=at)
        starts.keep(city, told=start, at=at)
        peers.keep(city, offers, at=at)
        conditions.keep(city, findings=findings, errors=errors, volumes=volumes, deliveries=handing_over, at=at)


def report_progress(city: City, *, at: datetime) -> None:
    """How far it has come, at once: the operator waits to see an invitation. Two transactions, never one."""
    with bind(city), transaction.atomic():
        moments, start = _moments(), telling.report(at=at)
    with bind_public(), transaction.atomic():
        progress.keep(city, moments=moments, at=at)
        starts.keep(city, told=start, at=at)


@subscribe(golive.CHANGED, name="config.report_start", outside=True)
def report_start(event: OutboxEvent, at: datetime) -> None:  # noqa: ARG001  subscribers have one shape
    """The operator answers a request while the city still waits for it, not at the next sweep."""
    slug = current_city()
    with bind_public():
        city = City.objects.get(slug=slug)
    report_progress(city, at=at)


def _moments() -> dict[str, datetime | None]:
    return {name: when for source in MOMENTS for name, when in source().items()}


def _own_settings(at: datetime) -> dict[str, int]:
    """As codes: the federal values that this city's configuration leaves without effect, and the municipalities it serves."""
    try:
        configuration = in_force(at=at)
    except UnableToServe:
        return {}
    served = configuration.section(DeclarationRules).municipalities
    codes = [*map(federal.override_code, federal.overridden(configuration)), *map(report_code, served)]
    return dict.fromkeys(codes, 1)


def _errors() -> list[dict[str, Any]]:
    return [
        {"kind": kind, "code": code, "count": number, "since": since.isoformat()}
        for kind, grouped in ERRORS.items()
        for code, number, since in grouped()
    ]


def _told(findings: Iterable[Finding], turned: dict[str, datetime]) -> list[dict[str, Any]]:
    """Labels in German, the source language: the page translates them. ``alarm``: since when what was ready with real cases
    is not any more."""
    with translation.override("de"):
        return [
            {"probe": one.name, "ready": one.ready, "code": one.code, "text": str(one.text)}
            | ({"alarm": turned[one.name].isoformat()} if one.name in turned else {})
            for one in findings
        ]
