"""The citizen API of eappointment/ZMS (Berlin, München): reserve → update → preconfirm → confirm.

Only reserving cannot be repeated there; every other step is decided by how the booking stands. The number and the
``authKey`` of a booking go to the city's system and nowhere else.
"""

from __future__ import annotations

import re
from datetime import UTC, date
from typing import ClassVar

from appointments.adapters.zms import client, reading
from appointments.adapters.zms.options import ZmsOptions
from appointments.base import FreeSlot, Misconfigured, Options, Rejected, Reservation, Scheduler, Standing, Visitor
from appointments.needs import Need

_OVER = frozenset({"unknown_booking", "reservation_over"})
_TURNS = 3


class ZmsScheduler(Scheduler[ZmsOptions]):
    name: ClassVar[str] = "zms"
    options_model: ClassVar[type[Options]] = ZmsOptions

    def check(self, options: ZmsOptions) -> None:
        """Whether the API answers, knows every office and service that is set, and asks for no puzzle."""
        reading.refuse_wrong_numbers(client.get(options, "offices-and-services"), options)

    def free(self, need: Need, *, first: date, last: date, options: ZmsOptions) -> list[FreeSlot]:
        offices = [_office(options, need.office)] if need.office else list(options.offices.values())
        query = {
            "startDate": first.isoformat(),
            "endDate": last.isoformat(),
            "officeIds": ",".join(map(str, offices)),
            "serviceIds": _service(options, need),
            "serviceCounts": options.count(need),
        }
        try:
            content = client.get(options, "available-calendar", query)
        except Rejected as error:
            if error.code == "slot_gone":  # their way to say that nothing is free
                return []
            raise
        return reading.free_slots(content, options=options, first=first, last=last)

    def reserve(self, need: Need, slot: FreeSlot, options: ZmsOptions) -> Reservation:
        wanted = {
            "officeId": _office(options, slot.office),
            "serviceId": [_service(options, need)],
            "serviceCount": [options.count(need)],
            "timestamp": int(slot.starts_at.astimezone(UTC).timestamp()),
        }
        known = Reservation("", "", slot.office, slot.starts_at)
        return reading.process(client.post(options, "reserve-appointment", wanted)).reservation(options, known=known)

    def confirm(self, reservation: Reservation, visitor: Visitor, options: ZmsOptions) -> Reservation:
        """Goes on from wherever the booking stands. Another call that was faster is looked at again."""
        for turn in range(_TURNS):
            try:
                return self._go_on(reservation, visitor, options)
            except Rejected as error:
                if error.code != "reservation_over" or turn == _TURNS - 1:
                    raise
        raise Rejected("reservation_over")

    def _go_on(self, reservation: Reservation, visitor: Visitor, options: ZmsOptions) -> Reservation:
        key = _key(reservation)
        process = reading.process(client.get(options, "appointment", key))
        if process.standing == "gone":
            raise Rejected("reservation_over")
        if process.status == "reserved":
            client.post(options, "update-appointment", {**key, **_person(visitor)})
            client.post(options, "preconfirm-appointment", key)
        if process.standing == "reserved":
            process = reading.process(client.post(options, "confirm-appointment", key))
            if process.standing != "confirmed":
                raise Rejected("reservation_over")
        return process.reservation(options, known=reservation)

    def cancel(self, reservation: Reservation, options: ZmsOptions) -> None:
        try:
            client.post(options, "cancel-appointment", _key(reservation))
        except Rejected as error:
            if error.code not in _OVER:
                raise

    def look(self, reservation: Reservation, options: ZmsOptions) -> Standing:
        """A deleted booking no longer opens with its key: unknown there means gone."""
        try:
            process = reading.process(client.get(options, "appointment", _key(reservation)))
        except Rejected as error:
            if error.code not in _OVER:
                raise
            return Standing("gone", reservation)
        return Standing(process.standing, process.reservation(options, known=reservation))


def _office(options: ZmsOptions, key: str) -> int:
    try:
        return options.offices[key]
    except KeyError:
        raise Misconfigured("office_unknown") from None


def _service(options: ZmsOptions, need: Need) -> int:
    try:
        return options.services[need.purpose]
    except KeyError:
        raise Misconfigured("service_unknown") from None


def _key(reservation: Reservation) -> dict[str, object]:
    if not (reservation.reference.isascii() and reservation.reference.isdigit()):
        raise Rejected("unknown_booking")
    return {"processId": int(reservation.reference), "authKey": reservation.secret}


def _person(visitor: Visitor) -> dict[str, object]:
    """They take a telephone number of 7 to 15 digits or none."""
    digits = re.sub(r"\D", "", visitor.phone)
    phone = f"+{digits}" if visitor.phone.strip().startswith("+") else digits
    told = {
        "familyName": visitor.family_name.strip(),
        "email": visitor.email,
        "telephone": phone if 7 <= len(digits) <= 15 else "",
        "customTextfield": visitor.remark.strip(),
    }
    return {name: value for name, value in told.items() if value}
