"""Which postal codes belong to which municipality, by name: OpenStreetMap knows the names, the official list the numbers.

A name that several municipalities bear is told apart by where its neighbours lie: those of the same postal code, then those
whose codes begin alike. What stays unclear is left out; a city adds it by hand.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

ALIKE = (5, 4, 3, 2)  # so many leading digits
FARTHEST_KM = 45.0
CLEAR = 1.8  # the next one is so many times as far
KM_PER_DEGREE = (71.0, 111.3)  # longitude at 51° north, latitude

Point = tuple[float, float]


@dataclass(frozen=True)
class Municipality:
    """``ags`` has eight digits; ``name`` is without its kind (*Stadt*, *Flecken*); ``middle`` is longitude and latitude."""

    ags: str
    name: str
    middle: Point | None


def assigned(
    places: Iterable[Municipality], names_by_code: Mapping[str, list[str]]
) -> tuple[dict[str, set[str]], list[tuple[str, str]]]:
    """(postal codes by municipality, pairs of code and name that could not be told)."""
    known = list(places)
    exact, loose = _index(known, _whole), _index(known, _first)
    around: dict[str, list[Point]] = defaultdict(list)
    found: dict[str, set[str]] = defaultdict(set)
    waiting = []
    for code, names in names_by_code.items():
        for name in names:
            here = exact.get(_whole(name), [])
            if len(here) == 1:
                found[here[0].ags].add(code)
                if here[0].middle:
                    for digits in ALIKE:
                        around[code[:digits]].append(here[0].middle)
            else:
                waiting.append((code, name, here or loose.get(_first(name), [])))
    told = [(code, name, _nearest(code, candidates, around)) for code, name, candidates in waiting]
    for code, _name, place in told:
        if place is not None:
            found[place.ags].add(code)
    return found, [(code, name) for code, name, place in told if place is None]


def _nearest(code: str, candidates: list[Municipality], around: Mapping[str, list[Point]]) -> Municipality | None:
    """Of those with a place on the map the nearest, if it is near and the next one clearly farther away."""
    middle = next((_mean(around[code[:digits]]) for digits in ALIKE if code[:digits] in around), None)
    placed = [(one, one.middle) for one in candidates if one.middle]
    if middle is None or not placed:
        return None
    ranked = sorted((_km(middle, there), one.ags, one) for one, there in placed)
    nearest, _ags, best = ranked[0]
    clear = len(ranked) == 1 or ranked[1][0] >= CLEAR * nearest
    return best if clear and nearest <= FARTHEST_KM else None


def _mean(points: list[Point]) -> Point:
    return sum(one for one, _other in points) / len(points), sum(other for _one, other in points) / len(points)


def _km(one: Point, other: Point) -> float:
    return math.hypot(*((a - b) * scale for a, b, scale in zip(one, other, KM_PER_DEGREE, strict=True)))


def _index(places: Iterable[Municipality], key: Callable[[str], str]) -> dict[str, list[Municipality]]:
    index: dict[str, list[Municipality]] = defaultdict(list)
    for place in places:
        for name in {key(place.name), key(re.sub(r"\(.*?\)", "", place.name))}:
            index[name].append(place)
    return index


def _whole(name: str) -> str:
    """German part of a name in two languages, without kind, blanks and signs."""
    german = re.split(r" - |/", name)[0].split(",")[0].casefold().replace("sankt ", "st.")
    return re.sub(r"[^a-zäöüß0-9]", "", german)


def _first(name: str) -> str:
    """The name without what tells it from others: *am Main*, *i. OB*, *(Taunus)*."""
    german = re.split(r" - |/", name)[0].split(",")[0].casefold().replace("sankt ", "st.")
    bare = re.split(r" (?:a\.|am|an|i\.|im|in|b\.|bei|o\.|ob|v\.|vor|vom|unter|auf) ?|\(", german)[0]
    return re.sub(r"[^a-zäöüß0-9]", "", bare)
