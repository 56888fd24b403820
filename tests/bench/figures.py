"""A measured value beside what it is compared with, and the ways to get one."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

SPLIT = " | "


@dataclass(frozen=True)
class Figure:
    """``ratio`` is value over what it is compared with; both are empty where there is nothing to compare with."""

    name: str
    value: float
    unit: str
    compared_with: str | None = None
    ratio: float | None = None


def against(name: str, value: float, unit: str, *, bound: float, of: str) -> Figure:
    """A figure beside a bound or a figure of somebody else."""
    return Figure(name, rounded(value), unit, of, rounded(value / bound) if bound else None)


def plain(name: str, value: float, unit: str) -> Figure:
    return Figure(name, rounded(value), unit)


def rounded(value: float) -> float:
    """Three significant digits: more would pretend."""
    if not value or not math.isfinite(value):
        return 0.0
    return round(value, max(0, 2 - math.floor(math.log10(abs(value)))))


def percentile(values: Sequence[float], part: float) -> float:
    """Nearest rank: a value that was really measured."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)]


def timed(work: Callable[[], object], *, seconds: float = 2.0, least: int = 5) -> list[float]:
    """Runs the work for about that long, after one run to warm up; answers the seconds of each run."""
    work()
    taken: list[float] = []
    end = time.perf_counter() + seconds
    while len(taken) < least or time.perf_counter() < end:
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return taken


def per_second(taken: Sequence[float], each: int = 1) -> float:
    return each * len(taken) / sum(taken)


def table(figures: Sequence[Figure]) -> str:
    """A line per figure; those that share a name before ``|`` stand in one line."""
    single = [figure for figure in figures if SPLIT not in figure.name]
    grouped = [figure for figure in figures if SPLIT in figure.name]
    rows = [("what", "value", "unit", "compared with", "ratio")]
    rows += [
        (f.name, f"{f.value:,.10g}", f.unit, f.compared_with or "", "" if f.ratio is None else f"{f.ratio:.10g}")
        for f in single
    ]
    wide = _wide(grouped)
    return "\n".join([*_aligned(rows), *(["", *_aligned(wide)] if wide else [])])


def _wide(figures: Sequence[Figure]) -> list[tuple[str, ...]]:
    columns: list[str] = list(dict.fromkeys(f"{_metric(figure)} ({figure.unit})" for figure in figures))
    cells: dict[str, dict[str, str]] = {}
    for figure in figures:
        page = figure.name.split(SPLIT)[0]
        cells.setdefault(page, {})[f"{_metric(figure)} ({figure.unit})"] = f"{figure.value:,.10g}"
    if not cells:
        return []
    return [("page", *columns), *((page, *(row.get(column, "") for column in columns)) for page, row in cells.items())]


def _metric(figure: Figure) -> str:
    return figure.name.split(SPLIT)[1]


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Numbers to the right, words to the left."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = ["  ".join(_cell(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [lines[0], "-" * max(len(line) for line in lines), *lines[1:]]


def _cell(cell: str, width: int) -> str:
    return cell.rjust(width) if cell.replace(",", "").replace(".", "").isdigit() else cell.ljust(width)


def write(figures: Sequence[Figure], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(figure) for figure in figures], ensure_ascii=False, indent=1) + "\n", "utf-8")
