"""Trouble on demand: set on the stand-in's own page or by a test, kept like everything else.

Every stand-in has these switches. ``answers``: ``normal``; before anything is done ``down`` (503), ``error`` (500), ``limited``
(429), ``page`` (a website instead of an answer), ``elsewhere`` (a redirect to another host), ``silent`` (no answer until the
caller leaves); after it is done ``lost`` (the line is cut), ``nonsense`` (200, but another answer), ``broken`` (200, but no
JSON), ``half`` (cut off), ``huge``, ``slow`` (a few bytes at a time). ``answers_left``: for how many calls, empty for ever.
``calls``: only calls with this word in "METHOD path". ``delay``: seconds before each answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from infra.standins.common.http import LOST, Refusal, Request, Response, answer, page, redirect, text
from infra.standins.common.switches import Switches
from infra.standins.common.world import World

SILENCE = 70.0  # seconds; no caller waits so long
HUGE = 6_000_000

Instead = Callable[[], Response]
Spoil = Callable[[Response, Request], Response]


def _silent() -> Response:
    time.sleep(SILENCE)
    return LOST


def _half(whole: Response, _: Request) -> Response:
    """What has no content gets some, or nothing would be cut off."""
    whole = whole if whole.body else Response(200, b'{"half": "an answer"}')
    return replace(whole, body=whole.body[: len(whole.body) // 2], announced=len(whole.body))


_BEFORE: dict[str, Instead] = {
    "down": lambda: text("Service Unavailable", 503),
    "error": lambda: text("Internal Server Error", 500),
    "limited": lambda: text("Too Many Requests", 429),
    "page": lambda: page("<!doctype html><title>Willkommen</title><p>Willkommen auf unserer Seite.</p>"),
    "elsewhere": lambda: redirect("http://elsewhere.example/", 302),
    "silent": _silent,
}
_AFTER: dict[str, Spoil] = {
    "lost": lambda *_: LOST,
    "nonsense": lambda *_: answer({"surprise": ["nothing that was asked for"]}),
    "broken": lambda *_: Response(200, b'{"data": {"'),
    "half": _half,
    "huge": lambda *_: Response(200, b'"' + b"x" * HUGE + b'"'),
    "slow": lambda whole, _: replace(whole, drips=SILENCE),
}


class Faults(Switches):
    """A stand-in's switches: those above and its own. ``before`` and ``after`` add answers, or say what a common one looks
    like in its protocol."""

    def __init__(
        self,
        *,
        before: Mapping[str, Instead] | None = None,
        after: Mapping[str, Spoil] | None = None,
        choices: Mapping[str, tuple[str, ...]] | None = None,
        numbers: tuple[str, ...] = (),
        free: tuple[str, ...] = (),
    ) -> None:
        self._before = {**_BEFORE, **(before or {})}
        self._after = {**_AFTER, **(after or {})}
        answers = ("normal", *self._before, *self._after)
        super().__init__(
            choices={"answers": answers, **(choices or {})},
            numbers=("answers_left", "delay", *numbers),
            free=("calls", *free),
        )

    def around(self, world: World, request: Request, work: Callable[[], Response]) -> Response:
        """One call: its fault, and the work between. Waiting happens outside the work on the state, which is ``work``'s own
        transaction; its ``Refusal`` is an answer like any other."""
        meant = world.store.switch("calls") in f"{request.method} {request.path}"
        fault = self.use(world, "answers") if meant else "normal"
        time.sleep(float(world.store.switch("delay") or 0))
        if fault in self._before:
            return self._before[fault]()
        try:
            response = work()
        except Refusal as refusal:
            response = refusal.response()
        return self._after[fault](response, request) if fault in self._after else response
