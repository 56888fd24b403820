"""What a city reports of itself to the operator: counts and ages, no persons, no contents."""

from __future__ import annotations

from datetime import datetime

from casework import queue
from configuration.readiness import measure
from tenants.binding import bind, bind_public
from tenants.models import City, CityReport


def report_city(city: City, *, at: datetime) -> None:
    """Reads in the city, writes in ``public``: two transactions, never one."""
    with bind(city):
        counts = queue.counts()
        counts["not_ready"] = sum(not finding.ready for finding in measure(at=at))
    with bind_public():
        CityReport.objects.update_or_create(city=city, defaults={"counts": counts, "reported_at": at})
