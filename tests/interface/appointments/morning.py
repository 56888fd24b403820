"""The slow model of ``small``'s calendar: a list of rows, and minutes looked at one by one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.interface.appointments.small import OPENS, STEP

SEATS = (("a", 1), ("b", 1))
DAYS = 2
BUFFER = timedelta(minutes=5)
OCCUPYING = ("held", "booked", "arrived", "served")
ACTIVE = ("booked", "arrived")
STARTS = [OPENS + timedelta(days=day) + STEP * number for day in range(DAYS) for number in range(8)]


def length(persons: int) -> timedelta:
    return timedelta(minutes=30 + 15 * (persons - 1))


@dataclass
class Row:
    """``narrow``: the hold leaves out what its case's own visit takes up already."""

    id: uuid.UUID
    case: uuid.UUID
    state: str
    seat: tuple[str, int]
    start: datetime
    persons: int
    until: datetime | None
    narrow: tuple[datetime, datetime] | None = None
    by_sponsor: bool = False

    @property
    def whole(self) -> tuple[datetime, datetime]:
        return self.start, self.start + length(self.persons) + BUFFER

    @property
    def busy(self) -> tuple[datetime, datetime]:
        return self.narrow or self.whole

    def is_stale(self, at: datetime) -> bool:
        return self.state == "held" and self.until is not None and self.until <= at


def overlap(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    return one[0] < one[1] and other[0] < other[1] and one[0] < other[1] and other[0] < one[1]


@dataclass
class Model:
    at: datetime
    rows: list[Row] = field(default_factory=list)
    closed: list[tuple[str, datetime, datetime]] = field(default_factory=list)

    def of(self, case: uuid.UUID, states: Iterable[str]) -> Row | None:
        return next((row for row in self.rows if row.case == case and row.state in states), None)

    def is_open(self, seat: tuple[str, int], start: datetime, end: datetime) -> bool:
        for day in range(DAYS):
            begin = OPENS + timedelta(days=day)
            if begin <= start and end <= begin + timedelta(hours=2):
                return not any(
                    resource in ("", seat[0]) and start < until and since < end
                    for resource, since, until in self.closed
                )
        return False

    def taken(
        self, seat: tuple[str, int], busy: tuple[datetime, datetime], *, but: Iterable[Row | None] = ()
    ) -> list[Row]:
        """Who stands in the way at this seat; what ran out stands in nobody's way."""
        return [
            row
            for row in self.rows
            if row.state in OCCUPYING and row.seat == seat and overlap(row.busy, busy)
            and not row.is_stale(self.at) and all(row is not other for other in but)
        ]  # fmt: skip

    def possible(self, start: datetime, persons: int) -> list[tuple[str, int]]:
        if start not in STARTS:
            return []
        return [seat for seat in SEATS if self.is_open(seat, start, start + length(persons))]

    def free(self, start: datetime, persons: int, *, but: Iterable[Row | None] = ()) -> list[tuple[str, int]]:
        busy = (start, start + length(persons) + BUFFER)
        return [seat for seat in self.possible(start, persons) if not self.taken(seat, busy, but=but)]

    def beside(
        self, start: datetime, persons: int, own: Row | None, but: Row | None
    ) -> tuple[datetime, datetime] | None:
        """What a hold of the case would add to its own visit at the same seat, if nothing else is in the way."""
        whole = (start, start + length(persons) + BUFFER)
        if own is None or not overlap(own.whole, whole) or own.seat not in self.free(start, persons, but=(own, but)):
            return None
        earlier, later = whole[0] < own.whole[0], whole[1] > own.whole[1]
        if earlier and later:
            return None
        if earlier:
            return whole[0], own.whole[0]
        return (own.whole[1], whole[1]) if later else (start, start)

    def put(self, row: Row) -> None:
        """Takes its place; what ran out there ends."""
        for old in self.rows:
            if old.is_stale(self.at) and old.seat == row.seat and overlap(old.busy, row.busy):
                old.state = "expired"
        self.rows.append(row)
