"""What the cities counted, day by day. Each correction is a new edition; only counts ever come here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from billing.invoicing.charging import Span
from billing.invoicing.models import Contract, Usage


@dataclass(frozen=True)
class Day:
    """One day's counts of a city."""

    day: date
    submitted: int
    issued: int


@dataclass(frozen=True)
class Month:
    city: str
    submitted: int
    issued: int
    days: int
    corrected: int


def has_reported(city: str, day: date) -> bool:
    return Usage.objects.filter(city=city, day=day).exists()


def keep(city: str, days: Iterable[Day], *, at: datetime) -> int:
    """Writes what is new or differs from the last edition; answers how many rows. Repeating it writes nothing.

    Joins the caller's transaction. Two at the same time: the second fails on the unique edition and tries again later.
    """
    told = list(days)
    known = {row.day: row for row in _last(city, [one.day for one in told])}
    rows = []
    for one in told:
        last = known.get(one.day)
        if last is not None and (last.submitted, last.issued) == (one.submitted, one.issued):
            continue
        edition = last.edition + 1 if last else 1
        rows.append(
            Usage(
                city=city, day=one.day, edition=edition, submitted=one.submitted, issued=one.issued, reported_at=at
            )
        )  # fmt: skip
    return len(Usage.objects.bulk_create(rows))


def _last(city: str, days: list[date]) -> Iterable[Usage]:
    return _in_force().filter(city=city, day__in=days)


def _in_force() -> QuerySet[Usage]:
    """The last edition of each city's day."""
    later = Usage.objects.filter(city=OuterRef("city"), day=OuterRef("day"), edition__gt=OuterRef("edition"))
    return Usage.objects.exclude(Exists(later))


def pieces(contract: Contract, days: Span | None) -> dict[date, int]:
    """What the contract's plan counts, for each of these days that the city has reported."""
    if days is None:
        return {}
    told = Usage.objects.filter(city=contract.city, day__range=(days.first, days.last)).order_by("day", "-edition")
    return dict(told.distinct("day").values_list("day", contract.plan.counted))


def months(days: Span) -> list[Month]:
    """Each city's sums in these days, by its name."""
    rows = _in_force().filter(day__range=(days.first, days.last)).order_by("city").values_list("city")
    summed = rows.annotate(
        submitted=Sum("submitted"),
        issued=Sum("issued"),
        days=Count("id"),
        corrected=Count("id", filter=Q(edition__gt=1)),
    )
    return [Month(*row) for row in summed]
