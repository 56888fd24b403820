"""From a request to its answer: the API, and the stand-in's own page at /."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from infra.standins.common.http import Request, Response, answer
from infra.standins.zms import bookings, shapes, slots
from infra.standins.zms.control import CONTROL
from infra.standins.zms.errors import JSON, ApiError
from infra.standins.zms.faults import FAULTS
from infra.standins.zms.store import Booking
from infra.standins.zms.world import World

BASE = "/buergeransicht/api/citizen"
_LONGEST_RANGE = timedelta(days=365)


def respond(world: World, request: Request) -> Response:
    """Every request is one piece of work on the state; only waiting happens outside it."""
    if not request.path.startswith(f"{BASE}/"):
        return CONTROL.respond(world, request)
    return FAULTS.around(world, request, lambda: _api(world, request))


def _api(world: World, request: Request) -> Response:
    handler = _ROUTES.get((request.method, request.path.removeprefix(BASE).strip("/")))
    if handler is None:
        raise ApiError("notFound")
    with world.store.work():
        content = handler(world, request)
    bare = world.store.switch("envelope") == "off"
    return answer(content if bare else {"meta": {"error": False}, "data": content}, 200, JSON)


def _calendar(world: World, request: Request) -> Any:
    asked = request.query
    first, last = _day(asked, "startDate", "invalidStartDate"), _day(asked, "endDate", "invalidEndDate")
    if last < first or last - first > _LONGEST_RANGE:
        raise ApiError("dateRangeTooLarge")
    if world.store.switch("captcha") == "on":
        raise ApiError("captchaInvalid" if asked.get("captchaToken") else "captchaMissing")
    numbers = {name: asked.get(name, "").split(",") for name in ("officeIds", "serviceIds", "serviceCounts")}
    offices = bookings.offices_and_services(world, *numbers.values())
    days: dict[date, dict[int, list[int]]] = {}
    for office, needed in offices:
        for begin in slots.free(world, office, needed, first, last):
            days.setdefault(slots.day_of(begin), {}).setdefault(office.id, []).append(begin)
    if not days:
        raise ApiError("noAppointmentForThisScope")
    return {
        "startDate": first.isoformat(),
        "endDate": last.isoformat(),
        "slotsStartDate": first.isoformat(),
        "slotsEndDate": last.isoformat(),
        "prevBookableDate": None,
        "nextBookableDate": None,
        "availableDays": [_free_day(day, places) for day, places in sorted(days.items())],
    }


def _free_day(day: date, places: dict[int, list[int]]) -> dict[str, Any]:
    offices = [{"officeId": str(office), "appointments": begins} for office, begins in places.items()]
    return {"date": day.isoformat(), "providerIDs": ",".join(map(str, places)), "offices": offices}


def _day(asked: dict[str, str], name: str, refused: str) -> date:
    try:
        return date.fromisoformat(asked.get(name, ""))
    except ValueError:
        raise ApiError(refused) from None


def _captcha(world: World, _: Request) -> Any:
    return {
        "siteKey": "attrappe",
        "captchaChallenge": f"{BASE}/captcha-challenge/",
        "captchaVerify": f"{BASE}/captcha-verify/",
        "captchaEnabled": world.store.switch("captcha") == "on",
    }


def _step(do: Callable[[World, dict[str, Any]], Booking]) -> Callable[[World, Request], Any]:
    def step(world: World, request: Request) -> Any:
        given = request.json() if request.method == "POST" else dict(request.query)
        return shapes.process(world, do(world, given))

    return step


_ROUTES: dict[tuple[str, str], Callable[[World, Request], Any]] = {
    ("GET", "offices-and-services"): lambda world, _: shapes.catalogue(world),
    ("GET", "available-calendar"): _calendar,
    ("GET", "captcha-details"): _captcha,
    ("GET", "appointment"): _step(bookings.find),
    ("POST", "reserve-appointment"): _step(bookings.reserve),
    ("POST", "update-appointment"): _step(bookings.update),
    ("POST", "preconfirm-appointment"): _step(bookings.preconfirm),
    ("POST", "confirm-appointment"): _step(bookings.confirm),
    ("POST", "cancel-appointment"): _step(bookings.cancel),
}
