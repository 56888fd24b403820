"""The suggested colour can always be read and is the nearest of all that can."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from configuration.contrast import colour_of, contrast
from configuration.nearest import difference, nearest_readable

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
GRID = [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in product(range(0, 256, 15), repeat=3)]


def _near(colour: str, step: int, reach: int) -> list[str]:
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    moves = range(-reach, reach + 1, step)
    moved = product(*([part + move for move in moves if 0 <= part + move <= 255] for part in parts))
    return [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in moved]


@settings(max_examples=30, deadline=None)
@given(colour=COLOURS, ground=st.one_of(st.just("#ffffff"), COLOURS), minimum=st.sampled_from([3.0, 4.5]))
def test_the_suggestion_is_readable_and_no_sampled_colour_that_is_lies_nearer(
    colour: str, ground: str, minimum: float
) -> None:
    found = nearest_readable(colour, ground, minimum)
    assert contrast(found, ground) >= minimum
    distance = difference(colour, found)
    others = [*GRID, *_near(found, 1, 3), *_near(found, 4, 16)]
    nearer = [one for one in others if difference(colour, one) < distance - 1e-9 and contrast(one, ground) >= minimum]
    assert nearer == []


@given(colour=COLOURS)
def test_a_colour_that_can_be_read_stays(colour: str) -> None:
    if contrast(colour, "#ffffff") >= 4.5:
        assert nearest_readable(colour, "#ffffff", 4.5) == colour


@pytest.mark.parametrize("ground", ["#757575", "#777777", "#ff0000", "#00ff00", "#0000ff", "#000000", "#ffffff"])
def test_there_is_a_readable_colour_on_every_ground(ground: str) -> None:
    assert contrast(nearest_readable(ground, ground, 4.5), ground) >= 4.5


@given(colour=COLOURS)
def test_every_way_of_writing_a_colour_means_the_same(colour: str) -> None:
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    written = [
        colour.upper(),
        colour[1:],
        f" {colour} ",
        "rgb({}, {}, {})".format(*parts),
        "RGB({} {} {})".format(*parts),
    ]
    assert {colour_of(text) for text in written} == {colour}


@pytest.mark.parametrize(
    "text", ["", "red", "#12345", "#1234567", "rgb(1,2)", "rgb(256,0,0)", "#12345g", "#12345\n6", "٣٣٣"]
)
def test_what_is_no_colour_is_none(text: str) -> None:
    assert colour_of(text) is None
