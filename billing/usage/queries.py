"""What this city used, counted from its own trail; and what the year will probably bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import TruncDate

from audit.models import AuditEntry
from billing.usage.models import Terms
from kernel.clock import GERMANY, german_day

ACTIONS = {"declaration.submitted": "submitted", "declaration.issued": "issued"}
LONG_ENOUGH = 28  # days of the year that a forecast needs


@dataclass(frozen=True)
class Counts:
    """Declarations that came in and that were issued; one that was issued anew counts once, on the first day."""

    first_day: date
    last_day: date
    submitted: int
    issued: int


@dataclass(frozen=True)
class Forecast:
    """The year's end if every day that is left is like the ``days`` counted. ``year_cents``: net, of the plan's prices."""

    days: int
    submitted: int
    issued: int
    yearly_cents: int
    cases_cents: int


def by_day(first: date, last: date) -> list[Counts]:
    """One entry for each German calendar day, also where nothing happened."""
    found = {(name, day): number for name, day, number in _counted(first, last)}
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [Counts(day, day, found.get(("submitted", day), 0), found.get(("issued", day), 0)) for day in days]


def _counted(first: date, last: date) -> list[tuple[str, date, int]]:
    begin = datetime.combine(first, time.min, tzinfo=GERMANY)
    end = datetime.combine(last + timedelta(days=1), time.min, tzinfo=GERMANY)
    before = AuditEntry.objects.filter(case_id=OuterRef("case_id"), action=OuterRef("action"), id__lt=OuterRef("id"))
    rows = AuditEntry.objects.filter(action__in=ACTIONS, at__gte=begin, at__lt=end).exclude(Exists(before))
    grouped = rows.annotate(day=TruncDate("at", tzinfo=GERMANY)).values_list("action", "day")
    return [(ACTIONS[action], day, number) for action, day, number in grouped.annotate(number=Count("id"))]


def by_month(*, at: datetime) -> list[Counts]:
    """This year's months up to now; the last one ends today."""
    today = german_day(at)
    days = by_day(date(today.year, 1, 1), today)
    months = []
    for number in range(1, today.month + 1):
        here = [one for one in days if one.first_day.month == number]
        months.append(
            Counts(here[0].first_day, here[-1].last_day, sum(one.submitted for one in here), sum(one.issued for one in here))
        )  # fmt: skip
    return months


def terms() -> list[Terms]:
    """What the operator told of this city's contracts, the newest first."""
    return list(Terms.objects.order_by("-starts_on"))


def forecast(told: Terms, *, at: datetime) -> Forecast | None:
    """From the days of this year under the contract that are over. ``None`` while they are fewer than four weeks."""
    today = german_day(at)
    first = max(date(today.year, 1, 1), told.starts_on)
    last = min(date(today.year, 12, 31), told.ends_on or date.max)
    days = (min(today - timedelta(days=1), last) - first).days + 1
    if days < LONG_ENOUGH:
        return None
    counted = by_day(first, first + timedelta(days=days - 1))
    whole = (last - first).days + 1
    submitted, issued = (
        _projected(sum(getattr(one, name) for one in counted), days, whole) for name in ("submitted", "issued")
    )
    year = (date(today.year, 12, 31) - date(today.year, 1, 1)).days + 1
    pieces = submitted if told.counted == "submitted" else issued
    return Forecast(days, submitted, issued, _projected(told.yearly_cents, year, whole), pieces * told.case_cents)


def _projected(number: int, days: int, whole: int) -> int:
    """``number`` for ``days``, for ``whole``: half a piece or cent goes up."""
    return (2 * number * whole + days) // (2 * days)
