from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from creditcheck.config import CreditRules, FederalShort, FixedPerPerson, FullStandardNeed
from creditcheck.need import Persons, is_minor, rates_for, refuse_long_stay, standard_need_for
from creditcheck.tables import UnableToCheck


@pytest.mark.parametrize(
    ("day", "adult", "minor"),
    [
        (date(2023, 1, 1), "251.00", "125.50"),
        (date(2023, 12, 31), "251.00", "125.50"),
        (date(2024, 1, 1), "281.50", "140.75"),
        (date(2026, 12, 31), "281.50", "140.75"),
    ],
)
def test_the_federal_rule_is_half_and_a_quarter_of_the_standard_need(day: date, adult: str, minor: str) -> None:
    rates = rates_for(FederalShort(), day=day)
    assert (rates.adult, rates.minor) == (Decimal(adult), Decimal(minor))


@pytest.mark.parametrize("day", [date(2022, 12, 31), date(2027, 1, 1)])
def test_a_year_without_a_standard_need_is_refused(day: date) -> None:
    with pytest.raises(UnableToCheck) as refusal:
        standard_need_for(day)
    assert refusal.value.code == "no_standard_need"


def test_the_city_may_fill_a_year_without_a_figure_but_not_change_a_federal_one() -> None:
    by_year = {2026: Decimal(1), 2027: Decimal("570.50")}
    assert standard_need_for(date(2027, 3, 1), by_year).amount == Decimal("570.50")
    assert standard_need_for(date(2026, 3, 1), by_year).amount == Decimal("563.00")


def test_other_rules_of_cities() -> None:
    full = rates_for(FullStandardNeed(minor_share=Decimal("0.5")), day=date(2023, 5, 1))
    assert (full.adult, full.minor) == (Decimal("502.00"), Decimal("251.00"))
    fixed = rates_for(FixedPerPerson(amount=Decimal(582)), day=date(2035, 1, 1))
    assert (fixed.adult, fixed.minor) == (Decimal("582.00"), Decimal("582.00"))


@given(st.integers(0, 40), st.integers(0, 40))
def test_persons_add_up_exactly(adults: int, minors: int) -> None:
    need = rates_for(FederalShort(), day=date(2026, 7, 1)).of(Persons(adults, minors))
    assert need == Decimal("281.50") * adults + Decimal("140.75") * minors


@pytest.mark.parametrize(
    ("long_stay", "days", "code"),
    [
        (True, 91, "long_stay"),
        (True, 60, "long_stay"),
        (False, 91, "stay_days_contradict"),
        (False, 0, "stay_days_impossible"),
        (False, -3, "stay_days_impossible"),
    ],
)
def test_the_short_stay_rule_refuses_other_stays(long_stay: bool, days: int, code: str) -> None:
    with pytest.raises(UnableToCheck) as refusal:
        refuse_long_stay(long_stay=long_stay, days=days)
    assert refusal.value.code == code


def test_ninety_days_are_still_short() -> None:
    refuse_long_stay(long_stay=False, days=90)


@pytest.mark.parametrize(
    ("born", "entry", "minor"),
    [
        (date(2008, 12, 1), date(2026, 11, 30), True),
        (date(2008, 12, 1), date(2026, 12, 1), False),
        (date(2008, 2, 29), date(2026, 2, 28), True),
        (date(2008, 2, 29), date(2026, 3, 1), False),
    ],
)
def test_minority_is_reckoned_on_the_day_of_entry(born: date, entry: date, minor: bool) -> None:
    assert is_minor(born, entry=entry) is minor


def test_the_section_is_read_strictly_and_survives_being_stored() -> None:
    rules = CreditRules.model_validate(
        {"need_rule": {"kind": "fixed_per_person", "amount": "582.00"}, "standard_need_by_year": {2027: "570.50"}}
    )
    assert CreditRules.model_validate(rules.model_dump(mode="json")) == rules
    assert CreditRules().need_rule == FederalShort()
    for wrong in (
        {"need_rule": {"kind": "fixed_per_person"}},
        {"need_rule": {"kind": "fixed_per_person", "amount": "0"}},
        {"need_rule": {"kind": "federal_short", "amount": "300"}},
        {"need_rule": {"kind": "by_feeling"}},
        {"months_averaged": 7},
        {"months_averaged": 0},
        {"probation": "ignore"},
        {"unknown": 1},
    ):
        with pytest.raises(ValidationError):
            CreditRules.model_validate(wrong)
