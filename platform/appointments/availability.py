"""Which starts are free: open stretches less what is taken, counter by counter, as bits (``appointments.grid``).

One query for the seats, one for what is taken (grouped by seat), one for what the desk changed; the rest is arithmetic.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from appointments.config import AppointmentRules, Counter, Office
from appointments.grid import CELL, CELL_SECONDS, Frame, bits, cells, fitting, runs
from appointments.models import CalendarChange, Seat
from appointments.needs import Need
from appointments.opening import DAY, Change, Interval, after_changes, published_of, raster_of
from appointments.released import Window
from appointments.states import ACTIVE, OCCUPYING, PENDING
from kernel.clock import german_day

# No visit takes longer with all that a city can set; by it the index of starts finds what is still going on.
LONGEST = timedelta(days=2)
SeatKey = tuple[str, int]  # the counter's key and the number of the place at it

# As four bytes a visit instead of an array: PostgreSQL and Python then spend a third of the time on a full calendar.
_TAKEN = """SELECT seat, cells, string_agg(int4send(first_cell), '')
FROM (
    SELECT seat, floor(date_part('epoch', busy_from) / %(cell)s)::int4 - %(origin)s AS first_cell,
           ceil(date_part('epoch', busy_until) / %(cell)s)::int4
           - floor(date_part('epoch', busy_from) / %(cell)s)::int4 AS cells
    FROM appointments_booking
    WHERE starts_at > %(early)s AND starts_at < %(end)s
      AND office = %(office)s AND state = ANY(%(occupying)s) AND seat IS NOT NULL
      AND busy_until > %(first)s AND busy_from < %(end)s
      AND NOT (state = ANY(%(pending)s) AND held_until <= %(at)s)
      AND NOT coalesce(case_id = %(besides)s::uuid AND state = ANY(%(active)s), false)
) AS visit
GROUP BY seat, cells
"""


class Slot(NamedTuple):
    """A free start. ``minutes`` is the visit's length without the buffer after it."""

    starts_at: datetime
    office: str
    minutes: int

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


def free_slots(
    *, rules: AppointmentRules, need: Need, window: Window, at: datetime, besides: uuid.UUID | None = None
) -> list[Slot]:
    """The free starts in this window for this need, by time; at two offices at the same time both are named.

    ``besides``: the visit of this case does not count, because it would be moved. None for a need that nobody can have.
    """
    if not need.is_possible:
        return []
    minutes = rules.lengths.of(need.purpose).of(need)
    found: list[Slot] = []
    for office in _offices(rules, need):
        frame = frame_of(window)
        union = 0
        masks = free_by_seat(rules=rules, office=office, need=need, window=window, at=at, besides=besides)
        for mask in masks.values():
            union |= mask
        found += [Slot(frame.moment(bit), office.key, minutes) for bit in bits(union)]
    return sorted(found)


def seats_at(
    *, rules: AppointmentRules, office: Office, need: Need, starts_at: datetime, at: datetime,
    besides: uuid.UUID | None = None,
) -> list[SeatKey]:  # fmt: skip
    """The seats of the office that are free for this need from exactly this start."""
    window = Window(starts_at, starts_at + CELL)
    bit = frame_of(window).bit(starts_at)
    found = free_by_seat(rules=rules, office=office, need=need, window=window, at=at, besides=besides)
    return [seat for seat, mask in found.items() if mask >> bit & 1]


def fits_the_calendar(
    *, rules: AppointmentRules, office: Office, need: Need, starts_at: datetime, changes: list[Change] | None = None
) -> list[SeatKey]:
    """The seats that would serve this need from this start if nobody else had booked: is it a slot at all?"""
    window = Window(starts_at, starts_at + CELL)
    frame = frame_of(window)
    masks = possible(rules, office, need, window, frame, changes)
    return [seat for seat, mask in masks.items() if mask >> frame.bit(starts_at) & 1]


