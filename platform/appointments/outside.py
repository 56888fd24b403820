"""Visits in the city's own appointment system: *claim* (transaction) → *call* (none open) → *settle* (transaction).

Every function is called outside any transaction and opens its own. Their system decides about its slots, our row follows.
What happens when a process dies between call and settle: a reservation of which we do not know ends by itself there; a
booking that was confirmed there is found by the timer that was set before the call (``appointments.reconciling``).
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from appointments import settling
from appointments.base import FreeSlot, Misconfigured, Reservation, Visitor
from appointments.contention import patiently
from appointments.models import Booking
from appointments.needs import Need
from appointments.reconciling import give_back
from appointments.refusals import UnableToBook
from appointments.reservations import of as reservation_of
from appointments.states import ACTIVE, State
from appointments.system import System, ask, check, outside_transaction, reach
from appointments.waiting_for_system import wait

__all__ = ["cancel", "check", "confirm", "free", "hold", "look", "place_of", "wait"]


def free(need: Need, first: date, last: date, *, at: datetime) -> list[FreeSlot]:
    """What the system offers on these German days, of the offices that the city named. Refused: ``system_down``.

    Its own rules say how early and how late can be booked; only what has begun is left out here.
    """
    outside_transaction()
    system = _reach(at=at)
    found = ask(lambda: system.adapter.free(need, first=first, last=last, options=system.options))
    return [slot for slot in found if slot.starts_at > at and system.rules.office(slot.office) is not None]


def hold(*, case_id: uuid.UUID, need: Need, office: str, starts_at: datetime, via: str, at: datetime) -> Booking:
    """Reserves the slot there and keeps it for the case. The same slot again answers the hold that there is.

    An earlier hold of the case is given up, here and there, once the new one is kept. Refused with ``UnableToBook``:
    slot_past, no_such_slot, slot_gone, system_refuses, system_down.
    """
    outside_transaction()
    system = _reach(at=at)
    wanted = settling.Wanted(case_id, need, office, starts_at, via, system.name, system.rules)
    earlier = patiently(lambda: settling.earlier_hold(wanted, at=at))
    if earlier is not None and earlier.same:
        return earlier.booking
    if earlier is not None and earlier.in_the_way:
        _return(system, earlier.reservation)
    reservation = ask(lambda: system.adapter.reserve(need, FreeSlot(office, starts_at), system.options))
    if reservation.starts_at not in (None, starts_at):
        _return(system, reservation)
        raise UnableToBook(code="slot_gone")
    kept, over = patiently(lambda: settling.keep_hold(wanted, reservation, at=at))
    _return(system, over)
    return kept


def confirm(
    *, booking_id: uuid.UUID, case_id: uuid.UUID, visitor: Visitor, at: datetime, via: str = "sponsor",
    by: int | None = None, wishes: str = "",
) -> Booking:  # fmt: skip
    """Books what is held; what the case had booked before is moved to it, then given back there. Twice is once.

    Where the system is silent it stays held, and confirming again goes on. Refused with ``UnableToBook``: not_yours,
    no_booking, hold_over, slot_past, too_late, too_many_changes, has_one_already, system_refuses, system_down.
    """
    outside_transaction()
    who = settling.Who(via, by, wishes)
    booking, reservation = patiently(lambda: settling.claim_confirmation(booking_id, case_id, who, at=at))
    if booking.state in ACTIVE or reservation is None:
        return booking
    system = _reach(at=at, name=booking.system)
    try:
        done = ask(lambda: system.adapter.confirm(reservation, visitor, system.options))
    except UnableToBook as refusal:
        if refusal.code == "hold_over":
            patiently(lambda: settling.end_hold(booking_id, at=at))
        raise
    booked, before = patiently(lambda: settling.book(booking_id, done, who, at=at))
    if before is not None:
        give_back(booking_id=before, at=at)
    if booked.state not in ACTIVE:
        give_back(booking_id=booked.id, at=at)
        raise UnableToBook(code="hold_over")
    return booked


def cancel(*, booking_id: uuid.UUID, case_id: uuid.UUID, via: str, at: datetime, by: int | None = None) -> Booking:
    """Gives back a visit that is held or booked. Twice is once. Refused: no_booking, not_yours, too_late.

    It counts here at once; where the system does not answer, a timer repeats it there until it is known to be gone.
    """
    outside_transaction()
    booking = patiently(lambda: settling.cancel(booking_id, case_id, settling.Who(via, by), at=at))
    give_back(booking_id=booking.id, at=at)
    return booking


def look(*, booking_id: uuid.UUID, at: datetime) -> Booking:
    """Asks how the visit stands there; ours follows: cancelled by the office, or moved (a new row, which is answered).

    A visit that is not booked, or that has begun, is left as it is. Refused: no_booking, system_down.
    """
    outside_transaction()
    booking, reservation = patiently(lambda: settling.booked(booking_id))
    if reservation is None:
        return booking
    system = _reach(at=at, name=booking.system)
    standing = ask(lambda: system.adapter.look(reservation, system.options))
    return patiently(lambda: settling.follow(booking_id, standing, at=at))


def place_of(booking: Booking) -> str:
    """What to say at the door (a waiting number), if their system said so. Joins the caller's transaction."""
    reservation = reservation_of(booking) if booking.system and booking.state != State.HELD else None
    return reservation.place if reservation else ""


def _reach(**which: Any) -> System:
    try:
        return reach(**which)
    except Misconfigured:
        raise UnableToBook(code="system_down") from None


def _return(system: System, reservation: Reservation | None) -> None:
    """Gives a mere reservation back; what does not succeed ends by itself there."""
    if reservation is None:
        return
    try:
        ask(lambda: system.adapter.cancel(reservation, system.options))
    except UnableToBook:
        return
