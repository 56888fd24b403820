"""Free starts as a page shows them: one week in days, one of them in full, its times by office and half of the day.

However many starts are free, a page shows those of one day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from appointments.availability import Slot
from appointments.released import Window
from kernel.clock import GERMANY, german_day

WEEK = timedelta(days=7)
NOON = 12
BEFORE, AFTER = 2, 3
_WRITTEN = "%Y-%m-%dT%H:%MZ"


@dataclass(frozen=True)
class Day:
    """``state``: free, full, closed (``reason`` says why, where it is known) or outside (not open for booking)."""

    day: date
    free: int
    state: str
    reason: str = ""


@dataclass(frozen=True)
class Hours:
    """The times of one half of the day at one office."""

    office: str
    is_morning: bool
    slots: list[Slot]


@dataclass(frozen=True)
class Week:
    """``shown`` is the day whose times stand on the page; ``earlier`` and ``later`` lead to the weeks
    beside it, if anything is free on that side: ``before`` and ``after`` are the nearest free days there."""

    monday: date
    days: list[Day]
    shown: date | None
    hours: list[Hours]
    earlier: date | None
    later: date | None
    before: date | None
    after: date | None

    @property
    def last(self) -> date:
        return self.days[-1].day if self.days else self.monday


def week_of(slots: Sequence[Slot], *, wanted: date | None, window: Window, closed: dict[date, str]) -> Week:
    """The week of the day that is wanted, else of the first free one. ``closed``: days on which nobody is there."""
    free = Counter(german_day(slot.starts_at) for slot in slots)
    monday = monday_of(slots, wanted=wanted, window=window)
    sunday = monday + WEEK - timedelta(days=1)
    within = [day for day in sorted(free) if monday <= day <= sunday]
    shown = _shown(within, wanted)
    before = max((day for day in free if day < monday), default=None)
    after = min((day for day in free if day > sunday), default=None)
    return Week(
        monday, _days(monday, free, window, closed), shown,
        hours_of(slot for slot in slots if german_day(slot.starts_at) == shown),
        earlier=monday - WEEK if before else None, later=monday + WEEK if after else None, before=before, after=after,
    )  # fmt: skip


def monday_of(slots: Sequence[Slot], *, wanted: date | None, window: Window) -> date:
    """The first day of the week to show; never one outside the days that can be booked."""
    first, last = days_of(window)
    day = wanted or (german_day(slots[0].starts_at) if slots else first)
    day = min(max(day, first), last)
    return day - timedelta(days=day.weekday())


def days_of(window: Window) -> tuple[date, date]:
    """The first and the last German day that can be booked."""
    first = german_day(window.first)
    return first, max(first, german_day(window.end - timedelta(seconds=1)))


def _shown(within: list[date], wanted: date | None) -> date | None:
    """The wanted day if it has times, else the next one of its week, else the first."""
    later = [day for day in within if wanted and day >= wanted]
    return next(iter(later or within), None)


def _days(monday: date, free: Counter[date], window: Window, closed: dict[date, str]) -> list[Day]:
    days = [_day(monday + timedelta(days=number), free, window, closed) for number in range(7)]
    weekend_known = bool(closed)  # else a Saturday without times would look as if it were sold out
    return [
        day for day in days if day.day.weekday() < 5 or day.state == "free" or (day.state == "full" and weekend_known)
    ]


def _day(day: date, free: Counter[date], window: Window, closed: dict[date, str]) -> Day:
    first, last = days_of(window)
    if free[day]:
        return Day(day, free[day], "free")
    if day in closed:
        return Day(day, 0, "closed", closed[day])
    return Day(day, 0, "full" if first <= day <= last else "outside")


def hours_of(slots: Iterable[Slot]) -> list[Hours]:
    """By office, in the morning and in the afternoon."""

    def place(slot: Slot) -> tuple[str, bool]:
        return slot.office, slot.starts_at.astimezone(GERMANY).hour >= NOON

    ordered = sorted(slots, key=lambda slot: (*place(slot), slot.starts_at))
    return [Hours(office, not late, list(found)) for (office, late), found in groupby(ordered, key=place)]


def nearest(slots: Sequence[Slot], wanted: datetime) -> list[Slot]:
    """The free starts just before and just after a moment, by time."""
    before = [slot for slot in slots if slot.starts_at <= wanted][-BEFORE:]
    return before + [slot for slot in slots if slot.starts_at > wanted][:AFTER]


def written(office: str, starts_at: datetime) -> str:
    """A start as a form sends it."""
    return f"{office}|{starts_at.astimezone(UTC):{_WRITTEN}}"


def read(text: str) -> tuple[str, datetime] | None:
    """What a form sent: office and start, or nothing that is a start in our century or the next."""
    office, _, moment = text.partition("|")
    try:
        found = datetime.strptime(moment, _WRITTEN).replace(tzinfo=UTC)
    except ValueError:
        return None
    return (office, found) if 2000 < found.year < 2200 else None


def read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
