"""Changing the calendar while visits stand in it: first a plan that a person reads, then all of it in one transaction.

Whoever has to go is moved to the nearest free start after the old one, in the order of the visits' times, for the same
need at the same office; who finds none is asked to choose anew. Targets respect the city's lead time, so that the news
reaches people in time, and may lie beyond the days that are released, for four weeks after the closure.

While it is done nobody else writes a booking of the city (a table lock of a second or two): what the plan counted is all
there is, nothing can be booked into the hours that close, and no two of those who are moved meet at one seat.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from appointments import agenda, changes, waiting
from appointments.availability import SeatKey
from appointments.board import Board, Target
from appointments.config import AppointmentRules
from appointments.contention import patiently
from appointments.models import Booking, CalendarChange, Invitation, Seat, WaitingEntry
from appointments.operations import need_of
from appointments.records import move_all
from appointments.refusals import UnableToClose
from appointments.released import Window, released_until
from appointments.slots import seat_number
from appointments.states import PENDING, State
from audit.operations import record, staff
from configuration.queries import in_force

Kind = CalendarChange.Kind
BEYOND = timedelta(weeks=4)
LONGEST_WAIT = "3s"


@dataclass(frozen=True)
class Step:
    """One visit and where it goes; ``None``: nowhere, the person is asked to choose anew."""

    booking: Booking
    to: Target | None


@dataclass(frozen=True)
class Plan:
    """``given_up``: slots that are only held or on offer. ``here``: people who are at the office already and stay.

    ``fingerprint`` names who is affected and who finds a place. It leaves out the times: they shift by a slot whenever
    somebody books, and a plan would otherwise hold for seconds only.
    """

    steps: tuple[Step, ...] = ()
    given_up: tuple[Booking, ...] = ()
    here: int = 0

    @property
    def moved(self) -> list[Step]:
        return [step for step in self.steps if step.to is not None]

    @property
    def homeless(self) -> list[Step]:
        return [step for step in self.steps if step.to is None]

    @property
    def fingerprint(self) -> str:
        said = [f"{step.booking.id}:{step.to is not None}" for step in self.steps]
        return hashlib.sha256("|".join(sorted(said)).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Done:
    """What came of it. ``again``: this very change was made before (a second click); nothing was done now."""

    change: CalendarChange
    moved: int = 0
    cancelled: int = 0
    again: bool = False


def narrows(change: CalendarChange) -> bool:
    """Whether it takes hours away: a closure, or an opening that is taken back."""
    return change.kind == Kind.CLOSED or (change.takes_back is not None and change.takes_back.kind == Kind.OPENED)


def plan(change: CalendarChange, *, at: datetime) -> Plan:
    """What the unsaved ``change`` would do. Reads only. Refused with ``UnableToClose``."""
    rules = in_force(at=at).section(AppointmentRules)
    _check(rules, change, at)
    if not narrows(change):
        return Plan()
    standing = _standing_then(change)
    affected, here = _affected(rules, change, standing, at)
    booked = [booking for booking in affected if booking.state == State.BOOKED]
    return Plan(
        steps=tuple(_placed(rules, change, standing, booked, at)) if booked else (),
        given_up=tuple(booking for booking in affected if booking.state in PENDING),
        here=here,
    )


def close(*, change: CalendarChange, by: int, at: datetime, fingerprint: str) -> Done:
    """Saves the change and moves, cancels and gives up what stands in its way, all or nothing. Outside any transaction.
    Hours that are opened are offered to those who wait for an earlier visit.

    ``change.id`` is the form's own number: the same form again does nothing. Refused with ``UnableToClose``:
    changed_meanwhile (the plan whose ``fingerprint`` was read holds no longer), and what ``plan`` refuses.
    """
    return patiently(lambda: _close(change, by, at, fingerprint))


def _close(change: CalendarChange, by: int, at: datetime, fingerprint: str) -> Done:
    if narrows(change):
        _alone()
    before = CalendarChange.objects.filter(id=change.id).first()
    if before is not None:
        return Done(before, again=True)
    found = plan(change, at=at)
    if found.fingerprint != fingerprint:
        raise UnableToClose()
    if not _saved(change, by, at):
        return Done(change, again=True)
    _give_up(found.given_up, at)
    _end([step.booking for step in found.homeless], State.CANCELLED, by, at)
    _end([step.booking for step in found.moved], State.MOVED, by, at)
    _rebook(found.moved, by, at)
    _keep_invitations(found.homeless, at)
    if not narrows(change):
        waiting.pass_on_opening(
            office=change.office, starts_at=change.starts_at, ends_at=change.ends_at, at=at, resource=change.resource
        )
    done = Done(change, len(found.moved), len(found.homeless))
    record(
        action=f"calendar.{change.kind}", actor=staff(by), at=at, change=str(change.id), office=change.office,
        moved=done.moved, cancelled=done.cancelled,
    )  # fmt: skip
    return done


def _check(rules: AppointmentRules, change: CalendarChange, at: datetime) -> None:
    office = rules.office(change.office)
    if rules.system != "own":
        raise UnableToClose(code="not_ours")
    if change.takes_back is not None:
        if CalendarChange.objects.filter(takes_back=change.takes_back).exclude(id=change.id).exists():
            raise UnableToClose(code="taken_back_already")
    elif office is None:
        raise UnableToClose(code="no_such_office")
    elif change.resource and office.counter(change.resource) is None:
        raise UnableToClose(code="no_such_counter")
    if change.ends_at <= change.starts_at:
        raise UnableToClose(code="not_in_order")
    if change.ends_at <= at:
        raise UnableToClose(code="past")


def _alone() -> None:
    """Waits until everybody who writes bookings of this city is done, and keeps the others waiting. Readers go on.

    Not for long: who waits for such a lock holds up all who come later. After that it is begun again (``patiently``).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LONGEST_WAIT])
        cursor.execute("LOCK TABLE appointments_booking IN EXCLUSIVE MODE")


