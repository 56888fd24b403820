"""The stand-in's own page: what arrived, what the authority says, trouble."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from infra.standins.common.control import Control
from infra.standins.common.frame import Frame, button, row
from infra.standins.common.switches import Unknown
from infra.standins.receiver.faults import FAULTS
from infra.standins.receiver.world import World

_ACTIONS = {"accepted": "annehmen", "rejected": "ablehnen"}
_LABELS = {
    "rejects": "nimmt es nicht (422)",
    "wrong_key": "kennt die Unterschrift nicht (401)",
    "dead": "Leitung bricht ab",
    "foreign": "getan, aber fremde Quittung",
    "authority": "das Amt",
    "accepts": "nimmt an",
    "waits": "wartet",
}


def _act(world: World, form: dict[str, str]) -> None:
    """``code``: why it is rejected, if anything."""
    if world.store.get(form.get("id", "")) is None or form.get("action") not in _ACTIONS:
        raise Unknown
    world.store.decide(form["id"], form["action"], form.get("code", ""))


def _content(world: World) -> dict[str, str]:
    known = world.verifier.secrets.items()
    return {
        "keys": "".join(row(escape(name), f"<code>{escape(secret.decode())}</code>") for name, secret in known),
        "arrivals": "".join(map(_row, world.store.all())),
    }


def _row(arrival: dict[str, Any]) -> str:
    told = (
        arrival["receipt"],
        arrival["kind"],
        arrival["key"],
        arrival["state"],
        arrival["posts"],
        len(arrival["body"]),
    )
    buttons = "".join(button(action, label, arrival["key"]) for action, label in _ACTIONS.items())
    return row(*(escape(str(each)) for each in told), buttons)


CONTROL = Control(
    Frame(Path(__file__).parent / "templates"),
    "Attrappe eines Fachverfahrens",
    faults=FAULTS,
    labels=_LABELS,
    content=_content,
    act=_act,
)
