"""The stand-in's own page at ``/``: what there is, what can happen to it, trouble. ``/health`` is the same page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Generic, TypeVar

from infra.standins.common.frame import Frame
from infra.standins.common.http import Refusal, Request, Response, page, redirect
from infra.standins.common.switches import Switches, Unknown
from infra.standins.common.world import World

W = TypeVar("W", bound=World)

_LABELS = {
    "answers": "Antworten",
    "normal": "normal",
    "down": "Ausfall (503)",
    "error": "Fehler (500)",
    "limited": "zu viele Anfragen (429)",
    "page": "eine Webseite statt der Antwort",
    "elsewhere": "Umleitung zu einem anderen Rechner",
    "silent": "keine Antwort",
    "lost": "getan, aber Antwort verloren",
    "nonsense": "getan, aber unsinnige Antwort",
    "broken": "getan, aber unlesbare Antwort",
    "half": "getan, aber halbe Antwort",
    "huge": "getan, aber riesige Antwort",
    "slow": "getan, aber Antwort tropft",
    "answers_left": "Störung für … Aufrufe (leer: immer)",
    "calls": "nur bei Aufrufen mit diesem Wort",
    "delay": "Antwort verzögern (Sekunden)",
    "on": "ja",
    "off": "nein",
}


class Control(Generic[W]):
    """``control.html`` in ``frame`` gets ``$faults`` and what ``content`` answers. ``act`` does what a button says, or raises
    ``Unknown``. ``labels`` name the stand-in's own switches and their values."""

    def __init__(
        self,
        frame: Frame,
        title: str,
        *,
        faults: Switches,
        labels: Mapping[str, str],
        content: Callable[[W], dict[str, str]],
        act: Callable[[W, dict[str, str]], None],
    ) -> None:
        self._frame, self._title, self._content, self._act = frame, title, content, act
        self._faults, self._labels = faults, {**_LABELS, **labels}

    def respond(self, world: W, request: Request) -> Response:
        """One piece of work on the state."""
        try:
            with world.store.work():
                return self._respond(world, request)
        except Refusal as refusal:
            return refusal.response()
        except Unknown:
            return page("Das gibt es nicht.", 400)

    def _respond(self, world: W, request: Request) -> Response:
        if request.method == "GET" and request.path in ("/", "/health"):
            return page(self._html(world))
        if request.method == "POST" and request.path == "/faults":
            self._faults.set(world, request.form())
        elif request.method == "POST" and request.path == "/act":
            self._act(world, request.form())
        else:
            return page("Diese Seite gibt es nicht.", 404)
        return redirect("/")

    def _html(self, world: W) -> str:
        now = self._faults.current(world)
        fields = "".join(self._field(name, now[name]) for name in self._faults.names)
        form = f'<form method="post" action="/faults">{fields} <button>Übernehmen</button></form>'
        return self._frame.fill("control.html", title=self._title, wide=True, faults=form, **self._content(world))

    def _field(self, name: str, value: str) -> str:
        if name not in self._faults.choices:
            return f'<label>{self._labels[name]} <input name="{name}" value="{escape(value)}" size="8"></label>'
        options = "".join(
            f'<option value="{choice}"{" selected" if choice == value else ""}>{self._labels[choice]}</option>'
            for choice in self._faults.choices[name]
        )
        return f'<label>{self._labels[name]} <select name="{name}">{options}</select></label>'
