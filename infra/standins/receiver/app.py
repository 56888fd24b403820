"""From a request to its answer: the interface at /eingang, and the stand-in's own page at /."""

from __future__ import annotations

from typing import Any

from infra.standins.common.http import Request, Response, answer
from infra.standins.receiver.control import CONTROL
from infra.standins.receiver.errors import problem
from infra.standins.receiver.faults import FAULTS
from infra.standins.receiver.world import World

BASE = "/eingang"


def respond(world: World, request: Request) -> Response:
    """Every request is one piece of work on the state; only waiting happens outside it."""
    if request.path == BASE or request.path.startswith(f"{BASE}/"):
        return FAULTS.around(world, request, lambda: _interface(world, request))
    return CONTROL.respond(world, request)


def _interface(world: World, request: Request) -> Response:
    with world.store.work():
        if not world.certified or "signature-input" in request.headers:
            world.verifier.check(request, world.clock())
        key, _slash, rest = request.path.removeprefix(BASE).strip("/").partition("/")
        if request.method == "POST" and not key:
            return _take_in(world, request)
        if request.method != "GET":
            return problem("method", 405)
        return _told(world, key, rest) if key else answer({"state": "ready"})


def _told(world: World, key: str, rest: str) -> Response:
    found = world.store.get(key)
    if found is None:
        return problem("unknown_key", 404, idempotency_key=key)
    if rest == "stand":
        return answer({"state": found["state"], "code": found["code"]})
    return answer(_shown(found))


def _take_in(world: World, request: Request) -> Response:
    key = request.headers.get("idempotency-key", "")
    if not key or not request.body:
        return problem("invalid_message", 400)
    waits = FAULTS.choice(world, "authority") == "waits"
    found, new = world.store.add(
        key, state="waiting" if waits else "accepted", kind=request.headers.get("zusage-message-type", ""),
        content_type=request.headers.get("content-type", ""), body=request.body,
    )  # fmt: skip
    return answer(_shown(found), 409 if not new else 202 if waits else 201)


def _shown(found: dict[str, Any]) -> dict[str, str]:
    shown = {"idempotency_key": found["key"], "receipt": found["receipt"], "state": found["state"]}
    if found["state"] == "waiting":
        shown["status_url"] = f"{BASE}/{found['key']}/stand"
    return shown | ({"code": found["code"]} if found["code"] else {})
