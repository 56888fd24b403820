"""Taking a seat for a while: one statement that either takes it or does nothing. The database decides, not the code.

``ON CONFLICT DO NOTHING`` against the exclusion constraint: of any number of rivals one gets the seat, and the others are
told so at once. A plain insert against such a constraint deadlocks under load (`docs/decisions/0027`).
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection

from appointments import quick, tidying
from appointments.availability import SeatKey, fits_the_calendar, seats_at
from appointments.config import AppointmentRules, Office
from appointments.grid import on_the_grid
from appointments.models import Booking, Seat
from appointments.needs import Need
from appointments.records import move
from appointments.refusals import UnableToBook
from appointments.released import window
from appointments.states import PENDING, State
from declarations.models import Declaration


def take(
    *, case: Declaration, rules: AppointmentRules, need: Need, office: str, starts_at: datetime, state: State,
    until: datetime, via: str, at: datetime, notice: timedelta | None = None, only: Collection[SeatKey] | None = None,
    own: Booking | None = None,
) -> Booking:  # fmt: skip
    """Takes some free seat of the office for this need from this start, until ``until`` unless it is confirmed.

    Joins the caller's transaction, in which the case is locked. ``only`` these seats, if given. ``own`` is the visit that
    the new one would replace: where all is full, its time counts as free for its own case (``_beside``).
    Refused: ``slot_past``, ``too_soon``, ``not_open_yet``, ``no_such_slot``, ``slot_gone``.
    """
    there = rules.office(office)
    if there is None or need.office not in ("", office) or not need.is_possible or not on_the_grid(starts_at):
        raise UnableToBook(code="no_such_slot")
    _refuse_outside_window(rules, starts_at, at, notice)
    free = seats_at(rules=rules, office=there, need=need, starts_at=starts_at, at=at)
    if not free and not fits_the_calendar(rules=rules, office=there, need=need, starts_at=starts_at):
        raise UnableToBook(code="no_such_slot")
    booking = _draft(case.id, rules, need, office, starts_at, state, until, via, at)
    open_seats = [seat for seat in free if only is None or seat in only]
    # In random order: rivals for the same start then do not all run at the same counter first.
    for seat in random.sample(open_seats, len(open_seats)):
        booking.seat = seat_number(there, seat)
        if place(booking, at=at):
            return booking
    if own is not None and _beside(booking, own, rules, there, need, at) and place(booking, at=at):
        return booking
    raise UnableToBook(code="slot_gone")


def take_at_once(
    *, case_id: uuid.UUID, rules: AppointmentRules, need: Need, office: str, starts_at: datetime, until: datetime,
    via: str, at: datetime, notice: timedelta | None,
) -> Booking | None:  # fmt: skip
    """A hold in one statement, where nothing is unusual (``quick``); else ``None``, and ``take`` looks at it in full."""
    there = rules.office(office)
    if there is None or not need.is_possible or not on_the_grid(starts_at):
        return None
    _refuse_outside_window(rules, starts_at, at, notice)
    seats = fits_the_calendar(rules=rules, office=there, need=need, starts_at=starts_at, changes=[])
    if not seats or need.office not in ("", office):
        return None
    booking = _draft(case_id, rules, need, office, starts_at, State.HELD, until, via, at)
    return booking if quick.hold(booking, seats, tidied_at=tidying.due(at=at)) else None


def _beside(booking: Booking, own: Booking, rules: AppointmentRules, office: Office, need: Need, at: datetime) -> bool:
    """Makes the booking take up only what its case's own visit at that seat does not take up already.

    So somebody can move by a quarter of an hour at the only counter: the visit keeps the time that both have in common,
    and ``confirm`` takes all of it once the old visit has gone. Not where the new one would begin earlier and end later.
    """
    seat = Seat.objects.filter(id=own.seat or 0, office=office.key).values_list("resource", "place").first()
    if seat is None or own.busy_until <= booking.busy_from or booking.busy_until <= own.busy_from:
        return False
    if seat not in seats_at(
        rules=rules, office=office, need=need, starts_at=booking.starts_at, at=at, besides=own.case_id
    ):
        return False
    earlier, later = booking.busy_from < own.busy_from, booking.busy_until > own.busy_until
    if earlier and later:
        return False
    booking.seat = own.seat
    if not later:
        booking.busy_until = own.busy_from if earlier else booking.busy_from
    else:
        booking.busy_from = own.busy_until
    return True


def _refuse_outside_window(
    rules: AppointmentRules, starts_at: datetime, at: datetime, notice: timedelta | None
) -> None:
    open_now = window(rules, at=at, notice=notice)
    if starts_at <= at:
        raise UnableToBook(code="slot_past")
    if starts_at < open_now.first:
        raise UnableToBook(code="too_soon")
    if starts_at >= open_now.end:
        raise UnableToBook(code="not_open_yet")


def _draft(
    case_id: uuid.UUID, rules: AppointmentRules, need: Need, office: str, starts_at: datetime, state: State,
    until: datetime, via: str, at: datetime,
) -> Booking:  # fmt: skip
    length = rules.lengths.of(need.purpose)
    ends_at = starts_at + timedelta(minutes=length.of(need))
    return Booking(
        case_id=case_id, state=state, purpose=need.purpose, comes=need.comes, persons=need.persons,
        interpreter=need.interpreter, office=office, starts_at=starts_at, ends_at=ends_at, busy_from=starts_at,
        busy_until=ends_at + timedelta(minutes=length.buffer), held_until=until, via=via, created_at=at, changed_at=at,
    )  # fmt: skip


def seat_number(office: Office, seat: SeatKey) -> int:
    """The seat's number; made when it is first needed, by whoever comes first."""
    resource, place = seat
    known = Seat.objects.filter(office=office.key, resource=resource, place=place).values_list("id", flat=True)
    found = known.first()
    if found is None:
        Seat.objects.bulk_create([Seat(office=office.key, resource=resource, place=place)], ignore_conflicts=True)
        found = known.get()
    return found


def place(booking: Booking, *, at: datetime) -> bool:
    """Stores the booking where no other one stands whose time is not over; answers whether it did."""
    return insert(booking) or (sweep(booking, at) and insert(booking))


def insert(booking: Booking) -> bool:
    """Stores the booking unless its seat is taken; answers whether it did. One statement, no error, no deadlock."""
    values = {field.column: getattr(booking, field.attname) for field in Booking._meta.local_concrete_fields}
    columns = ", ".join(f'"{column}"' for column in values)
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO appointments_booking ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING RETURNING id",
            list(values.values()),
        )
        taken = cursor.fetchone() is not None
    booking._state.adding = not taken
    return taken


def sweep(booking: Booking, at: datetime) -> bool:
    """Ends holds and offers whose time is over where this booking wants to be; answers whether there were any.

    The waiting list hears of an offer that ended so by its event (``appointments.subscribers``).
    """
    stale = Booking.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(
        seat=booking.seat, state__in=sorted(PENDING), held_until__lte=at, busy_until__gt=booking.busy_from,
        busy_from__lt=booking.busy_until,
    )  # fmt: skip
    found = list(stale.exclude(id=booking.id).order_by("id"))
    for old in found:
        move(old, State.EXPIRED, at=at, ended_by="time")
    return bool(found)
