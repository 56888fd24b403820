"""Bits against sets of cells."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

ORIGIN = datetime(2027, 3, 27, 22, 0, tzinfo=UTC)
CELLS = 300
MINUTES = st.integers(-200, CELLS * 5)
spans = st.lists(st.tuples(MINUTES, st.integers(0, 400)).map(lambda pair: (pair[0], sum(pair))), max_size=6)


def _moments(minutes: list[tuple[int, int]]) -> list[tuple[datetime, datetime]]:
    return [(ORIGIN + timedelta(minutes=start), ORIGIN + timedelta(minutes=end)) for start, end in minutes]


def _set(mask: int) -> set[int]:
    return {bit for bit in range(mask.bit_length()) if mask >> bit & 1}


@given(spans)
def test_open_stretches_are_rounded_inwards(minutes: list[tuple[int, int]]) -> None:
    from appointments.grid import Frame

    wanted = {
        cell
        for cell in range(CELLS + 200)
        if any(start <= cell * 5 and (cell + 1) * 5 <= end for start, end in minutes)
    }
    assert _set(Frame(ORIGIN).open_mask(_moments(minutes))) == wanted


@given(st.lists(st.integers(-50, CELLS), max_size=6), st.integers(0, 50))
def test_visits_of_one_length_become_runs_of_bits(firsts: list[int], length: int) -> None:
    from appointments.grid import runs

    sent = b"".join(first.to_bytes(4, "big", signed=True) for first in firsts)
    wanted = {cell for first in firsts for cell in range(max(0, first), first + length)}
    assert _set(runs(sent, length)) == wanted


@given(st.integers(0, 2**CELLS), st.integers(1, 60))
def test_a_visit_fits_where_all_its_cells_are_set(mask: int, length: int) -> None:
    from appointments.grid import fitting

    free = _set(mask)
    assert _set(fitting(mask, length)) == {
        cell for cell in free if all(cell + number in free for number in range(length))
    }


@given(st.integers(0, 2**CELLS))
def test_bits_are_told_in_order(mask: int) -> None:
    from appointments.grid import bits

    assert list(bits(mask)) == sorted(_set(mask))


@given(st.integers(0, 100_000), st.integers(0, 100_000))
def test_a_moment_and_its_bit_name_each_other(cell: int, seconds: int) -> None:
    from appointments.grid import CELL, Frame

    frame = Frame(ORIGIN)
    assert frame.bit(frame.moment(cell)) == cell == frame.bit(frame.moment(cell), up=True)
    odd = frame.moment(cell) + timedelta(seconds=seconds % 299 + 1)
    assert frame.bit(odd) == cell
    assert frame.bit(odd, up=True) == cell + 1
    assert frame.moment(cell + 1) - frame.moment(cell) == CELL


@pytest.mark.parametrize(
    ("moment", "on_it"),
    [
        (ORIGIN, True), (ORIGIN + timedelta(minutes=5), True), (ORIGIN + timedelta(minutes=4), False),
        (ORIGIN + timedelta(seconds=1), False), (ORIGIN + timedelta(microseconds=1), False),
        (ORIGIN.replace(tzinfo=None), False),
    ],
)  # fmt: skip
def test_a_start_lies_on_the_grid_or_is_none(moment: datetime, on_it: bool) -> None:
    from appointments.grid import on_the_grid

    assert on_the_grid(moment) is on_it
