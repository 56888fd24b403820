"""From a request to its answer: the interface at /eingang, and the stand-in's own page at /."""

from __future__ import annotations

import html
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from infra.standins.receiver import faults
from infra.standins.receiver.http import Request, Response, answer, page, problem
from infra.standins.receiver.signatures import Refused, Verifier
from infra.standins.receiver.store import Store

BASE = "/eingang"
SILENCE = 70.0  # seconds; no caller waits so long


@dataclass
class World:
    """``certified``: every caller has shown a certificate, so a signature is not demanded."""

    store: Store
    verifier: Verifier
    certified: bool = False


def respond(world: World, request: Request) -> Response:
    if request.path != BASE and not request.path.startswith(f"{BASE}/"):
        return _control(world, request)
    fault = faults.take(world.store)
    time.sleep(SILENCE if fault == "silent" else float(world.store.switch("delay") or 0))
    early = faults.instead(fault)
    if early is not None:
        return early
    try:
        if not world.certified or "signature-input" in request.headers:
            world.verifier.check(request)
    except Refused as refused:
        return problem(refused.code, 401)
    return faults.spoil(fault, _interface(world, request, fault))


def _interface(world: World, request: Request, fault: str) -> Response:
    key, _slash, rest = request.path.removeprefix(BASE).strip("/").partition("/")
    if request.method == "POST" and not key:
        return _take_in(world, request, "waiting" if fault == "later" else "accepted")
    if request.method != "GET":
        return problem("method", 405)
    if not key:
        return answer({"state": "ready"})
    found = world.store.get(key)
    if found is None:
        return problem("unknown_key", 404, idempotency_key=key)
    if rest == "stand":
        return answer({"state": found["state"], "code": found["code"]})
    return answer(_shown(found))


def _take_in(world: World, request: Request, state: str) -> Response:
    key = request.headers.get("idempotency-key", "")
    if not key or not request.body:
        return problem("invalid_message", 400)
    found, new = world.store.add(
        key, state=state, kind=request.headers.get("zusage-message-type", ""),
        content_type=request.headers.get("content-type", ""), body=request.body,
    )  # fmt: skip
    if not new:
        return answer(_shown(found), 409)
    return answer(_shown(found), 202 if state == "waiting" else 201)


def _shown(found: dict[str, Any]) -> dict[str, str]:
    shown = {"idempotency_key": found["key"], "receipt": found["receipt"], "state": found["state"]}
    if found["state"] == "waiting":
        shown["status_url"] = f"{BASE}/{found['key']}/stand"
    return shown | ({"code": found["code"]} if found["code"] else {})


def _control(world: World, request: Request) -> Response:
    typed = dict(parse_qsl(request.body.decode(errors="replace"), keep_blank_values=True))
    if request.method == "POST" and request.path == "/faults":
        if typed.get("answers", "normal") not in faults.ALL:
            return problem("no_such_fault", 422)
        for name in ("answers", "answers_left", "delay"):
            if name in typed:
                world.store.set_switch(name, typed[name])
    elif request.method == "POST" and request.path == "/decide":
        world.store.decide(typed.get("key", ""), typed.get("state", "accepted"), typed.get("code", ""))
    elif request.path != "/":
        return problem("not_found", 404)
    return page(_page(world))


def _page(world: World) -> str:
    rows = "".join(
        f"<tr><td>{html.escape(one['receipt'])}<td>{html.escape(one['kind'])}<td>{html.escape(one['key'])}"
        f"<td>{one['state']}<td>{one['posts']}<td>{len(one['body'])}"
        f"<td><form method=post action=/decide><input type=hidden name=key value={html.escape(one['key'])}>"
        "<button name=state value=accepted>annehmen</button><button name=state value=rejected>ablehnen</button></form>"
        for one in world.store.all()
    )
    now = world.store.switch("answers") or "normal"
    choices = "".join(f"<option{' selected' if name == now else ''}>{name}</option>" for name in faults.ALL)
    return (
        "<!doctype html><html lang=de><meta charset=utf-8><title>Fachverfahren (Attrappe)</title>"
        "<h1>Fachverfahren (Attrappe)</h1><form method=post action=/faults><label>Antwortet "
        f"<select name=answers>{choices}</select></label> <label>wie oft <input name=answers_left size=4></label> "
        "<button>setzen</button></form><table border=1><tr><th>Quittung<th>Art<th>Schlüssel<th>Stand<th>Wie oft"
        f"<th>Bytes<th></tr>{rows}</table></html>"
    )
