"""Nothing is left for later in the code, and every exception from a rule says why."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from tests.architecture.source import Module, everything, lines_of, product

LATER = re.compile(r"\b(TODO|FIXME|XXX|HACK|WIP|TBD)\b")
EXCEPTION = re.compile(r"#\s*noqa(?P<codes>:\s*[A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*)?(?P<reason>.*)$")
UNTYPED = re.compile(r"#\s*type:\s*ignore(?!\[[a-z, -]+\]\s+#\s*\w)")
WHOLE_FILE = re.compile(r"#\s*(ruff:\s*noqa|flake8:|mypy:\s*ignore-errors|pylint:)")


def test_nothing_is_left_for_later() -> None:
    wrong = [
        f"{module.place}:{line}: {said}"
        for module in product()
        for line, said in _remarks(module)
        if LATER.search(said)
    ]
    assert not wrong, lines_of(wrong)


def _remarks(module: Module) -> Iterator[tuple[int, str]]:
    """Comments and docstrings."""
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield getattr(node, "lineno", 1), ast.get_docstring(node) or ""


def test_every_exception_from_the_linter_has_its_code_and_its_reason() -> None:
    wrong = []
    for module in everything():
        if module.path.name == "test_markers.py":
            continue
        for number, line in enumerate(module.text.splitlines(), 1):
            found = EXCEPTION.search(line)
            if found and (not found["codes"] or not re.search(r"\w{2,}", found["reason"])):
                wrong.append(f"{module.place}:{number}: {line.strip()}")
    assert not wrong, lines_of(wrong)


def test_types_are_ignored_by_code_with_a_reason_and_files_never() -> None:
    wrong = [
        f"{module.place}:{number}: {line.strip()}"
        for module in everything()
        if module.path.name != "test_markers.py"
        for number, line in enumerate(module.text.splitlines(), 1)
        if UNTYPED.search(line) or WHOLE_FILE.search(line)
    ]
    assert not wrong, lines_of(wrong)


def test_no_function_is_left_empty() -> None:
    """``pass`` as the only statement of a function is a stub."""
    wrong = [
        f"{module.at(function)}: {function.name}"
        for module in product()
        for function in module.functions()
        if len(function.body) == 1 and isinstance(function.body[0], ast.Pass)
    ]
    assert not wrong, lines_of(wrong)
