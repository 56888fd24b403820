"""Many cities from a CSV. The whole list is checked before the first city is made."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.cities import make_city
from config.city_head import CityHead, Register, twins
from configuration.document import Fault, UnableToConfigure
from kernel.errors import Refusal

COLUMNS = ("slug", "name", "land", "ags", "authority_code", "host")


@dataclass(frozen=True)
class Line:
    """``is_there``: the same city exists already, so that a list can be given again."""

    number: int
    head: CityHead
    is_there: bool


def read_list(path: Path) -> list[Line]:
    """Refused whole (``UnableToConfigure``) with line, field and reason of everything that is wrong."""
    faults: list[Fault] = []
    heads: list[tuple[str, int, CityHead]] = []
    for number, row in _rows(path):
        at = f"line {number}, "
        if isinstance(row, Fault):
            faults.append(row)
            continue
        head, wrong = CityHead.checked(dict(row), at=at)
        faults += wrong
        if head is not None:
            heads.append((at, number, head))
    faults += twins([(at, head) for at, _, head in heads])
    there = Register([head for _, _, head in heads])
    for at, _, head in heads:
        faults += there.taken(head, at=at)
        if there.is_there(head):
            faults += [Fault(f"{at}{name}", "differs from the city that is there") for name in there.differs(head)]
    if not heads and not faults:
        faults.append(Fault("file", "no cities in it"))
    if faults:
        raise UnableToConfigure(sorted(faults, key=_by_line))
    return [Line(number, head, there.is_there(head)) for _, number, head in heads]


def _by_line(fault: Fault) -> int:
    number = fault.path.removeprefix("line ").partition(",")[0]
    return int(number) if number.isdigit() else 0


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str] | Fault]]:
    """Each line by its number in the file; a line that cannot be one is a fault."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise UnableToConfigure([Fault(f"line {line}", "not UTF-8")]) from None
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    last = 0
    try:
        header = [name.strip() for name in next(reader, [])]
        _check_header(header)
        last = reader.line_num
        for cells in reader:
            first, last = last + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                yield first, _row(header, cells, first)
    except csv.Error as error:
        yield last + 1, Fault(f"line {last + 1}", f"half-written: {error}")


def _row(header: list[str], cells: list[str], number: int) -> dict[str, str] | Fault:
    if len(cells) != len(header):
        return Fault(f"line {number}", f"{len(cells)} fields instead of {len(header)}")
    return dict(zip(header, (cell.strip() for cell in cells), strict=True))


def _check_header(header: list[str]) -> None:
    faults = [Fault("line 1, " + (name or "(empty)"), "unknown column") for name in header if name not in COLUMNS]
    faults += [Fault(f"line 1, {name}", "column missing") for name in COLUMNS[:-1] if name not in header]
    faults += [Fault(f"line 1, {name}", "column given twice") for name in COLUMNS if header.count(name) > 1]
    if faults:
        raise UnableToConfigure(faults)


def import_cities(
    lines: list[Line], *, at: Callable[[], datetime], author: str = "zusage city import"
) -> Iterator[tuple[Line, str]]:
    """Makes one after another; answers each with ``created``, ``unchanged`` or why not.

    A city that cannot be made leaves nothing behind and does not hold up the others; the list can be given again.
    """
    for line in lines:
        if line.is_there:
            yield line, "unchanged"
            continue
        try:
            make_city(line.head, at=at(), author=author)
        except Refusal as refusal:
            yield line, f"refused: {refusal.code}"
        else:
            yield line, "created"
