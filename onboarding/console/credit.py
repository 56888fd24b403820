"""The worked example of the page of credit rules: with the draft's rules, beside what is published, by today's figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from creditcheck.config import CreditRules
from creditcheck.examples import GUESTS, grid
from creditcheck.federal import law_on
from creditcheck.tables import UnableToCheck


@dataclass(frozen=True)
class Cell:
    """``before`` is empty where the draft changes nothing; ``guide`` the city's own figure, if there is one."""

    amount: Decimal
    before: Decimal | None
    guide: Decimal | None


@dataclass(frozen=True)
class Row:
    guests: int
    cells: list[Cell]


@dataclass(frozen=True)
class Example:
    """``rows`` is empty where nothing can be worked out; then ``why`` says so. ``is_draft``: by the draft's rules."""

    rows: list[Row]
    is_draft: bool
    why: str = ""

    @property
    def first(self) -> Cell:
        return self.rows[0].cells[0]


def example(draft: Mapping[str, Any], published: Mapping[str, Any], *, day: date) -> Example:
    """A draft that has faults cannot be worked out, unless they are in the city's own table; then what is published is shown."""
    before = CreditRules.model_validate(published)
    read = _read(draft) or _read({name: one for name, one in draft.items() if name != "matrix"})
    rules, is_draft = read or before, read is not None
    law = law_on(day)
    try:
        now, then = grid(rules, day=day, law=law), grid(before, day=day, law=law)
    except UnableToCheck as refusal:
        return Example([], is_draft, str(refusal))
    return Example([_row(rules, guests, now[guests - 1], then[guests - 1]) for guests in GUESTS], is_draft)


def _row(rules: CreditRules, guests: int, now: list[Decimal], then: list[Decimal]) -> Row:
    return Row(guests, [
        Cell(amount, before if before != amount else None, rules.guide(guests=guests, dependants=number))
        for number, (amount, before) in enumerate(zip(now, then, strict=True))
    ])  # fmt: skip


def _read(value: Mapping[str, Any]) -> CreditRules | None:
    try:
        return CreditRules.model_validate(value)
    except ValidationError:
        return None
