"""Holding, booking, moving and giving back visits in our own calendars. (Arrived, served, missed: ``attendance``.)

Every function joins the caller's transaction (``appointments.contention.patiently``) and locks the case first: what
concerns one case happens one after the other, and different cases meet only at a seat, where the database decides.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from appointments import quick, slots, tidying, waiting
from appointments.attendance import arrive as arrive
from appointments.attendance import miss as miss
from appointments.attendance import serve as serve
from appointments.attendance import undo as undo
from appointments.availability import still_serves
from appointments.config import AppointmentRules
from appointments.models import Booking, Invitation, Seat
from appointments.needs import Comes, Need, Purpose
from appointments.records import OVER, actor_of, locked, locked_case, move
from appointments.refusals import UnableToBook
from appointments.states import ACTIVE, PENDING, State
from configuration.queries import in_force
from declarations import sealing
from declarations.models import Declaration
from declarations.states import State as CaseState

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

    The same slot again answers the hold, or the visit, that there is. ``via``: sponsor or desk; a clerk (``by``) needs
    no lead time.
    A slot that overlaps the visit which it would replace can be held also where nothing else is free (``slots.take``).
    Refused with ``UnableToBook``: slot_past, too_soon, not_open_yet, no_such_slot, slot_gone, case_closed.
    """
    rules = in_force(at=at).section(AppointmentRules)
    at_once = slots.take_at_once(
        case_id=case_id, rules=rules, need=need, office=office, starts_at=starts_at,
        until=at + timedelta(minutes=rules.hold_minutes), via=via, at=at, notice=NO_NOTICE if by is not None else None,
    )  # fmt: skip
    if at_once is not None:
        return at_once
    case = locked_case(case_id)
    _refuse_if_closed(case, by)
    standing = _standing(case_id)
    booked, earlier = _first(standing, ACTIVE), _first(standing, {State.HELD})
    if booked is not None and booked.state == State.BOOKED and _is_there(booked, need, office, starts_at):
        return booked
    if earlier is not None:
        if _is_same(earlier, need, office, starts_at, at):
            return earlier
        move(earlier, State.CANCELLED, at=at, ended_by=via)
    tidying.arrange(at=at)
    return slots.take(
        case=case, rules=rules, need=need, office=office, starts_at=starts_at, state=State.HELD,
        until=at + timedelta(minutes=rules.hold_minutes), via=via, at=at, notice=NO_NOTICE if by is not None else None,
        own=booked,
    )  # fmt: skip


def _refuse_if_closed(case: Declaration, by: int | None) -> None:
    """A clerk may see somebody about a case that is over, but nobody about one that was erased."""
    if case.state == CaseState.ERASED or (by is None and case.state in OVER):
        raise UnableToBook(code="case_closed")


def _standing(case_id: uuid.UUID) -> list[Booking]:
    """What the case has in the calendar, locked: a visit, a hold, an offer, one of each at most."""
    rows = Booking.objects.select_for_update(of=("self",), no_key=True)
    return list(rows.filter(case_id=case_id, state__in=sorted(PENDING | ACTIVE)).order_by("id"))


