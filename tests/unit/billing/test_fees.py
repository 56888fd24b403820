from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from billing.fees import federal
from billing.fees.config import FeesConfig, Method, Timing
from billing.fees.quote import quote

DAY = date(2027, 8, 3)


@pytest.mark.parametrize(
    ("declarants", "by_post", "cents"), [(1, False, 2900), (2, False, 5800), (1, True, 3245), (2, True, 6145)]
)
def test_the_fee_is_per_declarant_and_postage_once(*, declarants: int, by_post: bool, cents: int) -> None:
    config = FeesConfig(postage_cents=345)
    assert quote(config, declarants=declarants, delivery_by_post=by_post, on=DAY).total_cents == cents


@given(
    declarants=st.integers(1, 4),
    postage=st.integers(0, 5000),
    by_post=st.booleans(),
    when=st.sampled_from([timing for timing in Timing if timing is not Timing.NONE]),
)
def test_the_lines_add_up_and_none_is_empty(*, declarants: int, postage: int, by_post: bool, when: Timing) -> None:
    found = quote(FeesConfig(when=when, postage_cents=postage), declarants=declarants, delivery_by_post=by_post, on=DAY)
    assert found.total_cents == 2900 * declarants + (postage if by_post else 0)
    assert all(line.amount_cents > 0 and line.label for line in found.lines)


def test_a_city_without_fee_asks_for_nothing_not_even_postage() -> None:
    config = FeesConfig(when=Timing.NONE, postage_cents=345)
    assert quote(config, declarants=1, delivery_by_post=True, on=DAY).lines == ()


def test_the_federal_fee_is_dated_and_names_its_source() -> None:
    assert federal.fee_cents(date(2017, 9, 1)) == federal.fee_cents(DAY) == 2900
    with pytest.raises(ValueError, match="no federal fee"):
        federal.fee_cents(date(2017, 8, 31))
    assert quote(FeesConfig(), declarants=1, delivery_by_post=False, on=DAY).lines[0].basis == federal.SOURCE


def test_nobody_declaring_is_a_mistake_and_not_a_free_declaration() -> None:
    with pytest.raises(ValueError, match="at least one"):
        quote(FeesConfig(), declarants=0, delivery_by_post=False, on=DAY)


@pytest.mark.parametrize("when", list(Timing))
def test_only_two_of_the_four_times_are_online(when: Timing) -> None:
    assert FeesConfig(when=when).taken_online == (when in {Timing.BEFORE_SUBMISSION, Timing.AFTER_DECISION})


@pytest.mark.parametrize("wrong", [{"amount_cents": 100}, {"postage_cents": -1}, {"methods": ["giropay"]}])
def test_a_city_cannot_set_the_amount_a_negative_postage_or_a_method_that_is_gone(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        FeesConfig.model_validate(wrong)


def test_methods_are_those_that_german_cities_can_offer() -> None:
    assert FeesConfig(methods=[Method.CARD, Method.PAYPAL]).methods == ["card", "paypal"]
