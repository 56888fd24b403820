"""An appointment system that always has something free and takes everything: for demonstrations and rehearsals.

It keeps nothing: what it knows of a booking stands in the booking's own reference. So it offers what it gave away before.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar

from pydantic import Field

from appointments.base import FreeSlot, Options, Rejected, Reservation, Scheduler, Standing, Visitor
from appointments.needs import Need
from kernel.clock import GERMANY

_HELD_FOR = timedelta(minutes=15)
_SATURDAY = 5


class AcceptingOptions(Options):
    """``offices``: the keys of the offices at which something is free, on weekdays at these full ``hours``."""

    offices: list[str] = Field(default=["amt"], min_length=1, max_length=30)
    hours: list[int] = Field(default=[9, 10, 11, 14, 15], min_length=1, max_length=24)


class AcceptingSandbox(Scheduler[AcceptingOptions]):
    name: ClassVar[str] = "sandbox_accepts"
    options_model: ClassVar[type[Options]] = AcceptingOptions

    def check(self, options: AcceptingOptions) -> None:
        return None

    def free(self, need: Need, *, first: date, last: date, options: AcceptingOptions) -> list[FreeSlot]:
        offices = sorted(office for office in options.offices if need.office in ("", office))
        days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        return [
            FreeSlot(office, datetime.combine(day, time(hour), tzinfo=GERMANY).astimezone(UTC))
            for day in days
            if day.weekday() < _SATURDAY
            for hour in sorted(set(options.hours))
            for office in offices
        ]

    def reserve(self, need: Need, slot: FreeSlot, options: AcceptingOptions) -> Reservation:
        if slot.office not in options.offices:
            raise Rejected("slot_gone")
        return _known(f"sandbox-{slot.office}-{int(slot.starts_at.timestamp())}")

    def confirm(self, reservation: Reservation, visitor: Visitor, options: AcceptingOptions) -> Reservation:
        return _known(reservation.reference)

    def cancel(self, reservation: Reservation, options: AcceptingOptions) -> None:
        return None

    def look(self, reservation: Reservation, options: AcceptingOptions) -> Standing:
        return Standing("confirmed", _known(reservation.reference))


def _known(reference: str) -> Reservation:
    """The booking, read from its own reference."""
    try:
        office, _, seconds = reference.removeprefix("sandbox-").rpartition("-")
        starts_at = datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        raise Rejected("unknown_booking") from None
    return Reservation(reference, "not-needed", office, starts_at, held_for=_HELD_FOR, place="001")
