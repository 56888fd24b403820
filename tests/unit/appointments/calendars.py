"""Random calendars, and a slow clock that knows when they are open: minute by minute, by what a wall clock shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = timedelta(minutes=1)
# Around both changes of the clock, New Year, Easter with the change of the clock on it, a leap day, and plain days.
FIRST_DAYS = [date(2027, 3, 26), date(2027, 10, 29), date(2026, 12, 30), date(2028, 2, 27), date(2027, 5, 5)]
DAYS = 4
ALL_DAYS = ["mo", "tu", "we", "th", "fr", "sa", "su"]


@cache
def minutes_of(day: date) -> list[datetime]:
    """The minutes of a German day, in UTC: 1380, 1440 or 1500 of them."""
    begin = datetime.combine(day, time.min, tzinfo=BERLIN).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time.min, tzinfo=BERLIN).astimezone(UTC)
    return [begin + MINUTE * number for number in range(int((end - begin) / MINUTE))]


@cache
def shown_on(day: date) -> list[time]:
    return [moment.astimezone(BERLIN).time() for moment in minutes_of(day)]


def between(day: date, start: time, end: time) -> set[datetime]:
    """From the first time that the clock shows the beginning until it shows the end for the last time."""
    minutes, shown = minutes_of(day), shown_on(day)
    first = next((number for number, clock in enumerate(shown) if clock >= start), len(shown))
    last = max((number for number, clock in enumerate(shown) if clock < end), default=-1)
    return set(minutes[first : last + 1])


def in_season(season: tuple[str, str] | None, day: date) -> bool:
    if season is None:
        return True
    first, last = ((int(text[:2]), int(text[3:])) for text in season)
    here = (day.month, day.day)
    return first <= here <= last if first <= last else not last < here < first


def published(office: Any, counter: Any, day: date, holidays: set[date]) -> set[datetime]:
    """The open minutes of a day as the calendar says."""
    once = [between(day, one.start, one.end) for one in office.open_once if one.day == day]
    spoken: set[datetime] = set()
    if day not in holidays and not any(closure.first <= day <= closure.last for closure in office.closures):
        for hours in counter.hours or office.hours:
            if ALL_DAYS[day.weekday()] in hours.days and in_season(hours.season, day):
                spoken |= between(day, hours.start, hours.end)
        for pause in office.breaks:
            if ALL_DAYS[day.weekday()] in pause.days and in_season(pause.season, day):
                spoken -= between(day, pause.start, pause.end)
    return spoken.union(*once)


def minutes_between(start: datetime, end: datetime) -> set[datetime]:
    return {start + MINUTE * number for number in range(int((end - start) / MINUTE))}


def spans_of(minutes: Iterable[datetime]) -> list[tuple[datetime, datetime]]:
    """The stretches that these minutes make up."""
    found: list[tuple[datetime, datetime]] = []
    for moment in sorted(minutes):
        if found and found[-1][1] == moment:
            found[-1] = (found[-1][0], moment + MINUTE)
        else:
            found.append((moment, moment + MINUTE))
    return found


clock = st.integers(0, 287).map(lambda cell: time(cell // 12, cell % 12 * 5))
night = st.integers(0, 60).map(lambda cell: time(cell // 12, cell % 12 * 5))
times = st.one_of(clock, night)
periods = st.tuples(times, times).filter(lambda pair: pair[0] != pair[1]).map(lambda pair: (min(pair), max(pair)))
seasons = st.one_of(
    st.none(), st.sampled_from([("05-01", "09-30"), ("11-01", "03-28"), ("12-31", "01-01"), ("03-28", "10-31")])
)


@st.composite
def hours(draw: Any) -> dict[str, Any]:
    start, end = draw(periods)
    days = draw(st.lists(st.sampled_from(ALL_DAYS), min_size=1, max_size=7, unique=True))
    return {"days": days, "start": start, "end": end, "season": draw(seasons)}


@st.composite
def offices(draw: Any, first: date) -> dict[str, Any]:
    days = st.integers(0, DAYS - 1).map(lambda number: first + timedelta(days=number))
    once = draw(st.lists(st.tuples(days, periods), max_size=2))
    closed = draw(st.lists(st.tuples(days, st.integers(0, 2)), max_size=1))
    return {
        "key": "amt",
        "name": "Amt",
        "land": draw(st.sampled_from(["HE", "BY", "SN", "BE", "BB"])),
        "hours": draw(st.lists(hours(), min_size=1, max_size=3)),
        "breaks": draw(st.lists(hours(), max_size=2)),
        "closures": [{"first": day, "last": day + timedelta(days=more)} for day, more in closed],
        "open_once": [{"day": day, "start": start, "end": end} for day, (start, end) in once],
        "counters": [
            {"key": "a", "name": "A", "hours": draw(st.lists(hours(), max_size=1))},
            {"key": "b", "name": "B", "places": draw(st.integers(1, 2))},
        ],
    }


@st.composite
def changes(draw: Any, first: date) -> list[tuple[bool, str, datetime, datetime]]:
    """(opens, counter or all, from, until), also off the grid and overnight."""
    begin = datetime.combine(first, time.min, tzinfo=BERLIN).astimezone(UTC)
    found = []
    for _ in range(draw(st.integers(0, 3))):
        start = begin + MINUTE * draw(st.integers(0, DAYS * 1440 - 600))
        end = start + MINUTE * draw(st.integers(1, 900))
        found.append((draw(st.booleans()), draw(st.sampled_from(["", "a", "b"])), start, end))
    return found
