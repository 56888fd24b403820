"""A city's own table stands beside the calculation and decides nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from creditcheck.config import CreditRules
from creditcheck.facts import Facts, StayKind
from creditcheck.parts import Source
from creditcheck.wording import label_text
from creditcheck.worksheet import Worksheet, build_worksheet

DAY = date(2026, 11, 26)
AMOUNTS = st.decimals(min_value=1, max_value=9000, places=2)


def facts(net: Decimal, guests: int, dependants: int) -> Facts:
    return Facts(
        stay_kind=StayKind.SHORT, stay_days=30, adults=guests, minors=0, dependants=dependants,
        monthly_net=(net, net, net), running_adults=0, running_minors=0, running_long_stays=0,
    )  # fmt: skip


@given(AMOUNTS, st.integers(1, 4), st.integers(0, 3), AMOUNTS)
def test_the_proposal_is_the_same_with_and_without_it(net: Decimal, guests: int, dependants: int, one: Decimal) -> None:
    rules = CreditRules(matrix=[[one, one], [one, one]])
    case = facts(net, guests, dependants)
    with_it, without = (build_worksheet(case, checked_on=DAY, rules=each) for each in (rules, CreditRules()))
    lines = [line for line in with_it.lines if line.code != "guide"]
    assert with_it.model_copy(update={"lines": tuple(lines)}) == without
    assert (len(lines) != len(with_it.lines)) == (guests <= 2 and dependants <= 1)


def test_the_line_names_its_source_and_can_be_read_by_a_release_that_knows_no_guide() -> None:
    rules = CreditRules(matrix=[[Decimal(1900)]])
    sheet = build_worksheet(facts(Decimal(2500), 1, 0), checked_on=DAY, rules=rules)
    line = next(line for line in sheet.lines if line.code == "guide")
    assert (line.amount, line.source, line.label) == (Decimal("1900.00"), Source.CITY, "minimum_net")
    assert "entscheidet nichts" in label_text(line)
    stored = sheet.model_dump(mode="json")
    assert "matrix" not in stored["rules"]
    assert Worksheet.model_validate(stored) == sheet


@pytest.mark.parametrize(
    "matrix", [[[1900], [2000, 2100]], [[1900, 1800]], [[1900], [1800]], [[0]], [[-1]], [[]], [[100] * 9], [["1.001"]]]
)
def test_a_table_that_is_incomplete_falls_or_is_nothing_is_refused(matrix: Any) -> None:
    with pytest.raises(ValidationError):
        CreditRules.model_validate({"matrix": matrix})
