"""The drawing of Germany: districts as paths, municipalities with an authority of their own as points (``data/``)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from onboarding.rollout.board import Line
from onboarding.rollout.words import NO_CITY
from tenants.models import Stage

FILE = Path(__file__).parent / "data" / "districts.json"
# Several authorities in one district: which of them colours it. What is suspended shall be seen.
STRENGTH = (
    NO_CITY, Stage.OFFBOARDED, Stage.PROSPECT, Stage.ONBOARDING, Stage.REHEARSAL, Stage.PILOT, Stage.LIVE,
    Stage.SUSPENDED,
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A district or a municipality on the map. ``line`` is empty where the list names nobody."""

    name: str
    path: str
    point: tuple[int, int]
    line: Line | None
    faded: bool

    @property
    def stage(self) -> str:
        return (self.line.stage if self.line else NO_CITY) or "none"


@lru_cache(maxsize=1)
def drawing() -> dict[str, Any]:
    with FILE.open(encoding="utf-8") as file:
        found: dict[str, Any] = json.load(file)
    return found


def places(found: Iterable[Line], wanted: Callable[[Line], bool]) -> tuple[list[Place], list[Place]]:
    """Districts and municipalities, each with the authority that colours it; faded what is not wanted."""
    by_ags: dict[str, Line] = {}
    for line in found:
        for ags in line.authority.places:
            if ags not in by_ags or _strength(line) > _strength(by_ags[ags]):
                by_ags[ags] = line
    raw = drawing()
    districts = [
        _place(shape["name"], shape["path"], (0, 0), by_ags.get(ags), wanted) for ags, shape in raw["districts"].items()
    ]
    towns = [
        _place(by_ags[ags].authority.area, "", (x, y), by_ags[ags], wanted)
        for ags, (x, y) in raw["towns"].items()
        if ags in by_ags
    ]
    return districts, towns


def _strength(line: Line) -> int:
    return STRENGTH.index(line.stage)


def _place(name: str, path: str, point: tuple[int, int], line: Line | None, wanted: Callable[[Line], bool]) -> Place:
    return Place(name, path, point, line, line is None or not wanted(line))
