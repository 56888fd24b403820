"""Laying out many visits at once on what is free, in memory: each takes the first place after its old one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from appointments.availability import SeatKey, possible, taken
from appointments.availability import frame_of as frame_of_window
from appointments.config import AppointmentRules, Office
from appointments.grid import cells, fitting
from appointments.needs import Need
from appointments.opening import Change
from appointments.released import Window

_LONGEST = timedelta(hours=24)


@dataclass(frozen=True)
class Target:
    """A place that was found: from when to when, and until when the seat is busy."""

    seat: SeatKey
    starts_at: datetime
    ends_at: datetime
    busy_until: datetime


class Board:
    """The free places of an office in a window, as they would be with ``changes``; what is put on it is taken."""

    def __init__(
        self, rules: AppointmentRules, office: Office, window: Window, changes: list[Change], at: datetime
    ) -> None:
        self.rules, self.office, self.window, self.changes = rules, office, window, changes
        self.frame = frame_of_window(window)
        self.taken = taken(office, window, self.frame, reach=_LONGEST, at=at)
        self._starts: dict[tuple[object, ...], dict[SeatKey, int]] = {}

    def put(self, need: Need, *, after: datetime) -> Target | None:
        """The first free start later than ``after`` for this need, now taken; ``None``: there is none."""
        length = self.rules.lengths.of(need.purpose)
        minutes = length.of(need)
        whole = cells(minutes + length.buffer)
        everything = (1 << (self.frame.bit(self.window.end, up=True) + whole)) - 1
        past = max(0, self.frame.bit(after) + 1)
        best: tuple[int, SeatKey] | None = None
        for seat, starts in self._starts_for(need).items():
            later = (starts & fitting(everything & ~self.taken.get(seat, 0), whole)) >> past << past
            first = (later & -later).bit_length() - 1
            if later and (best is None or first < best[0]):
                best = (first, seat)
        if best is None:
            return None
        bit, seat = best
        self.taken[seat] = self.taken.get(seat, 0) | ((1 << whole) - 1) << bit
        start = self.frame.moment(bit)
        ends_at = start + timedelta(minutes=minutes)
        return Target(seat, start, ends_at, ends_at + timedelta(minutes=length.buffer))

    def _starts_for(self, need: Need) -> dict[SeatKey, int]:
        key = (need.purpose, need.persons, need.interpreter)
        if key not in self._starts:
            self._starts[key] = possible(self.rules, self.office, need, self.window, self.frame, self.changes)
        return self._starts[key]
