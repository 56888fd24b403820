"""The history as it is shown: looks of one person that follow each other stand in one line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from casework.history import HistoryLine


@dataclass(frozen=True)
class Folded:
    line: HistoryLine
    times: int


def folded(lines: Iterable[HistoryLine]) -> list[Folded]:
    """Newest first, as they came."""
    found: list[Folded] = []
    for line in lines:
        last = found[-1] if found else None
        if last and line.is_look and _same(last.line, line):
            found[-1] = Folded(last.line, last.times + 1)
        else:
            found.append(Folded(line, 1))
    return found


def _same(one: HistoryLine, other: HistoryLine) -> bool:
    return (one.who, one.what, one.details, one.at.date()) == (other.who, other.what, other.details, other.at.date())
