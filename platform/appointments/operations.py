"""Holding, booking, moving and giving back visits in our own calendars; arrived, served, missed.

Every function joins the caller's transaction (``appointments.contention.patiently``) and locks the case first: what
concerns one case happens one after the other, and different cases meet only at a seat, where the database decides.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from appointments import slots, waiting
from appointments.availability import fits_the_calendar
from appointments.config import AppointmentRules
from appointments.models import Booking, Invitation, Seat
from appointments.needs import Comes, Need, Purpose
from appointments.records import actor_of, locked, locked_case, move
from appointments.refusals import UnableToBook
from appointments.states import ACTIVE, PENDING, State
from audit.operations import staff
from configuration.queries import in_force
from declarations import sealing

WISHES = "appointments.wishes"
NO_NOTICE = timedelta(0)


def need_of(booking: Booking) -> Need:
    """The need that this booking was made for, at its office."""
    return Need(
        Purpose(booking.purpose), booking.persons, booking.interpreter, booking.office, Comes(booking.comes)
    )  # fmt: skip


def hold(
    *, case_id: uuid.UUID, need: Need, office: str, starts_at: datetime, via: str, at: datetime, by: int | None = None
) -> Booking:
    """Keeps a free slot for the case for the city's ``hold_minutes``. An earlier hold of the case is given up.

    The same slot again answers the hold, or the visit, that there is. ``via``: sponsor or desk; a clerk (``by``) needs no lead time.
    Refused with ``UnableToBook``: slot_past, too_soon, not_open_yet, no_such_slot, slot_gone.
    """
    case = locked_case(case_id)
    rules = in_force(at=at).section(AppointmentRules)
    booked, earlier = _active(case_id), _held(case_id)
    if booked is not None and booked.state == State.BOOKED and _is_there(booked, need, office, starts_at):
        return booked
    if earlier is not None:
        if _is_same(earlier, need, office, starts_at, at):
            return earlier
        move(earlier, State.CANCELLED, at=at, ended_by=via)
    return slots.take(
        case=case, rules=rules, need=need, office=office, starts_at=starts_at, state=State.HELD,
        until=at + timedelta(minutes=rules.hold_minutes), via=via, at=at, notice=NO_NOTICE if by is not None else None,
    )  # fmt: skip


def _held(case_id: uuid.UUID) -> Booking | None:
    rows = Booking.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(case_id=case_id, state=State.HELD).first()


def _is_same(held: Booking, need: Need, office: str, starts_at: datetime, at: datetime) -> bool:
    fresh = held.held_until is not None and held.held_until > at
    return fresh and _is_there(held, need, office, starts_at)


def _is_there(booking: Booking, need: Need, office: str, starts_at: datetime) -> bool:
    there = need_of(booking)
    alike = (there.purpose, there.persons, there.interpreter, there.comes) == (
        need.purpose, need.persons, need.interpreter, need.comes,
    )  # fmt: skip
    return alike and not booking.system and booking.office == office and booking.starts_at == starts_at


def confirm(
    *, booking_id: uuid.UUID, case_id: uuid.UUID, via: str, at: datetime, by: int | None = None, wishes: str = ""
) -> Booking:
    """Books what is held or offered; what the case had booked before is moved to it and its old slot passed on.

    Twice is once. A hold whose time is over still counts while nobody else took the slot. ``wishes`` is sealed.
    Refused with ``UnableToBook``: not_yours, hold_over, slot_past, calendar_changed, too_late, too_many_changes.
    """
    locked_case(case_id)
    booking = _mine(booking_id, case_id)
    if booking.state in ACTIVE:
        return booking
    if booking.state not in PENDING:
        raise UnableToBook(code="hold_over")
    _refuse_if_changed(booking, at)
    before, offered = _active(case_id), booking.state == State.OFFERED
    if before is not None:
        _make_room(before, via, at, by)
    changes: dict[str, Any] = {"held_until": None, "sealed_wishes": _sealed(case_id, wishes)}
    if before is not None:
        changes |= {"uid": before.uid, "revision": before.revision + 1}
    move(booking, State.BOOKED, at=at, actor=actor_of(via, by), **changes)
    if offered:
        waiting.taken(booking, at=at)
    if before is not None:
        waiting.pass_on(before, at=at)
    return booking


def _mine(booking_id: uuid.UUID, case_id: uuid.UUID) -> Booking:
    booking = locked(booking_id)
    if booking.case_id != case_id:
        raise UnableToBook(code="not_yours")
    return booking


def _sealed(case_id: uuid.UUID, wishes: str) -> bytes | None:
    return sealing.cipher(case_id).seal_json(wishes.strip(), WISHES) if wishes.strip() else None


def _refuse_if_changed(booking: Booking, at: datetime) -> None:
    """The calendar may have changed while the slot was held: what is closed by now cannot be booked."""
    if booking.starts_at <= at:
        raise UnableToBook(code="slot_past")
    rules = in_force(at=at).section(AppointmentRules)
    place = rules.office(booking.office)
    if place is None:
        raise UnableToBook(code="calendar_changed")
    open_seats = fits_the_calendar(rules=rules, office=place, need=need_of(booking), starts_at=booking.starts_at)
    seat = Seat.objects.filter(id=booking.seat or 0).values_list("resource", "place").first()
    if seat not in open_seats:
        raise UnableToBook(code="calendar_changed")


def _active(case_id: uuid.UUID) -> Booking | None:
    rows = Booking.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(case_id=case_id, state__in=sorted(ACTIVE)).first()


def _make_room(before: Booking, via: str, at: datetime, by: int | None) -> None:
    if before.state == State.ARRIVED or (by is None and before.starts_at <= at and via != "office"):
        raise UnableToBook(code="too_late")
    if via == "sponsor" and _changes(before) >= in_force(at=at).section(AppointmentRules).fair_use.changes:
        raise UnableToBook(code="too_many_changes")
    move(before, State.MOVED, at=at, actor=actor_of(via, by), ended_by=via)


def _changes(booking: Booking) -> int:
    """How often the sponsor moved or gave back a visit of this case."""
    ended = Booking.objects.filter(
        case_id=booking.case_id, ended_by="sponsor", state__in=[State.MOVED, State.CANCELLED]
    )
    return ended.exclude(held_until__isnull=False).count()


def book(
    *, case_id: uuid.UUID, need: Need, office: str, starts_at: datetime, via: str, at: datetime, by: int | None = None,
    wishes: str = "",
) -> Booking:  # fmt: skip
    """Holds and confirms in one: what a clerk does by telephone. Refused as ``hold`` and ``confirm``."""
    held = hold(case_id=case_id, need=need, office=office, starts_at=starts_at, via=via, at=at, by=by)
    return confirm(booking_id=held.id, case_id=case_id, via=via, at=at, by=by, wishes=wishes)


def cancel(*, case_id: uuid.UUID, via: str, at: datetime, by: int | None = None) -> Booking:
    """Gives back the visit that is booked; the slot goes to the next in the line. Refused: no_booking, too_late."""
    locked_case(case_id)
    booking = _active(case_id)
    if booking is None:
        raise UnableToBook(code="no_booking")
    if via == "sponsor" and booking.starts_at <= at:
        raise UnableToBook(code="too_late")
    move(booking, State.CANCELLED, at=at, actor=actor_of(via, by), ended_by=via)
    waiting.pass_on(booking, at=at)
    return booking


def give_up_hold(*, case_id: uuid.UUID, at: datetime) -> None:
    """The sponsor went back to choose another slot. Does nothing without a hold."""
    locked_case(case_id)
    held = _held(case_id)
    if held is not None:
        move(held, State.CANCELLED, at=at, ended_by="sponsor")


def release(*, case_id: uuid.UUID, why: str, at: datetime) -> None:
    """The case ends without a visit (withdrawn, refused, …): everything that it holds in the calendar is free at once.

    ``why``: at most 16 characters, kept with the booking. Twice is once.
    """
    locked_case(case_id)
    waiting.leave(case_id=case_id, at=at)
    rows = Booking.objects.select_for_update(of=("self",), no_key=True)
    for booking in rows.filter(case_id=case_id, state__in=sorted(PENDING | ACTIVE)).order_by("id"):
        move(booking, State.CANCELLED, at=at, ended_by=why)
        waiting.pass_on(booking, at=at)
    Invitation.objects.filter(case_id=case_id, ended_at=None).update(ended_at=at)


def arrive(*, booking_id: uuid.UUID, by: int, at: datetime) -> None:
    _at_the_counter(booking_id, State.ARRIVED, by, at)


def serve(*, booking_id: uuid.UUID, by: int, at: datetime) -> None:
    _at_the_counter(booking_id, State.SERVED, by, at)


def undo(*, booking_id: uuid.UUID, by: int, at: datetime) -> None:
    """Takes back the last step at the counter: arrived, served or missed was clicked by mistake."""
    back = {State.ARRIVED: State.BOOKED, State.SERVED: State.ARRIVED, State.MISSED: State.ARRIVED}
    booking = locked(booking_id)
    _at_the_counter(booking_id, back.get(State(booking.state), State.BOOKED), by, at)


def miss(*, booking_id: uuid.UUID, by: int, at: datetime) -> None:
    """Nobody came: the place is free at once. Refused: ``too_soon`` before the visit's time."""
    booking = _at_the_counter(booking_id, State.MISSED, by, at)
    if booking.starts_at > at:
        raise UnableToBook(code="too_soon")
    waiting.pass_on(booking, at=at)


def _at_the_counter(booking_id: uuid.UUID, target: State, by: int, at: datetime) -> Booking:
    found = Booking.objects.filter(id=booking_id).values_list("case_id", flat=True).first()
    if found is None:
        raise UnableToBook(code="no_booking")
    locked_case(found)
    booking = locked(booking_id)
    if booking.state == target:
        return booking
    try:
        with transaction.atomic():
            move(booking, target, at=at, actor=staff(by), ended_by="no_show" if target is State.MISSED else "")
    except IntegrityError:  # came after all, but the place was given away, or another visit is booked meanwhile
        raise UnableToBook(code="slot_gone") from None
    return booking