def still_serves(*, office: Office, seat: SeatKey, need: Need, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether this seat is there for this purpose and open all the time: also where starts are counted otherwise now."""
    counter = office.counter(seat[0])
    if counter is None or seat[1] > counter.places or counter not in _counters(office, need):
        return False
    window = Window(starts_at, ends_at)
    return any(start <= starts_at and ends_at <= end for start, end in _open(office, counter, window)[0])


def free_by_seat(
    *, rules: AppointmentRules, office: Office, need: Need, window: Window, at: datetime,
    besides: uuid.UUID | None = None,
) -> dict[SeatKey, int]:  # fmt: skip
    """Bits of the free starts by seat, counted from the beginning of the window's frame (``frame_of``)."""
    if window.is_empty:
        return {}
    frame = frame_of(window)
    open_starts = possible(rules, office, need, window, frame)
    if not any(open_starts.values()):
        return open_starts
    length = rules.lengths.of(need.purpose)
    whole = cells(length.of(need) + length.buffer)
    busy = taken(office, window, frame, reach=whole * CELL, at=at, besides=besides)
    everything = (1 << (frame.bit(window.end, up=True) + whole)) - 1
    return {seat: mask & fitting(everything & ~busy.get(seat, 0), whole) for seat, mask in open_starts.items()}


def possible(
    rules: AppointmentRules,
    office: Office,
    need: Need,
    window: Window,
    frame: Frame,
    changes: list[Change] | None = None,
) -> dict[SeatKey, int]:
    """The starts by seat as the calendar alone allows them. Counters with the same hours are worked out once.

    ``changes``: instead of what the desk changed so far.
    """
    changes = changes_of(office, window) if changes is None else changes
    length = cells(rules.lengths.of(need.purpose).of(need))
    inside = ~((1 << max(0, frame.bit(window.first, up=True))) - 1) & ((1 << frame.bit(window.end, up=True)) - 1)
    known: dict[str, int] = {}
    found: dict[SeatKey, int] = {}
    for counter in _counters(office, need):
        key = repr((counter.hours, [change for change in changes if change.concerns(counter)]))
        if key not in known:
            spans, raster = _open(office, counter, window, changes)
            starts = frame.starts(raster, step=cells(rules.step_minutes))
            known[key] = starts & fitting(frame.open_mask(spans), length) & inside
        found |= {(counter.key, place): known[key] for place in range(1, counter.places + 1)}
    return found


def _open(
    office: Office, counter: Counter, window: Window, changes: list[Change] | None = None
) -> tuple[list[Interval], list[Interval]]:
    """When the counter is open around this window, and from where its starts are counted.

    From a day earlier on: what the desk opened overnight begins there, however little of it is asked for.
    """
    published = published_of(
        office, counter, first=german_day(window.first) - DAY, last=german_day(window.end)
    )  # fmt: skip
    known = changes_of(office, window) if changes is None else changes
    return after_changes(published, counter, known), raster_of(published, counter, known)


def taken(
    office: Office, window: Window, frame: Frame, *, reach: timedelta, at: datetime, besides: uuid.UUID | None = None
) -> dict[SeatKey, int]:
    """What is booked, held or on offer, by seat. ``besides``: but for the visit of this case."""
    rows = Seat.objects.filter(office=office.key).values_list("id", "resource", "place")
    seats = {number: (resource, place) for number, resource, place in rows}
    values: dict[str, Any] = {
        "cell": CELL_SECONDS, "origin": frame.first_cell, "office": office.key, "occupying": sorted(OCCUPYING),
        "pending": sorted(PENDING), "first": max(window.first, frame.origin), "end": window.end + reach, "at": at,
        "early": max(window.first, frame.origin) - LONGEST, "active": sorted(ACTIVE), "besides": besides and str(besides),
    }  # fmt: skip
    found: dict[SeatKey, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, values)
        for number, length, firsts in cursor.fetchall():
            if number in seats:
                found[seats[number]] = found.get(seats[number], 0) | runs(firsts, length)
    return found


def changes_of(office: Office, window: Window) -> list[Change]:
    """What the desk changed and did not take back, in the order of the changes."""
    rows = CalendarChange.objects.filter(
        office=office.key, ends_at__gt=window.first - timedelta(days=1), starts_at__lt=window.end + timedelta(days=1),
        taken_back_by=None,
    ).exclude(kind=CalendarChange.Kind.TAKEN_BACK)  # fmt: skip
    return [
        Change(kind == CalendarChange.Kind.OPENED, resource, starts_at, ends_at)
        for kind, resource, starts_at, ends_at in rows.order_by("at", "id").values_list(
            "kind", "resource", "starts_at", "ends_at"
        )
    ]


def _offices(rules: AppointmentRules, need: Need) -> list[Office]:
    return [office for office in rules.offices if need.office in ("", office.key)]


def _counters(office: Office, need: Need) -> list[Counter]:
    return [counter for counter in office.counters if not counter.purposes or need.purpose in counter.purposes]


def frame_of(window: Window) -> Frame:
    """Begins a day before the window, on the grid, so that nothing of the first day lies before bit 0."""
    seconds = int(window.first.timestamp()) - 86_400
    return Frame(datetime.fromtimestamp(seconds - seconds % 3600, UTC))
