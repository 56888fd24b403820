"""Records of a CSV with a header, each with its line; a broken one is reported and the next is read."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Record:
    """``line`` counts from 1 (the header). With ``error`` the cells are what could be read, perhaps nothing."""

    line: int
    cells: dict[str, str] = field(default_factory=dict)
    error: str = ""


def read_records(lines: Iterable[str], *, needed: Sequence[str]) -> Iterator[Record]:
    """The records below the header; only an error for line 1 when a needed column is not there.

    After a broken record of several lines (a quotation mark that is never closed) reading goes on at the line after
    the one where it began, so that one bad row does not swallow the others.
    """
    kept = list(lines)
    if kept:
        kept[0] = kept[0].removeprefix("\ufeff")
    header, error, used = _parse(kept, 0)
    absent = [name for name in needed if name not in header]
    if error or absent:
        yield Record(1, error=error or f"columns missing in the header: {', '.join(absent)}")
        return
    place = used
    while place < len(kept):
        cells, error, used = _parse(kept, place)
        if not error and cells and len(cells) != len(header):
            error = f"{len(cells)} cells for {len(header)} columns"
        if error or cells:
            yield Record(place + 1, dict(zip(header, cells, strict=False)), error)
        place += 1 if error else used


def _parse(lines: Sequence[str], start: int) -> tuple[list[str], str, int]:
    """The cells of the record that begins at ``start``, an error, and how many lines the record takes."""
    reader = csv.reader((lines[place] for place in range(start, len(lines))), strict=True)
    try:
        cells = next(reader)
    except StopIteration:
        return [], "", 1
    except csv.Error as error:
        return [], f"not CSV: {error}", 1
    return [cell.strip() for cell in cells], "", reader.line_num
