"""Visits as the desk's tests need them: in a city's calendar, at the time that the clock of these tests shows."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from kernel.clock import now
from tenants.binding import bind

HALF_HOUR = timedelta(minutes=30)
# The clock of the desk's tests shows Sunday, 22 November 2026; Offenbach opens at eight.
TUESDAY = datetime.fromisoformat("2026-11-24T08:00:00+01:00")
DAY = "/amt/termine/?tag=2026-11-24"


def visit(city: Any, case_id: uuid.UUID, starts_at: datetime = TUESDAY, **more: Any) -> Any:
    """Books as a sponsor would; ``wishes`` and what the need says besides may be given."""
    from appointments import operations
    from appointments.contention import patiently
    from appointments.needs import Comes, Need, Purpose
    from casework import visits

    wishes, purpose = more.pop("wishes", ""), Purpose(more.pop("purpose", "signing"))
    need = Need(purpose, comes=Comes(more.pop("comes", "sponsor")), **more)
    with bind(city):
        office = visits.rules(at=now()).offices[0].key
        return patiently(
            lambda: operations.book(
                case_id=case_id, need=need, office=office, starts_at=starts_at, via="sponsor", at=now(), wishes=wishes
            )
        )


def state_of(city: Any, booking: Any) -> str:
    from appointments.models import Booking

    with bind(city):
        return str(Booking.objects.values_list("state", flat=True).get(id=booking.id))


def active(city: Any, case_id: uuid.UUID) -> Any:
    from appointments.models import Booking

    with bind(city):
        return Booking.objects.filter(case_id=case_id, state__in=["booked", "arrived"]).first()


def audited(city: Any, action: str) -> list[dict[str, Any]]:
    from audit.models import AuditEntry

    with bind(city):
        return list(AuditEntry.objects.filter(action=action).order_by("id").values_list("details", flat=True))


def configure(city: Any, **changes: Any) -> None:
    """Publishes a version in which the section about visits is changed. Taken back by ``restored``."""
    from configuration.models import ConfigurationVersion

    with bind(city):
        last = ConfigurationVersion.objects.order_by("-number")[0]
        document = dict(last.document)
        section = document["appointments"]
        document["appointments"] = {**section, "value": {**section["value"], **changes}}
        ConfigurationVersion.objects.create(
            number=last.number + 1, document=document, valid_from=now(), published_at=now(), author="Toni Muster",
            reason="Brückentag",
        )  # fmt: skip


def restored(city: Any, number: int) -> None:
    """Versions after ``number`` go: other tests count on the demo's configuration."""
    from django.db import connections

    from tenants.binding import OWNER, bind_owner

    with bind_owner(), connections[OWNER].cursor() as cursor:
        cursor.execute(
            f'DELETE FROM "{city.schema_name}"."configuration_configurationversion" WHERE number > %s', [number]
        )
