"""What ZMS answers, read strictly: whatever is not as described is nonsense, and never an error of another kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeGuard

from appointments.adapters.zms.options import ZmsOptions
from appointments.base import FreeSlot, Misconfigured, Reservation, Temporary
from kernel.clock import german_day

_RESERVED = frozenset({"reserved", "preconfirmed"})
_STANDS = frozenset(
    {"confirmed", "queued", "called", "processing", "pending", "finished", "missed", "parked", "archived"}
)
LATEST = 253_402_300_799  # the end of the year 9999, in seconds


@dataclass(frozen=True)
class Process:
    """A booking there. ``status`` is theirs; ``seconds`` the reservation's duration, if they say it."""

    number: int
    secret: str = field(repr=False)
    status: str
    starts_at: datetime | None
    office: int | None
    held_for: timedelta | None
    place: str

    @property
    def standing(self) -> str:
        return "reserved" if self.status in _RESERVED else "confirmed" if self.status in _STANDS else "gone"

    def reservation(self, options: ZmsOptions, *, known: Reservation | None = None) -> Reservation:
        """As ours; what they leave out (or an office that we do not know) stays as it was known."""
        office = options.office_key(self.office) if self.office is not None else ""
        return Reservation(
            reference=str(self.number),
            secret=self.secret,
            office=office or (known.office if known else ""),
            starts_at=self.starts_at or (known.starts_at if known else None),
            held_for=self.held_for,
            place=self.place,
        )


def process(content: Any) -> Process:
    found = _object(content)
    number, secret, status = found.get("processId"), found.get("authKey"), found.get("status")
    if not _is_number(number) or not isinstance(secret, str) or not secret or not isinstance(status, str):
        raise Temporary("nonsense")
    office, place = found.get("officeId"), found.get("displayNumber")
    return Process(
        number=number,
        secret=secret,
        status=status,
        starts_at=None if found.get("timestamp") in (None, "") else _moment(found["timestamp"]),
        office=office if _is_number(office) else None,
        held_for=_duration(found.get("scope")),
        place=place[:40] if isinstance(place, str) else "",
    )


def free_slots(content: Any, *, options: ZmsOptions, first: date, last: date) -> list[FreeSlot]:
    """In order, each once, of our offices and within the days that were asked for."""
    found = {
        FreeSlot(office, starts_at)
        for day in _list(_object(content).get("availableDays"))
        for place in _list(_object(day).get("offices") or [])
        for office, starts_at in _of_office(_object(place), options)
    }
    within = [slot for slot in found if first <= german_day(slot.starts_at) <= last]
    return sorted(within, key=lambda slot: (slot.starts_at, slot.office))


def _of_office(place: dict[str, Any], options: ZmsOptions) -> Iterator[tuple[str, datetime]]:
    number = str(place.get("officeId"))
    office = options.office_key(int(number)) if number.isascii() and number.isdigit() and len(number) < 12 else ""
    for seconds in _list(place.get("appointments") or []):
        starts_at = _moment(seconds)
        if office:
            yield office, starts_at


def refuse_wrong_numbers(content: Any, options: ZmsOptions) -> None:
    """``Misconfigured`` when an office or a service is not there, do not belong together, or a puzzle is asked for."""
    found = _object(content)
    offices = {place.get("id"): place for place in map(_object, _list(found.get("offices")))}
    services = {service.get("id") for service in map(_object, _list(found.get("services")))}
    pairs = {(pair.get("officeId"), pair.get("serviceId")) for pair in map(_object, _list(found.get("relations")))}
    for office in options.offices.values():
        if office not in offices:
            raise Misconfigured("office_unknown")
        scope = offices[office].get("scope")
        if isinstance(scope, dict) and scope.get("captchaActivatedRequired"):
            raise Misconfigured("captcha_demanded")
        if any(service not in services or (office, service) not in pairs for service in options.services.values()):
            raise Misconfigured("service_unknown")


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Temporary("nonsense")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Temporary("nonsense")
    return value


def _is_number(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**53


def _moment(value: Any) -> datetime:
    """Seconds since 1970, as a number or as text."""
    text = str(value)
    if isinstance(value, bool) or not (text.isascii() and text.isdigit()) or len(text) > 12 or int(text) > LATEST:
        raise Temporary("nonsense")
    return datetime.fromtimestamp(int(text), UTC)


def _duration(scope: Any) -> timedelta | None:
    minutes = scope.get("reservationDuration") if isinstance(scope, dict) else None
    return timedelta(minutes=minutes) if _is_number(minutes) and minutes <= 24 * 60 else None
