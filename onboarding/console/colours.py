"""The city's colours as a person judges them: how well each can be read, and which one to take instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from configuration.authority import WHITE
from configuration.contrast import SHAPE_MINIMUM, TEXT_MINIMUM, colour_of, contrast
from configuration.nearest import nearest_readable

FIELDS = ("action", "on_action", "mark")
PICKED, SHOWN, TAKE = "__farbe", "__farbe_war", "nehmen"


@dataclass(frozen=True)
class Verdict:
    """``ratio`` to the ground. ``needed``: less is refused. ``instead`` is the nearest colour that suffices, if this does not."""

    field: str
    colour: str
    ground: str
    ratio: float
    least: float
    needed: bool
    instead: str

    @property
    def passes(self) -> bool:
        return self.ratio >= self.least


def verdicts(value: Mapping[str, Any]) -> dict[str, Verdict]:
    """Of every field that holds a colour. The stripe beside the name carries no meaning: for it there is advice alone."""
    found = {name: colour_of(str(value.get(name) or "")) for name in FIELDS}
    grounds = {"action": WHITE, "on_action": found["action"], "mark": WHITE}
    made = {
        name: _verdict(name, colour, ground)
        for name, ground in grounds.items()
        if (colour := found[name]) is not None and ground is not None
    }
    if "on_action" in made and not made["action"].passes:  # first the ground, then what stands on it
        made["on_action"] = replace(made["on_action"], instead="")
    return made


def chosen(value: dict[str, Any], typed: Mapping[str, str]) -> dict[str, Any]:
    """The section with the colours that were typed, picked or taken, as ``#rrggbb`` where they are colours."""
    before = {name: value.get(name) for name in FIELDS}
    for name in FIELDS:
        if name in typed:
            picked, shown = typed.get(name + PICKED, ""), typed.get(name + SHOWN, "")
            value[name] = _one(str(before[name] or ""), typed[name], picked if picked != shown else "")
    field, _colon, colour = typed.get(TAKE, "").partition(":")
    if field in FIELDS:
        value[field] = colour
    if "initials" in typed:
        value["initials"] = typed["initials"].strip()
    return value


def _one(before: str, text: str, picked: str) -> str:
    """Who picked another colour beside the field and left the text alone means the picked one. Over what is no colour
    nothing is put: the field beside it shows what was there before, and nobody picked that."""
    text, there = text.strip(), colour_of(before)
    if picked and text == before and there is not None and colour_of(picked) != there:
        text = picked
    return colour_of(text) or text


def _verdict(name: str, colour: str, ground: str) -> Verdict:
    least = SHAPE_MINIMUM if name == "mark" else TEXT_MINIMUM
    ratio = contrast(colour, ground)
    instead = nearest_readable(colour, ground, least) if ratio < least else ""
    return Verdict(name, colour, ground, ratio, least, name != "mark", instead)
