"""Trouble on demand: set on the stand-in's own page or by a test, kept like everything else.

``answers``: ``normal``; before anything is done ``down`` (503), ``error`` (500), ``limited`` (429), ``page`` (a website
instead of an answer), ``elsewhere`` (a redirect to another host), ``silent`` (no answer until the caller leaves);
after it is done ``lost`` (the line is cut), ``nonsense`` (another answer), ``broken`` (no JSON), ``half`` (cut off),
``huge``. ``answers_left``: for how many calls, empty for ever. ``calls``: only calls with this word in their path.
``delay``: seconds before each answer. ``captcha``: ``on`` demands one. ``per_mail``: bookings per address, empty: any.
``envelope``: ``off`` answers without ``{meta, data}``, as the source of ZMS has it.
"""

from __future__ import annotations

from infra.standins.zms.errors import ApiError
from infra.standins.zms.http import Response, answer, page, redirect
from infra.standins.zms.world import World

BEFORE = ("down", "error", "limited", "page", "elsewhere", "silent")
AFTER = ("lost", "nonsense", "broken", "half", "huge")
CHOICES = {
    "answers": ("normal", *BEFORE, *AFTER),
    "captcha": ("off", "on"),
    "envelope": ("on", "off"),
}
NUMBERS = ("answers_left", "delay", "per_mail")
FREE = ("calls",)
HUGE = 6_000_000
_REFUSED = {"down": "zmsClientCommunicationError", "error": "internalError", "limited": "rateLimitExceeded"}


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


def take(world: World, path: str) -> str:
    """The fault that this call gets; one of a limited number is used up."""
    fault = world.store.switch("answers") or "normal"
    left = world.store.switch("answers_left")
    if fault == "normal" or world.store.switch("calls") not in path:
        return "normal"
    if left and int(float(left)) <= 1:
        set_faults(world, {"answers": "normal", "answers_left": ""})
    elif left:
        world.store.set_switch("answers_left", str(int(float(left)) - 1))
    return fault


def instead(fault: str) -> Response | None:
    """The answer that is given before anything is done."""
    if fault in _REFUSED:
        raise ApiError(_REFUSED[fault])
    if fault == "page":
        return page("<!doctype html><title>Termine</title><p>Bitte wählen Sie einen Termin.</p>")
    return redirect("http://termine.example/", 302) if fault == "elsewhere" else None


def spoil(fault: str, response: Response) -> Response:
    """After the work: what becomes of its answer."""
    if fault == "lost":
        return Response(0, b"", closes=True)
    if fault == "nonsense":
        return answer({"surprise": ["Termin"]})
    if fault == "broken":
        return Response(200, b'{"meta": {"')
    if fault == "half":
        return Response(response.status, response.body[: len(response.body) // 2], announced=len(response.body))
    if fault == "huge":
        return Response(200, b'"' + b"x" * HUGE + b'"')
    return response
