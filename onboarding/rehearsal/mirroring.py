"""What the twin has from its city besides the settings: the pictures that they name, and what the desk changed in the calendar.

Two cities are involved, so it is no transaction: the city is read in its own binding, then the twin is written in its.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from appointments import changes
from appointments.models import CalendarChange
from configuration import assets
from configuration.models import Asset
from tenants.binding import bind
from tenants.models import City


@dataclass(frozen=True)
class Belongings:
    pictures: list[Asset]
    changes: list[CalendarChange]


def belongings(city: City, document: dict[str, Any], *, at: datetime) -> Belongings:
    """Of the city; ``document`` as typed says which pictures. Outside any transaction."""
    with bind(city), transaction.atomic():
        return Belongings(assets.pictures(assets.named_in(document)), changes.not_over(at=at))


def bring(found: Belongings) -> None:
    """Into the bound twin; what is there already stays. Joins the caller's transaction."""
    assets.bring(found.pictures)
    changes.bring(found.changes)


def mirror(*, city: City, twin: City, document: dict[str, Any], at: datetime) -> None:
    """Both steps. Outside any transaction; idempotent."""
    found = belongings(city, document, at=at)
    with bind(twin), transaction.atomic():
        bring(found)
