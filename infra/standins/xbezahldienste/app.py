"""From a request to its answer: the interface in three flavours, the payment page, and the stand-in's own page at /."""

from __future__ import annotations

from collections.abc import Callable

from infra.standins.common.http import Request, Response, answer
from infra.standins.xbezahldienste import hosted, payments, signing_in
from infra.standins.xbezahldienste.control import CONTROL
from infra.standins.xbezahldienste.errors import Problem
from infra.standins.xbezahldienste.faults import FAULTS
from infra.standins.xbezahldienste.world import World

BASIC, OAUTH2, CERTIFICATE = "/epay21/api/v1.0.0", "/pmpayment/v1.0.0", "/konnektor/epayment"
TOKEN = "/pmpayment/oauth/token/"  # noqa: S105  an address
Who = Callable[[World, Request], str]
_FLAVOURS: dict[str, Who] = {
    BASIC: signing_in.by_basic,
    OAUTH2: signing_in.by_token,
    CERTIFICATE: signing_in.by_certificate,
}


def respond(world: World, request: Request) -> Response:
    """Every request is one piece of work on the state; only waiting happens outside it."""
    flavour = next((prefix for prefix in _FLAVOURS if request.path.startswith(f"{prefix}/")), "")
    if flavour or request.path == TOKEN:
        return FAULTS.around(world, request, lambda: _interface(world, request, flavour))
    if request.path.startswith("/zahlung/"):
        with world.store.work():
            return hosted.respond(world, request)
    return CONTROL.respond(world, request)


def _interface(world: World, request: Request, flavour: str) -> Response:
    with world.store.work():
        if request.path == TOKEN:
            return signing_in.token(world, request) if request.method == "POST" else answer({}, 405)
        user = _FLAVOURS[flavour](world, request)
        parts = request.path.removeprefix(f"{flavour}/").split("/")
        return _service(world, request, user, parts, f"{request.base}{flavour}")


def _service(world: World, request: Request, user: str, parts: list[str], base: str) -> Response:
    if len(parts) not in (3, 4) or parts[0] not in ("paymenttransaction", "status"):
        raise Problem(404, title="no such resource")
    account = payments.allow(user, parts[1], parts[2])
    kind = (request.method, parts[0], len(parts))
    if kind == ("GET", "status", 3):
        return answer({"status": "OK"})
    if kind == ("POST", "paymenttransaction", 3):
        return answer(payments.shown(world, payments.create(world, account, request.json(), base)))
    if kind == ("GET", "paymenttransaction", 4):
        return answer(payments.shown(world, payments.find(world, account, parts[3])))
    raise Problem(405, title="not allowed")