def _standing_then(change: CalendarChange) -> list[CalendarChange]:
    """The desk's changes as they would stand with this one."""
    there = changes.standing(first=change.starts_at - BEYOND, end=change.ends_at + 14 * BEYOND, office=change.office)
    kept = [row for row in there if row.id != change.takes_back_id]
    return [*kept, change] if change.takes_back is None else kept


def _affected(
    rules: AppointmentRules, change: CalendarChange, standing: list[CalendarChange], at: datetime
) -> tuple[list[Booking], int]:
    """Visits to come that would stand in closed hours, in order of their times; and how many people are there already."""
    rows = Booking.objects.filter(
        office=change.office, seat__isnull=False, starts_at__lt=change.ends_at, ends_at__gt=change.starts_at,
        state__in=[State.BOOKED, State.ARRIVED, *PENDING],
    )  # fmt: skip
    seats = Seat.objects.in_bulk()
    there = [
        booking
        for booking in rows.order_by("starts_at", "created_at", "id")
        if change.resource in ("", getattr(seats.get(booking.seat or 0), "resource", None))
    ]
    outside = agenda.outside(rules, there, seats, standing)
    there = [booking for booking in there if booking.id in outside]
    here = sum(booking.state == State.ARRIVED for booking in there)
    return [booking for booking in there if booking.state != State.ARRIVED and booking.starts_at > at], here


def _placed(
    rules: AppointmentRules, change: CalendarChange, standing: list[CalendarChange], booked: list[Booking], at: datetime
) -> list[Step]:
    lead = at + timedelta(hours=rules.lead_hours)
    first = max(lead, booked[0].starts_at)
    end = max(released_until(rules, at=at), change.ends_at + BEYOND)
    office = rules.office(change.office)
    if office is None or end <= first:
        return [Step(booking, None) for booking in booked]
    board = Board(rules, office, Window(first, end), [changes.as_change(row) for row in standing], at)
    return [Step(booking, board.put(need_of(booking), after=booking.starts_at)) for booking in booked]


def _saved(change: CalendarChange, by: int, at: datetime) -> bool:
    """Stores it; answers whether it was not there yet (two clicks at the same moment)."""
    change.by, change.at = by, at
    CalendarChange.objects.bulk_create([change], ignore_conflicts=True)
    stored = CalendarChange.objects.filter(id=change.id).values_list("at", flat=True).first()
    if stored is None:
        raise UnableToClose(code="taken_back_already")
    return stored == at


def _give_up(pending: tuple[Booking, ...], at: datetime) -> None:
    move_all(pending, State.CANCELLED, at=at, ended_by="office")
    WaitingEntry.objects.filter(offer__in=pending, state=WaitingEntry.State.OFFERED).update(
        state=WaitingEntry.State.WAITING, offer=None
    )


def _end(bookings: list[Booking], how: State, by: int, at: datetime) -> None:
    move_all(bookings, how, at=at, actor=staff(by), ended_by="office")


def _rebook(steps: list[Step], by: int, at: datetime) -> None:
    """The new rows of moved visits: the same people and wishes, known to calendars by the same number."""
    if not steps:
        return
    office = in_force(at=at).section(AppointmentRules).office(steps[0].booking.office)
    stale = Booking.objects.filter(state__in=sorted(PENDING), held_until__lte=at, seat__isnull=False)
    move_all(list(stale), State.EXPIRED, at=at, ended_by="time")
    seats, rows = dict[SeatKey, int](), []
    for step in steps:
        if step.to is None or office is None:
            raise UnableToClose()
        if step.to.seat not in seats:
            seats[step.to.seat] = seat_number(office, step.to.seat)
        rows.append(_successor(step.booking, step.to, seats[step.to.seat], at))
    Booking.objects.bulk_create(rows)
    move_all(rows, State.BOOKED, at=at, actor=staff(by), held_until=None)


def _successor(old: Booking, to: Target, seat: int, at: datetime) -> Booking:
    return Booking(
        case_id=old.case_id, state=State.HELD, purpose=old.purpose, comes=old.comes, persons=old.persons,
        interpreter=old.interpreter, office=old.office, seat=seat, starts_at=to.starts_at, ends_at=to.ends_at,
        busy_from=to.starts_at, busy_until=to.busy_until, held_until=at + timedelta(minutes=5), uid=old.uid,
        revision=old.revision + 1, via="office", sealed_wishes=old.sealed_wishes, created_at=at, changed_at=at,
    )  # fmt: skip


def _keep_invitations(homeless: list[Step], at: datetime) -> None:
    """Whose visit was cancelled by us gets the whole time again for choosing another one."""
    until = at + timedelta(days=in_force(at=at).section(AppointmentRules).invitation_days)
    cases = [step.booking.case_id for step in homeless]
    Invitation.objects.filter(case_id__in=cases, ended_at=None, expires_at__lt=until).update(expires_at=until)
