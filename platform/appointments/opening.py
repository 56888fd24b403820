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
WITH_CATHOLIC_DAYS = frozenset({"BY", "SN", "TH"})


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
    """The holidays of a Land in that year with their German names (library *holidays*, with Berlin's single ones).

    In Bavaria, Saxony and Thuringia mainly Catholic municipalities have a day of their own (Mariä Himmelfahrt,
    Fronleichnam); Augsburg has the Friedensfest besides. Both are asked for by the office's ``municipality``.
    """
    subdivision = "Augsburg" if (land, municipality) == ("BY", "Augsburg") else land
    categories = ("public", "catholic") if municipality == "catholic" and land in WITH_CATHOLIC_DAYS else ("public",)
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
    """A German wall time as a moment in UTC. ``late``: the second of two equal times in autumn (for an end).

    A time that the clock skips in spring is the moment at which it is put forward.
    """
    local = datetime.combine(day, at, tzinfo=GERMANY).replace(fold=1 if late else 0)
    found = local.astimezone(UTC)
    if found.astimezone(GERMANY).time() == at:
        return found
    return datetime.combine(day, time(at.hour + 1), tzinfo=GERMANY).astimezone(UTC)  # a whole hour is skipped


def _span(day: date, period: Period) -> Interval:
    return moment(day, period.start), moment(day, period.end, late=True)


def opening_of(
    office: Office, counter: Counter, *, first: date, last: date, changes: Iterable[Change] = ()
) -> list[Interval]:
    """The moments between which this counter is open on these days (both included), merged and in order."""
    return after_changes(published_of(office, counter, first=first, last=last), counter, changes)


def published_of(office: Office, counter: Counter, *, first: date, last: date) -> list[Interval]:
    """The same by the published calendar alone."""
    days = ((first + DAY * number) for number in range((last - first).days + 1))
    return [span for day in days for span in _published(office, counter, day)]


def after_changes(published: list[Interval], counter: Counter, changes: Iterable[Change]) -> list[Interval]:
    """What the desk closed and opened since, in the order in which it did."""
    found = published
    for change in changes:
        if change.concerns(counter):
            span = (change.starts_at, change.ends_at)
            found = merged([*found, span]) if change.opens else list(_without(found, span))
    return merged(found)


def raster_of(published: list[Interval], counter: Counter, changes: Iterable[Change]) -> list[Interval]:
    """The stretches from whose beginnings the possible starts are counted.

    What is closed does not count: closing an hour must not shift the starts of all that follows on that day.
    """
    opened = [(change.starts_at, change.ends_at) for change in changes if change.opens and change.concerns(counter)]
    return merged([*published, *opened])


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
