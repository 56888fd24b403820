"""Stretches of time as the bits of one number, five minutes a bit: whether a visit fits becomes a shift and an *and*.

Ninety days are 25,920 bits; a year of a counter is a number that Python combines in microseconds.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from appointments.config import GRID_MINUTES

CELL_SECONDS = GRID_MINUTES * 60
CELL = timedelta(seconds=CELL_SECONDS)
_ONE = ord("1")


def on_the_grid(moment: datetime) -> bool:
    """Whether it is a moment of a known place in time, in whole steps of five minutes."""
    return moment.tzinfo is not None and not moment.microsecond and int(moment.timestamp()) % CELL_SECONDS == 0


def cells(minutes: int) -> int:
    """So many bits cover these minutes."""
    return -(-minutes // GRID_MINUTES)


class Frame:
    """Bit 0 is ``origin``, a moment on the grid. Open stretches are rounded inwards, taken ones outwards."""

    def __init__(self, origin: datetime) -> None:
        self.origin = origin
        self.first_cell = int(origin.timestamp()) // CELL_SECONDS

    def bit(self, moment: datetime, *, up: bool = False) -> int:
        seconds = int(moment.timestamp())
        return (-(-seconds // CELL_SECONDS) if up else seconds // CELL_SECONDS) - self.first_cell

    def moment(self, bit: int) -> datetime:
        return self.origin + bit * CELL

    def open_mask(self, spans: Iterable[tuple[datetime, datetime]]) -> int:
        mask = 0
        for start, end in spans:
            mask |= _run(self.bit(start, up=True), self.bit(end))
        return mask

    def starts(self, spans: Iterable[tuple[datetime, datetime]], *, step: int) -> int:
        """Where a visit may begin: every ``step`` bits from the beginning of each open stretch."""
        mask = 0
        for start, end in spans:
            first, last = self.bit(start, up=True), self.bit(end)
            for bit in range(first + max(0, -(first // step)) * step, last, step):
                mask |= 1 << bit
        return mask


def runs(firsts: bytes | memoryview, length: int) -> int:
    """``length`` bits from each of these positions, which stand as four bytes each, the high one first.

    A run that begins before bit 0 is cut there.
    """
    positions = array("i")
    positions.frombytes(bytes(firsts))
    if sys.byteorder == "little":
        positions.byteswap()
    if not positions or length <= 0:
        return 0
    early = [position for position in positions if position < 0] if min(positions) < 0 else []
    digits = bytearray(b"0") * (max(max(positions), 0) + 1)
    for position in positions if not early else (position for position in positions if position >= 0):
        digits[position] = _ONE
    mask = _widened(int(bytes(digits[::-1]), 2), length)
    for position in early:
        mask |= _run(0, position + length)
    return mask


def _widened(mask: int, length: int) -> int:
    """Each set bit and the ``length - 1`` bits above it."""
    done = 1
    while done < length:
        step = min(done, length - done)
        mask |= mask << step
        done += step
    return mask


def _run(first: int, last: int) -> int:
    first = max(0, first)
    return ((1 << (last - first)) - 1) << first if last > first else 0


def fitting(mask: int, length: int) -> int:
    """The bits from which ``length`` bits in a row are set."""
    done = 1
    while done < length and mask:
        step = min(done, length - done)
        mask &= mask >> step
        done += step
    return mask


def bits(mask: int) -> Iterator[int]:
    """The positions of the set bits, in order."""
    data = mask.to_bytes((mask.bit_length() + 7) // 8, "little")
    for index, byte in enumerate(data):
        while byte:
            low = byte & -byte
            yield index * 8 + low.bit_length() - 1
            byte ^= low
