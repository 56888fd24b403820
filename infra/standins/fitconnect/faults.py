"""Trouble on demand: set on the stand-in's own page or by a test, kept like everything else.

``answers``: ``normal``; before anything is done ``down`` (500), ``page`` (a website with status 200), ``elsewhere`` (a
redirect), ``silent`` (no answer until the caller leaves), ``refused`` (422), ``stale`` (the token ended); after it is done
``lost`` (the line is cut), ``nonsense`` (another answer), ``broken`` (no JSON), ``half`` (cut off), ``huge``.
``answers_left``: for how many calls, empty for ever. ``calls``: only calls with this word in "METHOD path".
``delay``: seconds before each answer. ``key``: what is wrong with the destination's keys. ``destination``: what is wrong
with the destination. ``signature``: what is wrong with the words of the event log that are written from now on.
``authority``: what the authority's system does with what arrives: ``accepts`` or ``rejects`` at once, or ``waits`` for a
button. ``callback``: the address that is rung when the authority has answered.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from infra.standins.fitconnect.errors import Problem
from infra.standins.fitconnect.http import Request, Response, answer, page, redirect
from infra.standins.fitconnect.world import World

BEFORE = ("down", "page", "elsewhere", "silent", "refused", "stale")
AFTER = ("lost", "nonsense", "broken", "half", "huge")
CHOICES = {
    "answers": ("normal", *BEFORE, *AFTER),
    "key": (
        "normal", "short", "other_use", "other_number", "private", "bare", "expired", "foreign", "swapped", "listed", "revoked",
        "list_silent", "list_over",
    ),
    "destination": ("normal", "inactive", "other_service", "other_schema", "other_region", "no_email"),
    "signature": (
        "normal", "forged", "by_stranger", "rs256", "other_type", "old_schema", "other_case", "other_issuer", "other_tags",
        "no_tags",
    ),
    "authority": ("accepts", "rejects", "waits"),
}  # fmt: skip
NUMBERS = ("answers_left", "delay")
FREE = ("calls", "callback")
HUGE = 6_000_000


def set_faults(world: World, wanted: dict[str, str]) -> bool:
    """False when there is no such fault; then nothing is set."""
    if not all(_is_known(name, value) for name, value in wanted.items()):
        return False
    for name, value in wanted.items():
        world.store.set_switch(name, value)
    return True


def _is_known(name: str, value: str) -> bool:
    if name in CHOICES:
        return value in CHOICES[name]
    if name == "callback":
        return not value or urlsplit(value).scheme in ("http", "https")
    return name in FREE or (name in NUMBERS and (not value or value.replace(".", "", 1).isdigit()))


def current(world: World) -> dict[str, str]:
    return {name: choice(world, name) for name in CHOICES} | {
        name: world.store.switch(name) for name in (*NUMBERS, *FREE)
    }


def choice(world: World, name: str) -> str:
    return world.store.switch(name) or CHOICES[name][0]


def take(world: World, request: Request) -> str:
    """The fault that this call gets; one of a limited number is used up."""
    fault, left = choice(world, "answers"), world.store.switch("answers_left")
    if fault == "normal" or world.store.switch("calls") not in f"{request.method} {request.path}":
        return "normal"
    if left and int(float(left)) <= 1:
        set_faults(world, {"answers": "normal", "answers_left": ""})
    elif left:
        world.store.set_switch("answers_left", str(int(float(left)) - 1))
    return fault


def instead(fault: str) -> Response | None:
    """The answer that is given before anything is done."""
    statuses = {"down": 500, "refused": 422, "stale": 401}
    if fault in statuses:
        raise Problem(statuses[fault], "trouble on demand")
    if fault == "page":
        return page("<!doctype html><title>Willkommen</title><p>Bitte melden Sie sich an.</p>")
    return redirect("http://anderswo.example/", 302) if fault == "elsewhere" else None


def spoil(fault: str, response: Response) -> Response:
    """After the work: what becomes of its answer."""
    if fault == "lost":
        return Response(0, b"", closes=True)
    if fault == "nonsense":
        return answer({"surprise": ["Zustellung"]})
    if fault == "broken":
        return Response(200, b'{"eventLog": ["')
    if fault == "half":
        body = response.body or b'{"status": "half of it"}'
        return Response(response.status if response.body else 200, body[: len(body) // 2], announced=len(body))
    return Response(200, b'"' + b"x" * HUGE + b'"') if fault == "huge" else response
