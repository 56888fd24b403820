"""What is owed, against an oracle that is written from the law and not from the code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.fees.config import FeesConfig, RefundRule, Timing
from billing.fees.quote import quote
from billing.fees.relief import GROUNDS, SOURCES, Ground, Kind, Relief, applied, half

FIRST = date(2017, 9, 1)


@dataclass(frozen=True)
class Given:
    declarants: int
    by_post: bool
    postage: int
    when: Timing
    on: date
    relief: Relief


def _reliefs() -> st.SearchStrategy[Relief]:
    pairs = [(kind, ground) for kind, grounds in GROUNDS.items() for ground in sorted(grounds)]
    return st.builds(
        lambda pair, unit, postage: Relief(pair[0], pair[1], unit if pair[0] is Kind.REDUCED else 0, postage),
        st.sampled_from(pairs), st.integers(1, 2899), st.booleans(),
    )  # fmt: skip


CASES = st.builds(
    Given,
    declarants=st.integers(1, 2),
    by_post=st.booleans(),
    postage=st.integers(0, 5000),
    when=st.sampled_from(list(Timing)),
    on=st.integers(0, 5000).map(lambda days: FIRST + timedelta(days=days)),
    relief=_reliefs(),
)


def owed(case: Given) -> int:
    """§ 47 (1) Nr. 12: 29 EUR for each declaration. § 50 (1): half of it for minors. §§ 52 (7), 53 (2), 54: less, or
    nothing. Postage is an expense beside it. A city may take nothing at all."""
    if case.when is Timing.NONE:
        return 0
    by_law = Fraction(29)
    euros = {
        Kind.FULL: by_law,
        Kind.HALF: by_law / 2,
        Kind.REDUCED: Fraction(case.relief.unit_cents, 100),
        Kind.WAIVED: Fraction(0),
    }[case.relief.kind]
    post = case.postage if case.by_post and not case.relief.with_postage else 0
    return floor(case.declarants * euros * 100) + post


@given(case=CASES)
def test_what_is_owed_is_what_the_law_says(case: Given) -> None:
    config = FeesConfig(when=case.when, postage_cents=case.postage)
    by_law = quote(config, declarants=case.declarants, delivery_by_post=case.by_post, on=case.on)
    found = applied(by_law, case.relief)
    assert found.total_cents == owed(case)
    assert all(line.amount_cents > 0 for line in found.lines)
    fee = [line for line in found.lines if line.code == "recognition"]
    assert all(SOURCES.get(case.relief.ground, "") in line.basis for line in fee)


def test_half_of_the_fee_is_exactly_fourteen_euros_fifty() -> None:
    full = quote(FeesConfig(), declarants=1, delivery_by_post=False, on=FIRST)
    assert applied(full, Relief(Kind.HALF, Ground.MINORS)).total_cents == 1450


@given(cents=st.integers(0, 100_000))
def test_never_more_than_the_half_is_asked_for_and_never_a_whole_cent_less(cents: int) -> None:
    assert 0 <= cents - 2 * half(cents) <= 1


@pytest.mark.parametrize(("rule", "more"), [(RefundRule.LAW, True), (RefundRule.NEVER_BEYOND_LAW, False)])
def test_the_citys_refund_rule_decides_only_what_goes_beyond_the_law(rule: RefundRule, *, more: bool) -> None:
    assert FeesConfig(refund_rule=rule).goodwill_refunds is more
    assert FeesConfig().refund_rule is RefundRule.LAW
