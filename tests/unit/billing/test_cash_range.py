"""How a city writes its cash references: places, order, check digits."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from billing.payments.cash_range import LONGEST, CashRange, CheckDigit, Year, check_digits
from billing.providers.stripe.request import STATEMENT_PLACES, _statement

# What XBezahldienste allows as purpose of a payment.
PURPOSE = re.compile(r"[\w\d\s-]{1,27}")

ranges: st.SearchStrategy[dict[str, Any]] = st.builds(
    dict,
    prefix=st.text("ABCXYZ0123456789", max_size=16),
    year=st.sampled_from(list(Year)),
    width=st.integers(5, 18),
    check_digit=st.sampled_from(list(CheckDigit)),
    separator=st.sampled_from(["", "-", " "]),
)


def _made(settings: dict[str, Any]) -> CashRange:
    try:
        return CashRange(**settings)
    except ValidationError:
        assume(False)
        raise


@given(settings=ranges, number=st.integers(1, 99_999))
def test_a_reference_fits_every_system_it_goes_through(settings: dict[str, Any], number: int) -> None:
    reference = _made(settings).written(number, year="2027")
    assume(reference is not None)
    assert reference is not None
    assert len(reference) <= LONGEST
    assert PURPOSE.fullmatch(reference)
    assert 1 <= len(_statement(reference)) <= STATEMENT_PLACES


@given(settings=ranges, numbers=st.lists(st.integers(1, 99_999), min_size=2, max_size=2, unique=True))
def test_two_numbers_are_never_written_the_same(settings: dict[str, Any], numbers: list[int]) -> None:
    made = [_made(settings).written(number, year="2027") for number in numbers]
    assume(None not in made)
    assert made[0] != made[1]


@pytest.mark.parametrize(
    ("settings", "number", "written"),
    [
        ({"prefix": "4711", "width": 8}, 42, "471100000042"),
        ({"prefix": "VE", "year": "long", "width": 6, "separator": "-"}, 42, "VE-2027-000042"),
        ({"prefix": "VE", "year": "short", "width": 5, "check_digit": "mod10"}, 1, "VE27000017"),
        ({"width": 10, "check_digit": "mod97", "separator": "-"}, 7, "000000000777"),
    ],
)
def test_the_parts_stand_in_their_order(settings: dict[str, Any], number: int, written: str) -> None:
    assert CashRange(**settings).written(number, year="2027") == written


@pytest.mark.parametrize(
    ("rule", "text", "digits"),
    [
        # Luhn's usual example; test accounts of the Bundesbank's method 00.
        (CheckDigit.MOD10, "7992739871", "3"),
        (CheckDigit.MOD10, "929070", "1"),
        (CheckDigit.MOD10, "53929085", "8"),
        # By hand: 9·2 + 8·3 + 7·4 + 6·5 + 5·6 + 4·7 + 3·8 + 2·9 + 1·2 = 202, rest 4.
        (CheckDigit.MOD11, "123456789", "7"),
        # ISO/IEC 7064's own example.
        (CheckDigit.MOD97, "0794", "44"),
        (CheckDigit.NONE, "1", ""),
    ],
)
def test_check_digits_are_those_of_the_rule(rule: CheckDigit, text: str, digits: str) -> None:
    assert check_digits(rule, text) == digits


@given(text=st.text("0123456789", min_size=5, max_size=20), place=st.integers(0, 19), other=st.integers(1, 9))
@pytest.mark.parametrize("rule", [CheckDigit.MOD10, CheckDigit.MOD11, CheckDigit.MOD97])
def test_one_wrong_digit_is_always_found(rule: CheckDigit, text: str, place: int, other: int) -> None:
    at = place % len(text)
    assume(rule is not CheckDigit.MOD11 or len(text) <= 8)  # its weights repeat, but none is 0
    wrong = f"{text[:at]}{(int(text[at]) + other) % 10}{text[at + 1 :]}"
    right = check_digits(rule, text)
    assume(right is not None)
    assert check_digits(rule, wrong) != right


def test_a_number_without_a_check_digit_is_left_out() -> None:
    rule = CashRange(width=5, check_digit=CheckDigit.MOD11)
    left_out = [number for number in range(1, 200) if rule.written(number, year="2027") is None]
    assert left_out
    assert len(left_out) < 40


@pytest.mark.parametrize(
    "settings",
    [
        {"prefix": "ABCDEFGHIJ012345", "year": "long", "width": 8},
        {"prefix": "klein"},
        {"prefix": "ÄÖ"},
        {"prefix": "A/B"},
        {"separator": "/"},
        {"width": 4},
        {"width": 5, "first": 100_000},
        {"check_digit": "mod12"},
        {"unknown": 1},
    ],
)
def test_what_no_cash_system_takes_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CashRange(**settings)
