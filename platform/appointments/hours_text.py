"""Hours as people write them: „08:00–12:00, 14:00–17:30“, „8-12“, „8.00 bis 12 Uhr“. Back and forth without a loss.

A period is an entry of the section as typed: ``start`` and ``end`` as times where they were understood; what was not
stands in ``start`` as it was written, with no ``end``. So nothing is lost, and the model refuses it at its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time
from typing import Any

Pair = tuple[str, str]
_CLOCK = r"(\d{1,2})(?:[:.h](\d{2})|h)?|(\d{3,4})"
_TIME = re.compile(_CLOCK, re.ASCII)
_BETWEEN = re.compile(r"\s*(?:[-–—−]|\bbis\b)\s*")
_PIECES = re.compile(r"[,;\n]|\bund\b")
_NOISE = re.compile(r"\b(?:von|uhr|ab)\b\.?", re.IGNORECASE)
_SHUT = frozenset({"", "-", "–", "geschlossen", "zu", "closed"})


def pairs(text: str) -> list[Pair]:
    """The periods of a line, in order of their beginning; last what could not be read: the words, and nothing."""
    found = [_pair(piece) for piece in _PIECES.split(text) if _bare(piece).lower() not in _SHUT]
    return in_order(dict.fromkeys(found))


def in_order(found: Iterable[Pair]) -> list[Pair]:
    return sorted(found, key=lambda pair: (not pair[1], pair[0] if pair[1] else "", pair[1]))


def _pair(piece: str) -> Pair:
    ends = _BETWEEN.split(_bare(piece))
    times = [clock_of(end) for end in ends]
    if len(times) == 2 and times[0] and times[1]:
        return times[0], times[1]
    return " ".join(piece.split()), ""


def _bare(piece: str) -> str:
    return " ".join(_NOISE.sub(" ", piece).split())


def clock_of(text: str) -> str:
    """„8“, „8:30“, „08.30 Uhr“, „0830“ as ``08:30:00``; nothing for anything else."""
    found = _TIME.fullmatch(_bare(text))
    if found is None:
        return ""
    hour, minute = (found[3][:-2], found[3][-2:]) if found[3] else (found[1], found[2] or "0")
    return f"{int(hour):02}:{int(minute):02}:00" if int(hour) < 24 and int(minute) < 60 else ""


def clock_shown(value: Any) -> str:
    """A time of the section as typed (text, or the minutes that YAML makes of 8:30) as „08:30“; else as it is."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 24 * 60:
        return f"{value // 60:02}:{value % 60:02}"
    try:
        return f"{time.fromisoformat(str(value)):%H:%M}"
    except ValueError:
        return str(value or "")


def pair_of(entry: Any) -> Pair:
    """The two times of an entry, in the form of ``pairs``."""
    start, end = (clock_shown(entry.get(name)) for name in ("start", "end"))
    first, last = clock_of(start), clock_of(end)
    return (first, last) if first and last else (f"{start}–{end}".rstrip("–") if end else start, "")


def shown(found: Iterable[Pair]) -> str:
    """``pairs(shown(pairs(text)))`` is ``pairs(text)``."""
    return ", ".join(f"{start[:5]}–{end[:5]}" if end else start for start, end in found)
