"""The figures of the benchmark say what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench.figures import Figure, against, percentile, plain, rounded, table, timed, write


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, 0.0), (1234.5, 1234.0), (12.345, 12.3), (0.012345, 0.0123), (9.999, 10.0), (-12.345, -12.3)],
)
def test_a_figure_has_three_digits(value: float, shown: float) -> None:
    assert rounded(value) == shown


def test_a_percentile_is_a_value_that_was_measured() -> None:
    assert percentile([5, 1, 4, 2, 3], 0.5) == 3
    assert percentile([5, 1, 4, 2, 3], 0.95) == 5
    assert percentile([7.0], 0.5) == 7.0


def test_a_bound_gives_a_ratio_and_a_plain_figure_has_none() -> None:
    assert against("x", 25, "ms", bound=50, of="bound 50 ms") == Figure("x", 25, "ms", "bound 50 ms", 0.5)
    assert plain("x", 25, "ms").ratio is None


def test_work_is_done_at_least_so_often() -> None:
    done: list[int] = []
    assert len(timed(lambda: done.append(1), seconds=0, least=3)) == 3
    assert len(done) == 4


def test_the_file_holds_every_figure_with_its_five_parts(tmp_path: Path) -> None:
    write([plain("a", 1, "ms"), against("b", 2, "ms", bound=4, of="c")], tmp_path / "new" / "bench.json")
    assert json.loads((tmp_path / "new" / "bench.json").read_text()) == [
        {"name": "a", "value": 1, "unit": "ms", "compared_with": None, "ratio": None},
        {"name": "b", "value": 2, "unit": "ms", "compared_with": "c", "ratio": 0.5},
    ]


def test_figures_of_one_page_stand_in_one_line() -> None:
    lines = table(
        [plain("alone", 1, "ms"), plain("GET /x | p50", 2, "ms"), plain("GET /x | SQL", 3, "statements")]
    ).splitlines()
    assert sum("GET /x" in line for line in lines) == 1
    assert any(line.startswith("alone") for line in lines)
