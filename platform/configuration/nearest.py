"""The colour that people can read and that looks most like the one that was wished for.

How alike two colours look is their distance in OKLab (Björn Ottosson, 2020). The best colour lies where the contrast just
suffices: for each red and blue there is one green there. So the search goes over red and blue, first in wide steps, then
around the best ones in ever smaller steps, at last over the colours near it that can be written as ``#rrggbb``.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from configuration.contrast import BLUE, GREEN, LIGHT, RED, contrast, linear, luminance

Lab = tuple[float, float, float]
Place = tuple[int, int]  # red and blue
Found = tuple[float, Place]
_WIDE = range(0, 256, 15)
_BEGINNINGS, _NEAR = 4, 8


def nearest_readable(colour: str, ground: str, minimum: float) -> str:
    """Of all colours with at least that contrast to ``ground`` the one that differs least from ``colour``. All ``#rrggbb``.

    ``minimum`` is at most 4.58: that much either black or white has to every ground.
    """
    if contrast(colour, ground) >= minimum:
        return colour
    search = _Search(colour, ground, minimum)
    wide = sorted(search.exact(product(_WIDE, _WIDE)))
    _distance, place = min(search.around(found) for found in wide[:_BEGINNINGS])
    return search.nearest_written(place)


def difference(one: str, other: str) -> float:
    """How much two colours differ to the eye: 0 the same, about 0.02 just seen, 1 from black to white."""
    return float(_apart(_oklab(*linear(one)), _oklab(*linear(other))) ** 0.5)


class _Search:
    def __init__(self, colour: str, ground: str, minimum: float) -> None:
        self.wished, self.ground, self.minimum = _oklab(*linear(colour)), ground, minimum
        light = luminance(ground) + 0.05
        self.darkest, self.lightest = light / minimum - 0.05, light * minimum - 0.05

    def exact(self, places: Iterable[Place]) -> Iterator[Found]:
        """For each pair of red and blue the colour where the contrast just suffices, with as much green as that takes."""
        for red, blue in places:
            for green in self._greens(red, blue):
                if 0 <= green <= 1:
                    yield _apart(self.wished, _oklab(LIGHT[red], green, LIGHT[blue])), (red, blue)

    def around(self, best: Found) -> Found:
        step = 8
        while step:
            better = min(self.exact(_near(best[1], (-step, 0, step))), default=best)
            if better < best:
                best = better
            else:
                step //= 2
        return best

    def nearest_written(self, place: Place) -> str:
        best = min(self.written(place))
        while True:
            better = min(self.written((int(best[1][1:3], 16), int(best[1][5:7], 16))))
            if better >= best:
                return best[1]
            best = better

    def written(self, place: Place) -> Iterator[tuple[float, str]]:
        """Of the colours there and near it those that can be written and read."""
        for red, blue in _near(place, range(-_NEAR, _NEAR + 1)):
            for green in self._whole_greens(red, blue):
                colour = f"#{red:02x}{green:02x}{blue:02x}"
                if contrast(colour, self.ground) >= self.minimum:
                    yield _apart(self.wished, _oklab(*linear(colour))), colour

    def _greens(self, red: int, blue: int) -> tuple[float, float]:
        rest = RED * LIGHT[red] + BLUE * LIGHT[blue]
        return (self.darkest - rest) / GREEN, (self.lightest - rest) / GREEN

    def _whole_greens(self, red: int, blue: int) -> set[int]:
        darker, lighter = self._greens(red, blue)
        below, above = bisect_right(LIGHT, darker) - 1, bisect_left(LIGHT, lighter)
        return {green for green in (below, below - 1, above, above + 1) if 0 <= green <= 255}


def _near(place: Place, steps: Sequence[int]) -> Iterator[Place]:
    moved = ((place[0] + one, place[1] + other) for one in steps for other in steps)
    return (pair for pair in moved if min(pair) >= 0 and max(pair) <= 255)


def _oklab(red: float, green: float, blue: float) -> Lab:
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _apart(one: Lab, other: Lab) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2
