"""When an office and its counters are open: published hours, breaks, closures, holidays, and what the desk changed since.

Answers are moments in UTC. A day's wall times are turned into moments one by one, so that on the two days on which the
clock changes an opening is an hour shorter or longer, as it is for the people in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import holidays

from appointments.config import Counter, Hours, Office, Period
from kernel.clock import GERMANY

Interval = tuple[datetime, datetime]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Change:
    """What the desk changed: closed or opened between two moments; ``resource`` empty is the whole office."""

    opens: bool
    resource: str
    starts_at: datetime
    ends_at: datetime

    def concerns(self, counter: Counter) -> bool:
        return self.resource in ("", counter.key)


@lru_cache(maxsize=512)
def holidays_of(land: str, municipality: str, year: int) -> dict[date, str]:
    """The holidays of a Land in that year with their German names.

    Mariä Himmelfahrt is one where the municipality is mainly Catholic; Augsburg has the Friedensfest. Both are asked for
    by the office's ``municipality``: *Augsburg*, or *catholic* for the rest of Bavaria and the Saarland.
    """
    subdivision = "Augsburg" if (land, municipality) == ("BY", "Augsburg") else land
    catholic = municipality in ("catholic", "Augsburg") and land in ("BY", "SL")
    categories = ("public", "catholic") if catholic and land == "BY" else ("public",)
    found = holidays.country_holidays("DE", subdiv=subdivision, years=year, categories=categories, language="de")
    return dict(found.items())


def holiday_on(office: Office, day: date) -> str:
    """The holiday's name, or nothing."""
    return holidays_of(office.land, office.municipality, day.year).get(day, "")


def closure_on(office: Office, day: date, *, language: str = "de") -> str | None:
    """Why the office is closed all day although its hours say otherwise; ``None`` when it is not."""
    for closure in office.closures:
        if closure.first <= day <= closure.last:
            return closure.reason.of(language)
    return holiday_on(office, day) or None


def moment(day: date, at: time, *, late: bool = False) -> datetime:
    """A German wall time as a moment in UTC. ``late``: the second of two equal times in autumn (for an end)."""
    local = datetime.combine(day, at, tzinfo=GERMANY).replace(fold=1 if late else 0)
    return local.astimezone(UTC)


def _span(day: date, period: Period) -> Interval:
    return moment(day, period.start), moment(day, period.end, late=True)


def opening_of(
    office: Office, counter: Counter, *, first: date, last: date, changes: Iterable[Change] = ()
) -> list[Interval]:
    """The moments between which this counter is open on these days (both included), merged and in order."""
    found: list[Interval] = []
    day = first
    while day <= last:
        found += _published(office, counter, day)
        day += DAY
    for change in changes:
        if change.concerns(counter):
            span = (change.starts_at, change.ends_at)
            found = merged([*found, span]) if change.opens else list(_without(found, span))
    return [span for span in merged(found) if span[1] > span[0]]


def _published(office: Office, counter: Counter, day: date) -> list[Interval]:
    once = [_span(day, opening) for opening in office.open_once if opening.day == day]
    if closure_on(office, day) is not None:
        return merged(once)
    spans: list[Interval] = [_span(day, hours) for hours in _hours(office, counter) if hours.opens_on(day)]
    for pause in office.breaks:
        if pause.opens_on(day):
            spans = list(_without(spans, _span(day, pause)))
    return merged([*spans, *once])


def _hours(office: Office, counter: Counter) -> list[Hours]:
    return counter.hours or office.hours


def merged(spans: Iterable[Interval]) -> list[Interval]:
    """Spans in order, those that touch made one."""
    found: list[Interval] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _without(spans: Iterable[Interval], taken: Interval) -> Iterator[Interval]:
    for start, end in spans:
        if start < min(end, taken[0]):
            yield start, min(end, taken[0])
        if max(start, taken[1]) < end:
            yield max(start, taken[1]), end
