"""Trouble on demand: set on the stand-in's own page or by a test, kept like everything else.

``answers``: ``normal``; before anything is done ``down`` (503), ``unspecified`` (a problem that says nothing), ``page`` (a
website instead of an answer), ``elsewhere`` (a redirect), ``silent`` (no answer until the caller leaves); after it is done
``lost`` (the line is cut), ``nonsense`` (another answer), ``broken`` (no JSON), ``half`` (cut off), ``huge``.
``answers_left``: for how many calls, empty for ever. ``calls``: only calls with this word in "METHOD path".
``delay``: seconds before each answer. ``amount``: euros that are told instead of those asked for.
``booking_data``: what each item must bring. ``finds_requests``: ``off`` finds payments by its own number alone.
"""

from __future__ import annotations

from infra.standins.xbezahldienste.errors import Problem
from infra.standins.xbezahldienste.http import Request, Response, answer, page, redirect
from infra.standins.xbezahldienste.world import World

BEFORE = ("down", "unspecified", "page", "elsewhere", "silent")
AFTER = ("lost", "nonsense", "broken", "half", "huge")
CHOICES = {"answers": ("normal", *BEFORE, *AFTER), "finds_requests": ("on", "off")}
NUMBERS = ("answers_left", "delay", "amount")
FREE = ("calls", "booking_data")
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
    return name in FREE or (name in NUMBERS and (not value or value.replace(".", "", 1).isdigit()))


def current(world: World) -> dict[str, str]:
    return {name: world.store.switch(name) for name in (*CHOICES, *NUMBERS, *FREE)}


def take(world: World, request: Request) -> str:
    """The fault that this call gets; one of a limited number is used up."""
    fault = world.store.switch("answers") or "normal"
    left = world.store.switch("answers_left")
    if fault == "normal" or world.store.switch("calls") not in f"{request.method} {request.path}":
        return "normal"
    if left and int(float(left)) <= 1:
        set_faults(world, {"answers": "normal", "answers_left": ""})
    elif left:
        world.store.set_switch("answers_left", str(int(float(left)) - 1))
    return fault


def instead(fault: str) -> Response | None:
    """The answer that is given before anything is done."""
    if fault in ("down", "unspecified"):
        raise Problem(503 if fault == "down" else 400, "" if fault == "down" else "UNSPECIFIED")
    if fault == "page":
        return page("<!doctype html><title>Bezahlen</title><p>Willkommen.</p>")
    return redirect("http://zahlung.example/", 302) if fault == "elsewhere" else None


def spoil(fault: str, response: Response) -> Response:
    """After the work: what becomes of its answer."""
    if fault == "lost":
        return Response(0, b"", closes=True)
    if fault == "nonsense":
        return answer({"surprise": ["Zahlung"]})
    if fault == "broken":
        return Response(200, b'{"paymentInformation": {"')
    if fault == "half":
        return Response(response.status, response.body[: len(response.body) // 2], announced=len(response.body))
    if fault == "huge":
        return Response(200, b'"' + b"x" * HUGE + b'"')
    return response
