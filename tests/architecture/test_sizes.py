"""Small files, small functions. The figures are printed, so that a slow drift is seen: `pytest -s`."""

from __future__ import annotations

import ast
from statistics import median, quantiles

from tests.architecture.source import everything, lines_of, product

LONGEST_FILE = 300
LONGEST_TEST_FILE = 600
LONGEST_FUNCTION = 50


def test_no_file_of_the_product_is_long() -> None:
    lengths = {module.place: len(module.text.splitlines()) for module in product()}
    print(_figures("files", list(lengths.values())))
    long = [f"{place}: {length} lines" for place, length in lengths.items() if length > LONGEST_FILE]
    assert not long, lines_of(long)


def test_no_other_file_is_very_long() -> None:
    lengths = {module.place: len(module.text.splitlines()) for module in everything()}
    long = [f"{place}: {length} lines" for place, length in lengths.items() if length > LONGEST_TEST_FILE]
    assert not long, lines_of(long)


def test_no_function_is_long() -> None:
    lengths = {
        f"{module.place}:{function.lineno} {function.name}": _length(function)
        for module in product()
        for function in module.functions()
    }
    print(_figures("functions", list(lengths.values())))
    long = [f"{place}: {length} lines" for place, length in lengths.items() if length > LONGEST_FUNCTION]
    assert not long, lines_of(long)


def test_half_of_everything_is_as_small_as_we_aim_at() -> None:
    files = [len(module.text.splitlines()) for module in product() if module.text.strip()]
    functions = [_length(function) for module in product() for function in module.functions()]
    assert median(files) <= 80
    assert _ninth_tenth(files) <= 250
    assert median(functions) <= 8
    assert _ninth_tenth(functions) <= 25


def test_a_function_is_measured_from_its_name_to_its_end() -> None:
    source = "@decorated\ndef f(\n    a: int,\n) -> int:\n    return a\n"
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    assert _length(function) == 4


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _ninth_tenth(values: list[int]) -> float:
    return quantiles(values, n=10)[-1]


def _figures(what: str, values: list[int]) -> str:
    return f"\n{len(values)} {what}: median {median(values):.0f}, 90 % under {_ninth_tenth(values):.0f}, longest {max(values)}"
