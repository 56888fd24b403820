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
from infra.standins.common.world import World

SILENCE = 40.0  # seconds; no caller waits so long
HUGE = 6_000_000

Instead = Callable[[], Response]
Spoil = Callable[[Response, Request], Response]


class Unknown(Exception):
    """There is no such fault, and nothing was set; or no such action on the stand-in's page."""


def _silent() -> Response:
    time.sleep(SILENCE)
    return LOST


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
    "half": lambda whole, _: replace(whole, body=whole.body[: len(whole.body) // 2], announced=len(whole.body)),
    "huge": lambda *_: Response(200, b'"' + b"x" * HUGE + b'"'),
    "slow": lambda whole, _: replace(whole, drips=SILENCE),
}


class Faults:
    """A stand-in's switches: those above and its own. ``before`` and ``after`` add answers, or say what a common one looks
    like in its protocol; ``choices`` may have these values, ``numbers`` are empty or not negative, ``free`` is any text."""

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
        self.choices = {"answers": ("normal", *self._before, *self._after), **(choices or {})}
        self.numbers = ("answers_left", "delay", *numbers)
        self.free = ("calls", *free)

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.choices, *self.numbers, *self.free)

    def set(self, world: World, wanted: Mapping[str, str]) -> None:
        """All of them, or ``Unknown`` and none."""
        for name, value in wanted.items():
            if not self._is_known(name, value):
                raise Unknown(f"{name}={value}")
        for name, value in wanted.items():
            world.store.set_switch(name, value)

    def _is_known(self, name: str, value: str) -> bool:
        if name in self.choices:
            return value in self.choices[name]
        return name in self.free or (name in self.numbers and (not value or value.replace(".", "", 1).isdigit()))

    def current(self, world: World) -> dict[str, str]:
        """Choices that were never made are their first."""
        first = {name: values[0] for name, values in self.choices.items()}
        return {name: world.store.switch(name) or first.get(name, "") for name in self.names}

    def around(self, world: World, request: Request, work: Callable[[], Response]) -> Response:
        """One call: its fault, and the work between. Waiting happens outside the work on the state, which is ``work``'s own
        transaction; its ``Refusal`` is an answer like any other."""
        with world.store.work():
            fault = self._take(world, request)
        time.sleep(float(world.store.switch("delay") or 0))
        if fault in self._before:
            return self._before[fault]()
        try:
            response = work()
        except Refusal as refusal:
            response = refusal.response()
        return self._after[fault](response, request) if fault in self._after else response

    def _take(self, world: World, request: Request) -> str:
        """The fault that this call gets; one of a limited number is used up."""
        fault, left = world.store.switch("answers") or "normal", world.store.switch("answers_left")
        if fault == "normal" or world.store.switch("calls") not in f"{request.method} {request.path}":
            return "normal"
        if left and int(float(left)) <= 1:
            self.set(world, {"answers": "normal", "answers_left": ""})
        elif left:
            world.store.set_switch("answers_left", str(int(float(left)) - 1))
        return fault
