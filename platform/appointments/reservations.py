"""What the city's own system knows a booking by, sealed with the case's key. ``None`` once it is known to be given back."""

from __future__ import annotations

from datetime import datetime, timedelta

from appointments.base import Reservation
from appointments.config import AppointmentRules
from appointments.models import Booking
from appointments.needs import Need
from appointments.states import State
from declarations import sealing
from declarations.models import Declaration

PLACE = "appointments.reservation"


def seal(case: Declaration, reservation: Reservation) -> bytes:
    told = {name: getattr(reservation, name) for name in ("reference", "secret", "office", "place")}
    if reservation.starts_at is not None:
        told["starts_at"] = reservation.starts_at.isoformat()
    return sealing.cipher(case.id).seal_json(told, PLACE)


def of(booking: Booking) -> Reservation | None:
    """``None``: there is none, or no longer. ``UnableToOpen`` when the case was erased."""
    if booking.sealed_reservation is None:
        return None
    told = sealing.cipher(booking.case_id).open_json(booking.sealed_reservation, PLACE)
    starts_at = datetime.fromisoformat(told.pop("starts_at")) if "starts_at" in told else None
    return Reservation(**told, starts_at=starts_at)


def ending(reservation: Reservation, rules: AppointmentRules, at: datetime) -> datetime:
    """Until when it is held there: as the system says, else as long as in our own calendars."""
    held_for = reservation.held_for or timedelta(minutes=rules.hold_minutes)
    return reservation.held_until or at + held_for


def keep(
    case: Declaration, reservation: Reservation, need: Need, *, system: str, office: str, starts_at: datetime,
    rules: AppointmentRules, via: str, at: datetime,
) -> Booking:  # fmt: skip
    """Stores it as a visit that is held. It has no seat of ours: the place is kept by the city's system."""
    ends_at = reservation.ends_at or starts_at + timedelta(minutes=rules.lengths.of(need.purpose).of(need))
    return Booking.objects.create(
        case=case, state=State.HELD, purpose=need.purpose, comes=need.comes, persons=need.persons,
        interpreter=need.interpreter, office=office, starts_at=starts_at, ends_at=ends_at, busy_from=starts_at,
        busy_until=ends_at, held_until=ending(reservation, rules, at), via=via, system=system,
        sealed_reservation=seal(case, reservation), created_at=at, changed_at=at,
    )  # fmt: skip
