"""A run is a period: a month („2026-10“) or a year („2026“)."""

from __future__ import annotations

import re
from datetime import date, timedelta

from billing.invoicing.charging import Span, year_of
from billing.invoicing.models import Rhythm

_FORM = re.compile(r"(20[0-9]{2})(?:-(0[1-9]|1[0-2]))?")


def days_of(run: str) -> Span | None:
    """``None`` for what is no run."""
    found = _FORM.fullmatch(run)
    if found is None:
        return None
    return month(int(found[1]), int(found[2])) if found[2] else year_of(int(found[1]))


def month(year: int, number: int) -> Span:
    following = date(year + number // 12, number % 12 + 1, 1)
    return Span(date(year, number, 1), following - timedelta(days=1))


def month_of(day: date) -> str:
    return f"{day.year}-{day.month:02d}"


def rhythm_of(run: str) -> str:
    return str(Rhythm.MONTHLY if "-" in run else Rhythm.YEARLY)


def closed(today: date) -> list[str]:
    """The runs that are over and of interest today: the last twelve months and the last two years, newest first."""
    months, day = [], today.replace(day=1)
    for _ in range(12):
        day = (day - timedelta(days=1)).replace(day=1)
        months.append(month_of(day))
    return [*months, str(today.year - 1), str(today.year - 2)]
