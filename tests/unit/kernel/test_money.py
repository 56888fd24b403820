from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.money import NotAnAmount, euros, euros_decimal, from_cents, parse_amount, to_cents

CENTS = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("cents", "shown"),
    [
        (0, "0,00 €"),
        (5, "0,05 €"),
        (2900, "29,00 €"),
        (99_999, "999,99 €"),
        (199_000, "1.990,00 €"),
        (123_456_789, "1.234.567,89 €"),
        (-150, "-1,50 €"),
    ],
)
def test_amounts_are_shown_as_germans_write_them(cents: int, shown: str) -> None:
    assert euros(cents) == shown
    assert euros_decimal(from_cents(cents)) == shown


def test_a_fraction_of_a_cent_is_shown_rounded_half_up() -> None:
    assert euros_decimal(Decimal("602.856")) == "602,86 €"
    assert euros_decimal(Decimal("0.005")) == "0,01 €"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1990", "1990.00"),
        ("1990,5", "1990.50"),
        ("1990,50", "1990.50"),
        ("1990.50", "1990.50"),
        ("1.990", "1990.00"),
        ("1.990,50", "1990.50"),
        ("1.990,50 €", "1990.50"),
        ("1.990,50€", "1990.50"),
        ("€ 1.990,50", "1990.50"),
        ("1990 EUR", "1990.00"),
        ("1990 Euro", "1990.00"),
        ("1 990,50", "1990.50"),
        ("1\u00a0990,50\u00a0€", "1990.50"),
        ("1\u202f990", "1990.00"),
        ("  29,00 ", "29.00"),
        ("0", "0.00"),
        ("0,5", "0.50"),
        ("1.234.567,89", "1234567.89"),
        ("-50", "-50.00"),
        ("\u221250,00 €", "-50.00"),
        ("-0", "0.00"),
    ],
)
def test_amounts_are_read_as_people_type_them(typed: str, amount: str) -> None:
    assert str(parse_amount(typed)) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "€", "-", ",", ",50", "1990,", "1990.", "1,990", "1.99 0", "1.9905", "1.5", "19.90.50", "1.990.50",
        "1,990.50", "1990,505", "12.34.567", "1.2345", "1.990 000", "1 99", "1  990", "007", "00", "0.990", "1'990",
        "1990,-", "1e3", "NaN", "Infinity", "+5", "--5", "5-", "1990 $", "€ 5 €", "circa 2000", "2000-3000",
        "١٩٩٠", "１９９０", "1990\n2000", "1" * 16, "2.000 netto",
    ],
)  # fmt: skip
def test_what_would_need_a_guess_is_refused(typed: str) -> None:
    with pytest.raises(NotAnAmount):
        parse_amount(typed)


def test_a_refusal_does_not_repeat_what_was_typed() -> None:
    with pytest.raises(NotAnAmount) as refusal:
        parse_amount("12a34")
    assert "12a34" not in str(refusal.value)


@given(CENTS)
def test_every_amount_shown_is_read_back_to_the_cent(cents: int) -> None:
    assert to_cents(parse_amount(euros(cents))) == cents


@given(CENTS)
def test_cents_and_euros_turn_into_each_other(cents: int) -> None:
    assert to_cents(from_cents(cents)) == cents


@pytest.mark.parametrize("amount", ["0.001", "NaN", "Infinity", "-0.005"])
def test_cents_are_never_made_of_fractions(amount: str) -> None:
    with pytest.raises(NotAnAmount):
        to_cents(Decimal(amount))


@given(st.text(max_size=20))
def test_any_text_is_an_amount_of_two_decimals_or_refused(typed: str) -> None:
    try:
        amount = parse_amount(typed)
    except NotAnAmount:
        return
    assert amount.as_tuple().exponent == -2
    assert any(letter in "0123456789" for letter in typed)
