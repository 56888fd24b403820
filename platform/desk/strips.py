"""A day at a counter as a strip: when it is open, what is taken, where there is room. Numbers for a picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from appointments.agenda import OfficeDay, Row, place_name
from appointments.models import CalendarChange
from appointments.opening import Interval
from kernel.clock import GERMANY

WIDTH = 1000


@dataclass(frozen=True)
class Bar:
    x: float
    width: float


@dataclass(frozen=True)
class Strip:
    row: Row
    open: list[Bar]
    taken: list[Bar]


@dataclass(frozen=True)
class Strips:
    """``changes``: what the desk changed that day, with the counter's name. ``hours``: place and wall time of each hour."""

    office: OfficeDay
    strips: list[Strip]
    changes: list[tuple[CalendarChange, str]]
    hours: list[tuple[float, str]]


def of(office: OfficeDay) -> Strips:
    changes = [(row, place_name(office.office, row.resource, 1) if row.resource else "") for row in office.changes]
    spans = [span for row in office.rows for span in (*row.open, *row.taken)]
    if not spans:
        return Strips(office, [Strip(row, [], []) for row in office.rows], changes, [])
    first = min(start for start, _end in spans).replace(minute=0)
    end = max(end for _start, end in spans)
    whole = (end - first).total_seconds()

    def place(moment: datetime) -> float:
        return round((moment - first).total_seconds() / whole * WIDTH, 1)

    def bars(of_these: Iterable[Interval]) -> list[Bar]:
        return [Bar(place(start), round(place(end) - place(start), 1)) for start, end in of_these]

    strips = [Strip(row, bars(row.open), bars(row.taken)) for row in office.rows]
    hours = [first + timedelta(hours=number) for number in range(int(whole // 3600) + 1)]
    return Strips(office, strips, changes, [(place(hour), f"{hour.astimezone(GERMANY):%H}") for hour in hours])
