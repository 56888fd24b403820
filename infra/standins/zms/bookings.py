"""A booking's way: reserved → preconfirmed → confirmed → deleted. Reserving twice takes two places."""

from __future__ import annotations

import re
import secrets
from typing import Any

from infra.standins.zms import slots
from infra.standins.zms.errors import ApiError
from infra.standins.zms.store import Booking
from infra.standins.zms.world import Office, Service, World

FIELDS = ("familyName", "email", "telephone", "customTextfield", "customTextfield2")
MINUTE = 60


def offices_and_services(
    world: World, offices: list[Any], services: list[Any], counts: list[Any]
) -> list[tuple[Office, int]]:
    """Each office with the number of slots that are needed there."""
    wanted = [_service(world, number) for number in services]
    if not counts or len(counts) != len(wanted) or not all(_is_whole(count) for count in counts):
        raise ApiError("invalidServiceCount")
    if any(int(count) > service.most for count, service in zip(counts, wanted, strict=True)):
        raise ApiError("invalidServiceCount")
    needed = sum(service.slots * int(count) for service, count in zip(wanted, counts, strict=True))
    return [(_office(world, number), needed) for number in offices]


def reserve(world: World, wanted: dict[str, Any]) -> Booking:
    services, counts = wanted.get("serviceId") or [], wanted.get("serviceCount") or [1]
    [(office, needed)] = offices_and_services(world, [wanted.get("officeId")], services, counts)
    if world.store.switch("captcha") == "on":
        raise ApiError("captchaInvalid" if wanted.get("captchaToken") else "captchaMissing")
    begin = wanted.get("timestamp")
    if not _is_whole(begin) or int(str(begin)) <= world.now:
        raise ApiError("invalidTimestamp")
    if not slots.is_free(world, office, needed, int(str(begin))):
        raise ApiError("appointmentNotAvailable")
    return world.store.add({
        "key": secrets.token_hex(8), "status": "reserved", "office": office.id, "service": int(services[0]),
        "count": int(counts[0]), "slots": needed, "timestamp": int(str(begin)),
        "until": world.now + office.reservation_minutes * MINUTE,
    })  # fmt: skip


def find(world: World, given: dict[str, Any]) -> Booking:
    """By number and key. A deleted one has lost its key: nobody opens it any more."""
    number, key = given.get("processId"), given.get("authKey")
    if not _is_whole(number):
        raise ApiError("invalidProcessId")
    if not isinstance(key, str) or not key.strip():
        raise ApiError("invalidAuthKey")
    booking = world.store.get(int(str(number)))
    if booking is None:
        raise ApiError("appointmentNotFound")
    if not secrets.compare_digest(booking["key"].encode(), key.encode()) or booking["status"] == "deleted":
        raise ApiError("authKeyMismatch")
    return booking


def update(world: World, given: dict[str, Any]) -> Booking:
    booking = find(world, given)
    if slots.status(world, booking) != "reserved":
        raise ApiError("processNotReservedAnymore")
    told = {name: given[name] for name in FIELDS if isinstance(given.get(name), str)}
    _check_person({**booking, **told})
    return world.store.put({**booking, **told})


def preconfirm(world: World, given: dict[str, Any]) -> Booking:
    booking = find(world, given)
    if slots.status(world, booking) != "reserved":
        raise ApiError("processNotReservedAnymore")
    _check_person(booking)
    _refuse_one_too_many(world, booking)
    office = _office(world, booking["office"])
    return world.store.put({
        **booking, "status": "preconfirmed", "until": world.now + office.activation_minutes * MINUTE,
    })  # fmt: skip


def confirm(world: World, given: dict[str, Any]) -> Booking:
    booking = find(world, given)
    if booking["status"] == "preconfirmed" and booking["until"] <= world.now:
        raise ApiError("preconfirmationExpired")
    if booking["status"] != "preconfirmed":
        raise ApiError("processNotPreconfirmedAnymore")
    return world.store.put({**booking, "status": "confirmed"})


def cancel(world: World, given: dict[str, Any]) -> Booking:
    booking = find(world, given)
    if booking["timestamp"] <= world.now:
        raise ApiError("appointmentCanNotBeCanceled")
    return world.store.put({**booking, "status": "deleted"})


def deleted_by_the_office(world: World, number: int) -> None:
    booking = world.store.get(number)
    if booking is not None:
        world.store.put({**booking, "status": "deleted"})


def moved_by_the_office(world: World, number: int, begin: int) -> None:
    booking = world.store.get(number)
    if booking is not None:
        world.store.put({**booking, "timestamp": begin})


def _check_person(booking: Booking) -> None:
    if not str(booking.get("familyName", "")).strip():
        raise ApiError("invalidFamilyName")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", str(booking.get("email", ""))):
        raise ApiError("invalidEmail")
    if booking.get("telephone") is not None and not re.fullmatch(r"\+?\d{7,15}", str(booking["telephone"])):
        raise ApiError("invalidTelephone")


def _refuse_one_too_many(world: World, booking: Booking) -> None:
    allowed = world.store.switch("per_mail")
    same = [
        other
        for other in world.store.all()
        if other.get("email") == booking["email"] and slots.status(world, other) in ("preconfirmed", "confirmed")
    ]
    if allowed and len(same) >= int(allowed):
        raise ApiError("processAlreadyExists")


def _office(world: World, number: Any) -> Office:
    office = world.office(int(str(number))) if _is_whole(number) else None
    if office is None:
        raise ApiError("invalidOfficeId" if not _is_whole(number) else "invalidLocationAndServiceCombination")
    return office


def _service(world: World, number: Any) -> Service:
    service = world.service(int(str(number))) if _is_whole(number) else None
    if service is None:
        raise ApiError("invalidServiceId" if not _is_whole(number) else "invalidLocationAndServiceCombination")
    return service


def _is_whole(value: Any) -> bool:
    return not isinstance(value, bool) and str(value).isascii() and str(value).isdigit() and len(str(value)) < 12
