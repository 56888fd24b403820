"""TopoJSON to SVG paths: whole numbers, relative to the point before, so that a map of 401 districts stays small."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

HEIGHT = 1200  # units of the drawing; one is about 700 m
STRETCH = math.cos(math.radians(51))  # Germany lies around 51° north: there a degree eastwards is this much shorter
Point = tuple[int, int]


class Projection:
    """Equirectangular around 51° north; the north is up, the upper left corner is (0, 0)."""

    def __init__(self, west: float, south: float, east: float, north: float) -> None:
        self._west, self._north = west, north
        self._scale = HEIGHT / (north - south)
        self.width = math.ceil((east - west) * STRETCH * self._scale)

    def __call__(self, east: float, north: float) -> Point:
        return round((east - self._west) * STRETCH * self._scale), round((self._north - north) * self._scale)


class Topology:
    """The arcs in units of the drawing, and the shapes made of them."""

    def __init__(self, raw: dict[str, Any], layer: str) -> None:
        self.shapes: list[dict[str, Any]] = raw["objects"][layer]["geometries"]
        arcs = [_degrees(arc, raw["transform"]) for arc in raw["arcs"]]
        everything = [point for arc in arcs for point in arc]
        east, north = [point[0] for point in everything], [point[1] for point in everything]
        self.projection = Projection(min(east), min(north), max(east), max(north))
        self._arcs = [_without_repetition([self.projection(*point) for point in arc]) for arc in arcs]

    def path(self, shape: dict[str, Any]) -> str:
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        rings = [self._ring(ring) for polygon in polygons for ring in polygon]
        whole = [ring for ring in rings if len(ring) > 2] or rings[:1]
        return "".join(_line(ring) + "z" for ring in whole)

    def borders(self, group: str) -> str:
        """The arcs between shapes of different groups, and those at the outer edge."""
        beside: dict[int, set[str]] = defaultdict(set)
        for shape in self.shapes:
            for number in _numbers(shape["arcs"]):
                beside[number if number >= 0 else ~number].add(shape["properties"][group])
        shared = [number for number, groups in beside.items() if len(groups) > 1]
        return "".join(_line(self._arcs[number]) for number in sorted(shared))

    def _ring(self, numbers: list[int]) -> list[Point]:
        points: list[Point] = []
        for number in numbers:
            points += self._arcs[number] if number >= 0 else self._arcs[~number][::-1]
        return _without_repetition(points)[:-1] if len(points) > 3 else points


def _numbers(arcs: Any) -> list[int]:
    return [arcs] if isinstance(arcs, int) else [number for part in arcs for number in _numbers(part)]


def _degrees(arc: list[list[int]], transform: dict[str, list[float]]) -> list[tuple[float, float]]:
    (wide, high), (west, south) = transform["scale"], transform["translate"]
    x = y = 0
    found = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        found.append((x * wide + west, y * high + south))
    return found


def _without_repetition(points: list[Point]) -> list[Point]:
    return [point for number, point in enumerate(points) if number == 0 or point != points[number - 1]]


def _line(points: list[Point]) -> str:
    """``M`` to the first, then relative steps; a minus needs no space before it."""
    said = f"M{points[0][0]} {points[0][1]}l"
    x, y = points[0]
    for next_x, next_y in points[1:]:
        for step in (next_x - x, next_y - y):
            said += f"{step}" if said[-1] == "l" or step < 0 else f" {step}"
        x, y = next_x, next_y
    return said
