"""What this city used, counted from its own trail; and what the year will probably bring."""

from __future__ import annotations

from collections.abc import Sequence
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
class Month(Counts):
    """``cost_cents``: net, of the contracts' prices: pieces, and the yearly fee by days. ``None`` without a contract."""

    cost_cents: int | None


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


def by_month(*, at: datetime, told: Sequence[Terms] = ()) -> list[Month]:
    """This year's months up to now; the last one ends today. ``told``: the contracts by which the cost is reckoned."""
    today = german_day(at)
    days = by_day(date(today.year, 1, 1), today)
    months = []
    for number in range(1, today.month + 1):
        here = [one for one in days if one.first_day.month == number]
        sums = sum(one.submitted for one in here), sum(one.issued for one in here)
        months.append(Month(here[0].first_day, here[-1].last_day, *sums, _cost(here, told)))
    return months


def _cost(days: list[Counts], told: Sequence[Terms]) -> int | None:
    """The parts of a year's fee add up to the cent: each is the fee up to the month's end less that up to its beginning."""
    year = days[0].first_day.year
    parts = [
        sum(getattr(one, terms.counted) for one in days if _runs(terms, one.first_day)) * terms.case_cents
        + _fee_up_to(terms, year, days[-1].last_day) - _fee_up_to(terms, year, days[0].first_day - timedelta(days=1))
        for terms in told
        if any(_runs(terms, one.first_day) for one in days)
    ]  # fmt: skip
    return sum(parts) if parts else None


def _runs(terms: Terms, day: date) -> bool:
    return terms.starts_on <= day and (terms.ends_on is None or day <= terms.ends_on)


def _fee_up_to(terms: Terms, year: int, day: date) -> int:
    """The part of this year's fee for the days up to this one, from the year's or the contract's beginning."""
    begin, end = date(year, 1, 1), date(year, 12, 31)
    days = (min(day, terms.ends_on or day) - max(begin, terms.starts_on)).days + 1
    return _projected(terms.yearly_cents, (end - begin).days + 1, max(0, days))


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
