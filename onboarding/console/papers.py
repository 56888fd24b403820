"""The matrix of documents for its page: case by case, each paper with what holds, what is proposed and what is fixed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from documents.config_words import CASES, WORDS
from documents.kinds import KINDS
from documents.rows import ROWS, Row

LEVELS = ("off", "ask", "require")
FIXED = _("In jeder Stadt Pflicht: So sagen es die Hinweise des Bundes zu § 68 AufenthG.")


@dataclass(frozen=True)
class Paper:
    """``name`` is the field's; ``fixed`` says why nothing can be chosen, or nothing."""

    name: str
    label: Any
    level: str
    default: str
    fixed: Any
    hint: Any

    @property
    def choices(self) -> list[tuple[str, Any, bool]]:
        """(level, words, whether it is the proposal)."""
        return [(level, WORDS.values[level], level == self.default) for level in LEVELS]

    @property
    def level_text(self) -> Any:
        return WORDS.values.get(self.level, self.level)


@dataclass(frozen=True)
class Case:
    code: str
    title: Any
    papers: list[Paper]


def cases(value: Mapping[str, Any]) -> list[Case]:
    return [
        Case(code, title, [_paper(row, value) for row in ROWS if row.case == code]) for code, title in CASES.items()
    ]


def merged(value: Mapping[str, Any], posted: Any) -> dict[str, Any]:
    """What was chosen otherwise than it is; what is the proposal again is not named any more. The rest stays as it is."""
    matrix = {case: dict(kinds) if isinstance(kinds, Mapping) else kinds for case, kinds in _matrix(value).items()}
    for row in ROWS:
        level = posted.get(_name(row), "")
        if row.fixed or not level or level == _level(row, value):
            continue
        kinds = matrix.setdefault(row.case, {})
        kinds.pop(row.kind, None)
        if level != row.level:
            kinds[row.kind] = level
    return {**value, "matrix": {case: kinds for case, kinds in matrix.items() if kinds}}


def _paper(row: Row, value: Mapping[str, Any]) -> Paper:
    fixed = FIXED if row.fixed else ""
    return Paper(_name(row), KINDS[row.kind].label, _level(row, value), row.level, fixed, KINDS[row.kind].hint)


def _level(row: Row, value: Mapping[str, Any]) -> str:
    kinds = _matrix(value).get(row.case)
    return str(kinds.get(row.kind, row.level)) if isinstance(kinds, Mapping) and not row.fixed else row.level


def _matrix(value: Mapping[str, Any]) -> dict[str, Any]:
    matrix = value.get("matrix")
    return dict(matrix) if isinstance(matrix, Mapping) else {}


def _name(row: Row) -> str:
    return f"{row.case}.{row.kind}"
