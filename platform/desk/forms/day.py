from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from appointments.config import AppointmentRules


@dataclass(frozen=True)
class Chosen:
    """The day view's address. ``day`` is ``None`` when none was asked for."""

    day: date | None
    office: str

    def address(self, day: date, office: str | None = None) -> str:
        place = self.office if office is None else office
        query = {"tag": day.isoformat(), **({"standort": place} if place else {})}
        return f"{reverse('desk:day')}?{urlencode(query)}"


def read(typed: Mapping[str, str], rules: AppointmentRules) -> Chosen:
    """Lenient: what makes no sense is left aside."""
    office = typed.get("standort", "")
    return Chosen(day_of(typed.get("tag", "")), office if rules.office(office) else "")


def day_of(text: str) -> date | None:
    """An ISO day of this century, or nothing."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2020 <= day.year <= 2100 else None
