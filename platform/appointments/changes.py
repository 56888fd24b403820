"""What the desk changed beside the published calendar, as it stands and as it was done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from appointments.models import CalendarChange
from appointments.opening import Change

Kind = CalendarChange.Kind
NOBODY = 0  # ``by`` of what came from the city into its rehearsal: its people are other people there


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


def not_over(*, at: datetime) -> list[CalendarChange]:
    """Everything that still says something, also what was taken back and by which change: for a rehearsal of this city."""
    rows = list(CalendarChange.objects.filter(ends_at__gt=at).order_by("at", "id"))
    there = {row.id for row in rows}
    return [row for row in rows if row.takes_back_id is None or row.takes_back_id in there]


def bring(found: Iterable[CalendarChange]) -> None:
    """What ``not_over`` found in the other city, under the same numbers and nobody's name; what is there already stays.

    Joins the caller's transaction. No visit is moved: who stands in the rehearsal's calendar is made up.
    """
    kept = ("id", "kind", "office", "resource", "starts_at", "ends_at", "reason", "takes_back_id", "at")
    rows = [CalendarChange(**{field: getattr(row, field) for field in kept}, by=NOBODY) for row in found]
    CalendarChange.objects.bulk_create(rows, ignore_conflicts=True)


def as_change(row: CalendarChange) -> Change:
    return Change(row.kind == Kind.OPENED, row.resource, row.starts_at, row.ends_at)