def _first(standing: list[Booking], states: Collection[State]) -> Booking | None:
    return next((booking for booking in standing if booking.state in states), None)


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

    Twice is once. A hold whose time is over still counts while nobody else took the slot. ``wishes`` is sealed; without
    new ones those of the visit that it replaces stay.
    What else the case held is given up; an offer that would not be earlier than this visit goes to the next.
    Refused with ``UnableToBook``: not_yours, hold_over, slot_past, calendar_changed, too_late, too_many_changes,
    case_closed, slot_gone (the case gave up the visit whose time the new one was to take over, and somebody else has it).
    """
    case = locked_case(case_id)
    standing = _standing(case_id)
    booking = next((booking for booking in standing if booking.id == booking_id), None)
    if booking is None:
        _refuse_unless_mine(booking_id, case_id)
        raise UnableToBook(code="hold_over")
    if booking.state in ACTIVE:
        return booking
    _refuse_if_closed(case, by)
    rules = in_force(at=at).section(AppointmentRules)
    _refuse_if_changed(booking, rules, at)
    before, offered = _first(standing, ACTIVE), booking.state == State.OFFERED
    if before is not None:
        _make_room(before, rules, "offer" if offered else via, at, by)
    sealed = _sealed(case_id, wishes)
    changes: dict[str, Any] = {"held_until": None, "sealed_wishes": sealed}
    if before is not None:
        changes |= {"uid": before.uid, "revision": before.revision + 1}
        changes["sealed_wishes"] = sealed or before.sealed_wishes
    _take_all_of_it(booking, rules, at)
    move(booking, State.BOOKED, at=at, actor=actor_of(via, by), **changes)
    _let_go_of_the_rest(booking, standing, offered, at)
    if before is not None:
        waiting.pass_on(before, at=at)
    return booking


def _refuse_unless_mine(booking_id: uuid.UUID, case_id: uuid.UUID) -> None:
    if locked(booking_id).case_id != case_id:
        raise UnableToBook(code="not_yours")


def _let_go_of_the_rest(booking: Booking, standing: list[Booking], offered: bool, at: datetime) -> None:
    held, offer = _first(standing, {State.HELD}), _first(standing, {State.OFFERED})
    if held is not None and not held.system:
        move(held, State.CANCELLED, at=at, ended_by="booked")
    if offered:
        waiting.taken(booking, at=at)
    elif offer is not None and offer.starts_at >= booking.starts_at:
        waiting.drop(offer, at=at)


def _take_all_of_it(booking: Booking, rules: AppointmentRules, at: datetime) -> None:
    """A hold beside the visit that it replaces takes up the rest as well, now that the old one has gone."""
    if booking.seat is None:
        return
    buffer = timedelta(minutes=rules.lengths.of(Purpose(booking.purpose)).buffer)
    whole = (booking.starts_at, booking.ends_at + buffer)
    if (booking.busy_from, booking.busy_until) == whole:
        return
    booking.busy_from, booking.busy_until = whole
    slots.sweep(booking, at)
    try:
        with transaction.atomic():
            booking.save(update_fields=["busy_from", "busy_until"])
    except IntegrityError:
        raise UnableToBook(code="slot_gone") from None


def _sealed(case_id: uuid.UUID, wishes: str) -> bytes | None:
    return sealing.cipher(case_id).seal_json(wishes.strip(), WISHES) if wishes.strip() else None


def _refuse_if_changed(booking: Booking, rules: AppointmentRules, at: datetime) -> None:
    """The calendar may have changed while the slot was held: what is closed by now cannot be booked."""
    if booking.starts_at <= at:
        raise UnableToBook(code="slot_past")
    place = rules.office(booking.office)
    seat = Seat.objects.filter(id=booking.seat or 0).values_list("resource", "place").first()
    if place is None or seat is None:
        raise UnableToBook(code="calendar_changed")
    need, times = need_of(booking), (booking.starts_at, booking.ends_at)
    if not still_serves(office=place, seat=seat, need=need, starts_at=times[0], ends_at=times[1]):
        raise UnableToBook(code="calendar_changed")


def _make_room(before: Booking, rules: AppointmentRules, via: str, at: datetime, by: int | None) -> None:
    if before.state == State.ARRIVED or (by is None and before.starts_at <= at and via != "office"):
        raise UnableToBook(code="too_late")
    if via == "sponsor" and changes_of(before.case_id, purpose=before.purpose) >= rules.fair_use.changes:
        raise UnableToBook(code="too_many_changes")
    move(before, State.MOVED, at=at, actor=actor_of(via, by), ended_by=via)


def changes_of(case_id: uuid.UUID, *, purpose: str) -> int:
    """How often the sponsor moved or gave back such a visit of this case. An earlier slot that we offered is no change."""
    ended = Booking.objects.filter(
        case_id=case_id, purpose=purpose, ended_by="sponsor", state__in=[State.MOVED, State.CANCELLED], held_until=None
    )
    return ended.count()


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
    booking = _first(_standing(case_id), ACTIVE)
    if booking is None:
        raise UnableToBook(code="no_booking")
    if via == "sponsor" and (booking.starts_at <= at or booking.state == State.ARRIVED):
        raise UnableToBook(code="too_late")
    move(booking, State.CANCELLED, at=at, actor=actor_of(via, by), ended_by=via)
    waiting.pass_on(booking, at=at)
    return booking


def give_up_hold(*, case_id: uuid.UUID, at: datetime) -> None:
    """The sponsor went back to choose another slot. Does nothing without a hold."""
    quick.give_up(case_id, ended_by="sponsor", at=at)


def release(*, case_id: uuid.UUID, why: str, at: datetime) -> None:
    """The case ends without a visit (withdrawn, refused, …): everything that it holds in the calendar is free at once.

    ``why``: at most 16 characters, kept with the booking. Twice is once.
    """
    locked_case(case_id)
    waiting.leave(case_id=case_id, at=at)
    for booking in _standing(case_id):
        was_held = booking.state == State.HELD
        move(booking, State.CANCELLED, at=at, ended_by=why)
        if not was_held:
            waiting.pass_on(booking, at=at)
    Invitation.objects.filter(case_id=case_id, ended_at=None).update(ended_at=at)
