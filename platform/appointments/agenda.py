"""A day at an office: who is booked where, where there is room, what is closed and why. And days by number."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from appointments import changes
from appointments.availability import SeatKey, frame_of, free_by_seat
from appointments.config import AppointmentRules, Counter, Office
from appointments.grid import bits, cells
from appointments.models import Booking, CalendarChange, Seat, WaitingEntry
from appointments.needs import Need, Purpose
from appointments.opening import DAY, Interval, closure_on, moment, opening_of
from appointments.released import Window
from appointments.states import OCCUPYING, State
from kernel.clock import german_day

SHOWN = (State.BOOKED, State.ARRIVED, State.SERVED, State.MISSED)
CAME = (State.BOOKED, State.ARRIVED, State.SERVED)
SHORTEST_GAP = timedelta(minutes=5)


@dataclass(frozen=True)
class Row:
    """One place at a counter on one day: when it is open, what is taken, and the gaps between."""

    name: str
    open: list[Interval]
    taken: list[Interval]
    gaps: list[Interval]


@dataclass(frozen=True)
class OfficeDay:
    """``closed``: why, where it is. ``changes``: what the desk changed that touches the day."""

    office: Office
    rows: list[Row]
    closed: str
    changes: list[CalendarChange]


@dataclass
class Agenda:
    """``outside``: numbers of the visits that stand where the calendar is closed by now."""

    visits: list[Booking]
    seats: dict[int, Seat]
    offices: list[OfficeDay]
    outside: set[object] = field(default_factory=set)


def bounds(day: date) -> Interval:
    """The two midnights of a German day, in UTC."""
    return moment(day, time.min), moment(day + DAY, time.min)


def of_day(rules: AppointmentRules, *, day: date, at: datetime, office: str = "") -> Agenda:
    """Four statements, whatever the number of visits, counters and offices."""
    first, end = bounds(day)
    rows = Booking.objects.select_related("case").filter(starts_at__gte=first, starts_at__lt=end)
    there = list(rows.filter(state__in=[*OCCUPYING, State.MISSED], **_at(office)).order_by("starts_at", "seat", "id"))
    seats = {seat.id: seat for seat in Seat.objects.filter(**_at(office))}
    changed = changes.standing(first=first, end=end, office=office)
    taken = [visit for visit in there if visit.state in OCCUPYING and not _is_over(visit, at)]
    offices = [
        _office_day(place, day, [row for row in changed if row.office == place.key], taken, seats)
        for place in rules.offices
        if office in ("", place.key)
    ]
    visits = [visit for visit in there if visit.state in SHOWN]
    return Agenda(visits, seats, offices, outside(rules, visits, seats, changed))


def _at(office: str) -> dict[str, str]:
    return {"office": office} if office else {}


def _is_over(visit: Booking, at: datetime) -> bool:
    return visit.held_until is not None and visit.held_until <= at


def _office_day(
    office: Office, day: date, changed: list[CalendarChange], taken: list[Booking], seats: dict[int, Seat]
) -> OfficeDay:
    rows = []
    for counter in office.counters:
        spans = opening_of(office, counter, first=day, last=day, changes=map(changes.as_change, changed))
        for place in range(1, counter.places + 1):
            busy = _busy(taken, seats, (counter.key, place), office.key)
            rows.append(Row(place_name(office, counter.key, place), spans, busy, _gaps(spans, busy)))
    return OfficeDay(office, rows, closure_on(office, day) or "", changed)


def _busy(taken: list[Booking], seats: dict[int, Seat], key: SeatKey, office: str) -> list[Interval]:
    found = []
    for visit in taken:
        seat = seats.get(visit.seat or 0)
        if seat is not None and visit.office == office and (seat.resource, seat.place) == key:
            found.append((visit.busy_from, visit.busy_until))
    return sorted(found)


def _gaps(spans: list[Interval], busy: list[Interval]) -> list[Interval]:
    found = []
    for start, end in spans:
        since = start
        for taken_from, taken_until in busy:
            if taken_from >= end or taken_until <= since:
                continue
            if taken_from - since >= SHORTEST_GAP:
                found.append((since, taken_from))
            since = max(since, taken_until)
        if end - since >= SHORTEST_GAP:
            found.append((since, end))
    return found


def place_name(office: Office | None, resource: str, place: int) -> str:
    """„Schalter 1“, where there are several places „Schalter 1/2“; the key, where the counter is no more."""
    counter = office.counter(resource) if office else None
    if counter is None:
        return resource
    return counter.name if counter.places == 1 else f"{counter.name}/{place}"


def outside(
    rules: AppointmentRules, visits: Iterable[Booking], seats: dict[int, Seat], changed: list[CalendarChange]
) -> set[object]:
    """The visits that stand where the calendar is closed: their counter is gone, or not open the whole time."""
    spans: dict[tuple[str, str, date], list[Interval]] = {}
    found: set[object] = set()
    for visit in visits:
        office, seat = rules.office(visit.office), seats.get(visit.seat or 0)
        if visit.system:
            continue
        counter = office.counter(seat.resource) if office and seat else None
        if office is None or counter is None:
            found.add(visit.id)
            continue
        day = german_day(visit.starts_at)
        key = (office.key, counter.key, day)
        if key not in spans:
            spans[key] = _spans(office, counter, day, changed)
        if not any(start <= visit.starts_at and visit.ends_at <= end for start, end in spans[key]):
            found.add(visit.id)
    return found


def _spans(office: Office, counter: Counter, day: date, changed: list[CalendarChange]) -> list[Interval]:
    here = [changes.as_change(row) for row in changed if row.office == office.key]
    return opening_of(office, counter, first=day, last=day, changes=here)


def day_with_visits(*, at: datetime, office: str = "") -> date:
    """Today, or the next day on which somebody comes when today nobody does."""
    coming = Booking.objects.filter(starts_at__gte=bounds(german_day(at))[0], state__in=SHOWN, **_at(office))
    first = coming.order_by("starts_at").values_list("starts_at", flat=True).first()
    return german_day(first) if first else german_day(at)


def coming(office: str, *, at: datetime, resource: str = "") -> int:
    """Visits from now on at this office, or at one of its counters."""
    visits = Booking.objects.filter(office=office, starts_at__gte=at, state__in=[State.BOOKED, State.ARRIVED])
    if resource:
        visits = visits.filter(seat__in=Seat.objects.filter(office=office, resource=resource).values("id"))
    return visits.count()


def waiting_length(office: str = "") -> int:
    """How many people would rather come earlier."""
    line = WaitingEntry.objects.filter(state__in=["waiting", "offered"])
    return (line.filter(office__in=["", office]) if office else line).count()


@dataclass(frozen=True)
class DayFigures:
    """``free``: so many visits of one person, the usual ones, would still fit."""

    booked: int
    free: int
    opens: bool


def figures(
    rules: AppointmentRules, office: Office, *, first: date, last: date, at: datetime
) -> dict[date, DayFigures]:
    """Day by day, both included. Five statements, whatever the number of days and counters."""
    start, end = bounds(first)[0], bounds(last)[1]
    taken = Booking.objects.filter(office=office.key, state__in=CAME, starts_at__gte=start, starts_at__lt=end)
    booked = Tally(german_day(begin) for begin in taken.values_list("starts_at", flat=True))
    free = fitting_visits(rules, office, Window(max(start, at), end), at=at)
    days = _open_days(office, first, last, start, end)
    return {
        day: DayFigures(booked[day], free[day], day in days)
        for day in (first + timedelta(days=number) for number in range((last - first).days + 1))
    }


def usual(office: Office) -> Need:
    """What most people come for at this office: to sign, if it is done there at all."""
    for purpose in (Purpose.SIGNING, Purpose.PICKUP, Purpose.ADVICE):
        if any(not counter.purposes or purpose in counter.purposes for counter in office.counters):
            return Need(purpose, office=office.key)
    return Need(Purpose.ADVICE, office=office.key)


def fitting_visits(rules: AppointmentRules, office: Office, window: Window, *, at: datetime) -> Tally[date]:
    """So many of the usual visits still fit into the window, by day.

    Counted by taking the first free start of each seat, then the next that does not touch it, and so on."""
    need = usual(office)
    length = rules.lengths.of(need.purpose)
    whole, found = cells(length.of(need) + length.buffer), Tally[date]()
    frame = frame_of(window)
    for mask in free_by_seat(rules=rules, office=office, need=need, window=window, at=at).values():
        reached = -1
        for bit in bits(mask):
            if bit >= reached:
                found[german_day(frame.moment(bit))] += 1
                reached = bit + whole
    return found


def _open_days(office: Office, first: date, last: date, start: datetime, end: datetime) -> set[date]:
    changed = [changes.as_change(row) for row in changes.standing(first=start, end=end, office=office.key)]
    return {
        german_day(begin)
        for counter in office.counters
        for begin, _end in opening_of(office, counter, first=first, last=last, changes=changed)
    }
