"""The calendar of an office, week by week: figures of each day, and the hours of one week counter by counter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from appointments import agenda, changes
from appointments.agenda import DayFigures
from appointments.config import AppointmentRules, Office
from appointments.models import CalendarChange
from appointments.opening import DAY, Interval, closure_on, opening_of

WEEKS = 5


@dataclass(frozen=True)
class DayCell:
    """``note``: why it is closed, a holiday or a closure."""

    day: date
    figures: DayFigures
    note: str


@dataclass(frozen=True)
class Hours:
    """When these counters are open that day; ``names`` is empty where all of them are alike."""

    names: list[str]
    spans: list[Interval]


@dataclass(frozen=True)
class WeekDay:
    day: date
    hours: list[Hours]
    note: str
    changes: list[CalendarChange]


def overview(
    rules: AppointmentRules, office: Office, *, monday: date, at: datetime, number: int = WEEKS
) -> list[list[DayCell]]:
    """So many weeks from that Monday on, each as its seven days."""
    last = monday + timedelta(weeks=number) - DAY
    figures = agenda.figures(rules, office, first=monday, last=last, at=at)
    cells = [DayCell(day, found, closure_on(office, day) or "") for day, found in sorted(figures.items())]
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def week(office: Office, *, monday: date) -> list[WeekDay]:
    first, end = agenda.bounds(monday)[0], agenda.bounds(monday + timedelta(days=6))[1]
    changed = changes.standing(first=first, end=end, office=office.key)
    return [_day(office, monday + timedelta(days=number), changed) for number in range(7)]


def _day(office: Office, day: date, changed: list[CalendarChange]) -> WeekDay:
    first, end = agenda.bounds(day)
    here = [row for row in changed if row.ends_at > first and row.starts_at < end]
    by_spans: dict[tuple[Interval, ...], list[str]] = {}
    for counter in office.counters:
        spans = opening_of(office, counter, first=day, last=day, changes=map(changes.as_change, here))
        by_spans.setdefault(tuple(spans), []).append(counter.name)
    alike = len(by_spans) == 1
    hours = [Hours([] if alike else names, list(spans)) for spans, names in by_spans.items() if spans]
    return WeekDay(day, hours, closure_on(office, day) or "", here)
