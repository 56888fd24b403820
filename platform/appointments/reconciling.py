"""What may have become different here and there: looked at again, by timers, until both sides are known to agree.

Two things can differ. A visit was confirmed there, and whoever asked died before writing it down. Or a visit ended here
(moved, given back, the case is over), and the system did not answer when it was given back there.
"""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta

from django.db import transaction

from appointments import reservations, settling
from appointments.base import Rejected, Reservation, SchedulerError
from appointments.contention import patiently
from appointments.models import Booking
from appointments.states import State
from appointments.system import outside_transaction, reach
from kernel.crypto import UnableToOpen

log = logging.getLogger("zusage.appointments")
ENDED = frozenset({State.CANCELLED, State.MOVED, State.EXPIRED})
FIRST, LONGEST = timedelta(minutes=5), timedelta(hours=1)


def pause_after(tries: int) -> timedelta:
    return min(FIRST * int(2 ** min(max(tries, 1) - 1, 10)), LONGEST)


def is_open(booking: Booking, *, at: datetime) -> bool:
    """Whether the two sides may still differ. A visit whose time has come is nobody's concern any more."""
    undecided = booking.state in ENDED or booking.state == State.HELD
    return bool(booking.system) and booking.sealed_reservation is not None and undecided and booking.starts_at > at


def reconcile(*, booking_id: uuid.UUID, at: datetime) -> bool:
    """Looks once and mends what differs; answers whether both sides agree now. Outside any transaction."""
    outside_transaction()
    booking = Booking.objects.filter(id=booking_id).first()
    if booking is None or not is_open(booking, at=at):
        return True
    return give_back(booking_id=booking_id, at=at) if booking.state in ENDED else _see_how_it_ended(booking, at)


def give_back(*, booking_id: uuid.UUID, at: datetime) -> bool:
    """Gives back there what has ended here; answers whether it is known to be gone. Outside any transaction."""
    outside_transaction()
    with transaction.atomic():
        booking = Booking.objects.get(id=booking_id)
        if booking.state not in ENDED or not booking.system:
            return True
        reservation = _opened(booking)
    if reservation is None:
        return True
    try:
        system = reach(at=at, name=booking.system)
        system.adapter.cancel(reservation, system.options)
    except Rejected as error:
        log.error("visit %s cannot be given back: %s", booking.id, error.code)
    except SchedulerError as error:
        log.error("visit %s is not given back yet: %s", booking.id, error.code)
        return False
    except Exception as error:
        log.error("visit %s is not given back yet: unforeseen %s", booking.id, type(error).__name__)
        return False
    Booking.objects.filter(id=booking.id, state__in=sorted(ENDED)).update(sealed_reservation=None)
    return True


def _see_how_it_ended(booking: Booking, at: datetime) -> bool:
    """Still held here, and somebody began to confirm it."""
    with transaction.atomic():
        reservation = _opened(booking)
    if reservation is None:
        return True
    try:
        system = reach(at=at, name=booking.system)
        standing = system.adapter.look(reservation, system.options)
    except SchedulerError as error:
        log.error("visit %s: how it stands is not known: %s", booking.id, error.code)
        return False
    if standing.state == "confirmed":
        return _booked_after_all(booking, standing.reservation, at)
    if standing.state == "gone" or (booking.held_until is not None and booking.held_until <= at):
        patiently(lambda: settling.end_hold(booking.id, at=at))
        return True
    return False


def _booked_after_all(booking: Booking, there: Reservation, at: datetime) -> bool:
    _, before = patiently(lambda: settling.book(booking.id, there, settling.Who(booking.via), at=at))
    return before is None or give_back(booking_id=before, at=at)


def _opened(booking: Booking) -> Reservation | None:
    """``None``: nothing is there, or the case was erased and nobody can open it."""
    try:
        return reservations.of(booking)
    except UnableToOpen:
        return None
