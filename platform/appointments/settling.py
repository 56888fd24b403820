"""Before and after a call of the city's own system: each function is one transaction's work, with the case locked first."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from appointments import reservations
from appointments.base import Reservation, Standing
from appointments.config import AppointmentRules
from appointments.models import Booking
from appointments.needs import Need
from appointments.operations import WISHES, changes_of, need_of
from appointments.records import actor_of, locked, locked_case, move
from appointments.refusals import UnableToBook
from appointments.states import ACTIVE, State
from configuration.queries import in_force
from declarations import sealing
from outbox import operations as outbox

SETTLE_DUE, GIVE_BACK_DUE, LOOK_DUE = "visit.settle_due", "visit.give_back_due", "visit.look_due"
# A call takes at most this long; then the timer looks how it ended.
CALL = timedelta(minutes=2)
LEASE = timedelta(minutes=5)
DAILY = timedelta(days=1)


@dataclass(frozen=True)
class Wanted:
    """A slot for a case, and the system that keeps it."""

    case_id: uuid.UUID
    need: Need
    office: str
    starts_at: datetime
    via: str
    system: str
    rules: AppointmentRules

    def is_kept_by(self, held: Booking, at: datetime) -> bool:
        there = need_of(held)
        alike = (there.purpose, there.persons, there.interpreter, there.comes) == (
            self.need.purpose, self.need.persons, self.need.interpreter, self.need.comes,
        )  # fmt: skip
        fresh = held.held_until is not None and held.held_until > at
        return alike and fresh and held.system == self.system and self.is_where(held)

    def is_where(self, held: Booking) -> bool:
        return (held.office, held.starts_at) == (self.office, self.starts_at)


@dataclass(frozen=True)
class Who:
    via: str
    by: int | None = None
    wishes: str = ""


@dataclass(frozen=True)
class Earlier:
    """A hold of the case that was there before. ``in_the_way``: at the very place that is wanted now."""

    booking: Booking
    reservation: Reservation | None
    same: bool
    in_the_way: bool


def earlier_hold(wanted: Wanted, *, at: datetime) -> Earlier | None:
    """Refused: slot_past, no_such_slot."""
    locked_case(wanted.case_id)
    if wanted.starts_at <= at:
        raise UnableToBook(code="slot_past")
    if wanted.rules.office(wanted.office) is None or wanted.need.office not in ("", wanted.office):
        raise UnableToBook(code="no_such_slot")
    held = _one(wanted.case_id, State.HELD)
    if held is None:
        return None
    there = reservations.of(held) if held.system == wanted.system else None
    return Earlier(held, there, wanted.is_kept_by(held, at), wanted.is_where(held))


def keep_hold(wanted: Wanted, reservation: Reservation, *, at: datetime) -> tuple[Booking, Reservation | None]:
    """The hold that counts, and the reservation that is to be given back: the one before, or the one too many."""
    case = locked_case(wanted.case_id)
    held, over = _one(wanted.case_id, State.HELD), None
    if held is not None and wanted.is_kept_by(held, at):
        return held, reservation
    if held is not None:
        over = reservations.of(held) if held.system == wanted.system else None
        move(held, State.CANCELLED, at=at, ended_by=wanted.via, sealed_reservation=None)
    kept = reservations.keep(
        case, reservation, wanted.need, system=wanted.system, office=wanted.office, starts_at=wanted.starts_at,
        rules=wanted.rules, via=wanted.via, at=at,
    )  # fmt: skip
    return kept, over


def claim_confirmation(
    booking_id: uuid.UUID, case_id: uuid.UUID, who: Who, *, at: datetime
) -> tuple[Booking, Reservation | None]:
    """The right to confirm. It is kept as held for as long as a call may take, and a timer looks how the call ended."""
    booking = _of_case(booking_id, case_id)
    if booking.state in ACTIVE:
        return booking, None
    if booking.state != State.HELD or not booking.system:
        raise UnableToBook(code="hold_over")
    if booking.starts_at <= at:
        raise UnableToBook(code="slot_past")
    before = _active(case_id)
    if before is not None:
        _refuse_to_move(before, who, at)
    booking.held_until = max(booking.held_until or at, at + LEASE)
    booking.save(update_fields=["held_until"])
    outbox.record(name=SETTLE_DUE, subject_id=booking.id, at=at, due_at=at + CALL, booking=str(booking.id))
    return booking, reservations.of(booking)


def book(
    booking_id: uuid.UUID, done: Reservation, who: Who, *, at: datetime
) -> tuple[Booking, uuid.UUID | None]:  # fmt: skip
    """The visit is booked there: so it is here. Answers it and the number of the one that it replaces.

    A hold that was given up meanwhile stays so; what stands there is then given back.
    """
    case = locked_case(Booking.objects.values_list("case_id", flat=True).get(id=booking_id))
    booking = locked(booking_id)
    if booking.state in ACTIVE:
        return booking, None
    if booking.state != State.HELD:
        booking.sealed_reservation = reservations.seal(case, done)
        booking.save(update_fields=["sealed_reservation"])
        give_back_later(booking, at=at)
        return booking, None
    before = _active(case.id)
    changes: dict[str, Any] = {"held_until": None, "sealed_reservation": reservations.seal(case, done)}
    if who.wishes.strip():
        changes["sealed_wishes"] = sealing.cipher(case.id).seal_json(who.wishes.strip(), WISHES)
    if before is not None:
        move(before, State.MOVED, at=at, actor=actor_of(who.via, who.by), ended_by=who.via)
        changes |= {"uid": before.uid, "revision": before.revision + 1}
    move(booking, State.BOOKED, at=at, actor=actor_of(who.via, who.by), **changes)
    look_tomorrow(booking, at=at)
    return booking, before.id if before is not None else None


def end_hold(booking_id: uuid.UUID, *, at: datetime) -> None:
    """The system no longer holds it."""
    locked_case(Booking.objects.values_list("case_id", flat=True).get(id=booking_id))
    booking = locked(booking_id)
    if booking.state == State.HELD:
        move(booking, State.EXPIRED, at=at, ended_by="time", held_until=at, sealed_reservation=None)


def cancel(booking_id: uuid.UUID, case_id: uuid.UUID, who: Who, *, at: datetime) -> Booking:
    booking = _of_case(booking_id, case_id)
    if booking.state == State.CANCELLED:
        return booking
    if booking.state not in ACTIVE | {State.HELD}:
        raise UnableToBook(code="no_booking")
    if who.via == "sponsor" and booking.starts_at <= at:
        raise UnableToBook(code="too_late")
    move(booking, State.CANCELLED, at=at, actor=actor_of(who.via, who.by), ended_by=who.via)
    return booking


def booked(booking_id: uuid.UUID) -> tuple[Booking, Reservation | None]:
    """The visit, and what it is known by there as long as it stands."""
    booking = locked(booking_id)
    return booking, reservations.of(booking) if booking.system and booking.state == State.BOOKED else None


def follow(booking_id: uuid.UUID, standing: Standing, *, at: datetime) -> Booking:
    """Ours becomes what theirs is."""
    case = locked_case(Booking.objects.values_list("case_id", flat=True).get(id=booking_id))
    booking, there = locked(booking_id), standing.reservation
    if booking.state != State.BOOKED or booking.starts_at <= at:
        return booking
    if standing.state == "gone":
        move(booking, State.CANCELLED, at=at, ended_by="office", sealed_reservation=None)
        return booking
    starts_at, office = there.starts_at or booking.starts_at, there.office or booking.office
    if standing.state != "confirmed" or (starts_at, office) == (booking.starts_at, booking.office):
        return booking
    held = _one(case.id, State.HELD)
    if held is not None:  # another move was under way; the office was faster
        move(held, State.CANCELLED, at=at, ended_by="office")
        give_back_later(held, at=at)
    move(booking, State.MOVED, at=at, ended_by="office", sealed_reservation=None)
    moved = reservations.keep(
        case, there, need_of(booking), system=booking.system, office=office, starts_at=starts_at,
        rules=in_force(at=at).section(AppointmentRules), via="office", at=at,
    )  # fmt: skip
    same: dict[str, Any] = {
        "uid": booking.uid,
        "revision": booking.revision + 1,
        "sealed_wishes": booking.sealed_wishes,
    }
    move(moved, State.BOOKED, at=at, held_until=None, **same)
    look_tomorrow(moved, at=at)
    return moved


def look_tomorrow(booking: Booking, *, at: datetime) -> None:
    """The office may move or delete it there, of which nobody tells us. A visit that begins before is left alone."""
    if booking.starts_at > at + DAILY:
        outbox.record(name=LOOK_DUE, subject_id=booking.id, at=at, due_at=at + DAILY, booking=str(booking.id))


def give_back_later(booking: Booking, *, at: datetime, after: timedelta = CALL, tries: int = 1) -> None:
    """Sets the timer on which what still stands there is given back."""
    if booking.sealed_reservation is not None:
        outbox.record(
            name=GIVE_BACK_DUE, subject_id=booking.id, at=at, due_at=at + after, booking=str(booking.id), tries=tries
        )


def _of_case(booking_id: uuid.UUID, case_id: uuid.UUID) -> Booking:
    locked_case(case_id)
    booking = locked(booking_id)
    if booking.case_id != case_id:
        raise UnableToBook(code="not_yours")
    return booking


def _one(case_id: uuid.UUID, state: State) -> Booking | None:
    rows = Booking.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(case_id=case_id, state=state).first()


def _active(case_id: uuid.UUID) -> Booking | None:
    rows = Booking.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(case_id=case_id, state__in=sorted(ACTIVE)).first()


def _refuse_to_move(before: Booking, who: Who, at: datetime) -> None:
    if before.state == State.ARRIVED or (who.by is None and before.starts_at <= at):
        raise UnableToBook(code="too_late")
    most = in_force(at=at).section(AppointmentRules).fair_use.changes
    if who.via == "sponsor" and changes_of(before.case_id, purpose=before.purpose) >= most:
        raise UnableToBook(code="too_many_changes")
