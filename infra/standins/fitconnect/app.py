"""From a request to its answer: the token, the submission API, and the stand-in's own page at /."""

from __future__ import annotations

from typing import Any

from infra.standins.common.http import Request, Response, answer
from infra.standins.fitconnect import control, destinations, signing_in, submissions
from infra.standins.fitconnect.errors import Problem
from infra.standins.fitconnect.faults import FAULTS
from infra.standins.fitconnect.world import World

TOKEN, API = "/token", "/submission-api"
LISTS = f"{API}/sperrliste/"


def respond(world: World, request: Request) -> Response:
    """Every request is one piece of work on the state; only waiting happens outside it."""
    if request.path == TOKEN or request.path.startswith(f"{API}/"):
        return FAULTS.around(world, request, lambda: _interface(world, request))
    if request.path.startswith(control.ATTACHMENTS):
        return control.attachment(world, request)
    return control.CONTROL.respond(world, request)


def _interface(world: World, request: Request) -> Response:
    with world.store.work():
        if request.path.startswith(LISTS):
            name = request.path.removeprefix(LISTS)
            return Response(200, destinations.revocation_list(world, name), "application/pkix-crl")
        signing_in.demand_a_name(request)
        if request.path == TOKEN:
            return signing_in.token(world, request) if request.method == "POST" else answer({}, 405)
        path = request.path.removeprefix(f"{API}/")
        if path == ".well-known/jwks.json":
            return answer(destinations.service_keys(world))
        client = signing_in.client_of(world, request)
        return _service(world, request, client, path.split("/"))


def _service(world: World, request: Request, client: str, parts: list[str]) -> Response:
    match (request.method, *parts):
        case ("GET", "v2", "destinations", number):
            return answer(destinations.shown(world, number))
        case ("GET", "v2", "destinations", number, "keys", kid):
            return answer(destinations.key(world, number, kid))
        case ("POST", "v2", "submissions"):
            return answer(submissions.announce(world, client, request.json()), 201)
        case ("PUT", "v2", "submissions", number):
            submissions.hand_over(world, submissions.find(world, client, number), request.json())
            return answer({})
        case ("PUT", "v2", "submissions", number, "attachments", attachment):
            _is_jose(request)
            submissions.attach(world, submissions.find(world, client, number), attachment, request.body.decode())
            return Response(204)
        case ("GET", "v2", "submissions" | "cases", number, "events"):
            return answer({"eventLog": _page(submissions.find(world, client, number)["events"], request.query)})
    raise Problem(404, "no such resource")


def _is_jose(request: Request) -> None:
    if request.headers.get("content-type") != "application/jose":
        raise Problem(415, "application/jose")


def _page(log: list[Any], told: dict[str, str]) -> list[Any]:
    offset = int(told.get("offset", 0))
    return log[offset : offset + int(told.get("limit", 500))]
