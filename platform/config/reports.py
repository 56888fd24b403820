"""What a city reports of itself to the operator: counts, codes and ages, no persons, no contents, no references."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation

from billing.payments import queries as payments
from casework import queue
from configuration.federal import queries as federal
from configuration.queries import UnableToServe, in_force
from configuration.readiness import measure
from connectors import alarms, standing
from connectors import queries as deliveries
from declarations.config import DeclarationRules
from declarations.places.area import report_code
from notifications import queries as mails
from onboarding.rollout import conditions
from outbox import queries as events
from tenants.binding import bind, bind_public
from tenants.models import City, CityReport

ERRORS = {
    "delivery": deliveries.stuck_by_error,
    "payment": payments.attention_by_code,
    "mail": mails.failed_by_error,
    "event": events.dead_by_error,
}


def report_city(city: City, *, at: datetime) -> None:
    """Reads in the city, writes in ``public``: two transactions, never one. The probes may look at the outside world."""
    with bind(city):
        with transaction.atomic():
            counts, volumes, errors = queue.counts() | _own_settings(at), queue.filed(at=at), _errors()
            alarms.look(at=at)
            handing_over = standing.told(at=at)
        findings = _findings(at)
    counts["not_ready"] = sum(not finding["ready"] for finding in findings)
    with bind_public(), transaction.atomic():
        CityReport.objects.update_or_create(city=city, defaults={"counts": counts, "reported_at": at})
        conditions.keep(city, findings=findings, errors=errors, volumes=volumes, deliveries=handing_over, at=at)


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


def _findings(at: datetime) -> list[dict[str, Any]]:
    """Labels in German, the source language: the page translates them."""
    with translation.override("de"):
        return [
            {"probe": finding.name, "ready": finding.ready, "code": finding.code, "text": str(finding.text)}
            for finding in measure(at=at)
        ]
