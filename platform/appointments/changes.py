"""What the desk changed beside the published calendar, as it stands and as it was done."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from appointments.models import CalendarChange
from appointments.opening import Change

Kind = CalendarChange.Kind


def standing(*, first: datetime, end: datetime, office: str = "") -> list[CalendarChange]:
    """Closures and openings that touch this stretch and were not taken back, in the order in which they were made."""
    return list(_standing(office).filter(ends_at__gt=first, starts_at__lt=end).order_by("at", "id"))


def _standing(office: str) -> QuerySet[CalendarChange]:
    here = Q(office=office) if office else Q()
    return CalendarChange.objects.filter(here, taken_back_by=None).exclude(kind=Kind.TAKEN_BACK)


def coming(*, at: datetime) -> list[CalendarChange]:
    """What stands and is not over, the nearest first."""
    return list(_standing("").filter(ends_at__gt=at).order_by("starts_at", "id"))


def newest(*, most: int) -> list[CalendarChange]:
    """What was done last, the newest first."""
    return list(CalendarChange.objects.select_related("takes_back").order_by("-at", "-id")[:most])


def as_change(row: CalendarChange) -> Change:
    return Change(row.kind == Kind.OPENED, row.resource, row.starts_at, row.ends_at)
