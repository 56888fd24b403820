from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditcheck.config import CreditRules, ProbationRule
from creditcheck.facts import Facts, StayKind
from creditcheck.preview import Preview, preview
from creditcheck.wording import sentence_text
from creditcheck.worksheet import build_worksheet

MakeFacts = Callable[..., Facts]
DAY = date(2026, 11, 20)
NO_PROMISE = "Das ist eine erste Rechnung, noch keine Zusage. Die Behörde prüft Ihre Nachweise und entscheidet."


def said(shown: Preview) -> list[str]:
    return [sentence_text(sentence) for sentence in shown.sentences]


def test_income_for_one_says_what_is_missing_for_two(facts: MakeFacts) -> None:
    shown = preview(facts(), at_day=DAY)
    assert said(shown) == [
        "Mit diesem Einkommen können Sie voraussichtlich eine erwachsene Person einladen.",
        "Für zwei fehlen 410,00 € netto im Monat.",
        NO_PROMISE,
    ]
    assert (shown.possible_adults, shown.missing_net) == (1, Decimal("0.00"))


def test_guests_and_length_of_stay_may_still_be_unknown(facts: MakeFacts) -> None:
    unknown = facts(adults=None, minors=None, stay_days=None, stay_until=None, evidence=(), evidence_oldest=None)
    assert said(preview(unknown, at_day=DAY)) == said(preview(facts(), at_day=DAY))


def test_too_little_for_anyone_is_said_kindly(facts: MakeFacts) -> None:
    shown = preview(facts(monthly_net=(Decimal(1900),) * 3), at_day=DAY)
    assert said(shown) == [
        "Für eine erwachsene Person fehlen 90,00 € netto im Monat.",
        "Sprechen Sie mit Ihrer Behörde: Manchmal gibt es andere Wege.",
        NO_PROMISE,
    ]
    assert shown.possible_adults == 0


def test_more_guests_than_the_income_carries(facts: MakeFacts) -> None:
    assert said(preview(facts(adults=3), at_day=DAY))[:2] == [
        "Mit diesem Einkommen können Sie voraussichtlich eine erwachsene Person einladen.",
        "Für drei fehlen 810,00 € netto im Monat.",
    ]


def test_families_are_told_about_their_own_guests(facts: MakeFacts) -> None:
    assert said(preview(facts(minors=2), at_day=DAY))[:2] == [
        "Für Ihre Gäste (eine erwachsene Person und zwei minderjährige Personen) fehlen 410,00 € netto im Monat.",
        "Mit diesem Einkommen können Sie voraussichtlich eine erwachsene Person einladen.",
    ]
    rich = preview(facts(minors=2, monthly_net=(Decimal(2400),) * 3), at_day=DAY)
    assert said(rich)[0] == (
        "Ihr Einkommen reicht voraussichtlich für Ihre Gäste: eine erwachsene Person und zwei minderjährige Personen."
    )


def test_running_declarations_are_counted_and_named(facts: MakeFacts) -> None:
    shown = preview(facts(running_adults=1), at_day=DAY)
    assert shown.possible_adults == 0
    assert "Ihre anderen laufenden Verpflichtungserklärungen sind dabei mitgerechnet." in said(shown)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"receives_sgb2_sgb12": True}, "excluded"),
        ({"stay_kind": StayKind.LONG, "stay_days": 200}, "long_stay"),
        ({"running_long_stays": 1}, "running_long_stay"),
        ({"monthly_net": ()}, "income_missing"),
        ({"monthly_net": (Decimal(9000),)}, "months_missing"),
        ({"monthly_net": (Decimal(-1),) * 3}, "check_numbers"),
        ({"adults": -1}, "check_numbers"),
        ({"dependants": None}, "check_numbers"),
    ],
)
def test_where_nothing_can_be_worked_out_no_guest_is_named(
    facts: MakeFacts, changes: dict[str, Any], code: str
) -> None:
    shown = preview(facts(**changes), at_day=DAY)
    assert shown.sentences[0].code == code
    assert shown.possible_adults is None
    assert "können Sie voraussichtlich" not in " ".join(said(shown))


def test_what_may_stand_in_the_way_is_said_before_paying(facts: MakeFacts) -> None:
    case = facts(in_probation=True, residence_title_valid_until=date(2026, 12, 3))
    shown = preview(case, at_day=DAY, rules=CreditRules(probation=ProbationRule.REFUSE))
    assert {"in_probation", "title_ends_before_stay"} <= {sentence.code for sentence in shown.sentences}


@given(
    net=st.decimals(0, 9000, places=2),
    dependants=st.integers(0, 6),
    adults=st.integers(1, 4),
    minors=st.integers(0, 4),
    running=st.integers(0, 2),
)
def test_the_preview_agrees_with_the_worksheet(
    net: Decimal, dependants: int, adults: int, minors: int, running: int
) -> None:
    case = Facts(
        stay_kind=StayKind.SHORT,
        stay_days=30,
        adults=adults,
        minors=minors,
        running_adults=running,
        dependants=dependants,
        monthly_net=(net,) * 3,
    )
    shown = preview(case, at_day=DAY)
    sheet = build_worksheet(case, checked_on=DAY)
    assert shown.attachable == sheet.attachable
    assert sheet.minimum_net is not None
    assert shown.missing_net == max(sheet.minimum_net - net, Decimal(0))
    assert shown.possible_adults is not None
    assert said(shown)[-1] == NO_PROMISE
    for count, fits in ((shown.possible_adults, True), (shown.possible_adults + 1, False)):
        asked = build_worksheet(case.model_copy(update={"adults": count, "minors": 0}), checked_on=DAY)
        if count:
            assert (asked.attachable is not None and asked.need is not None and asked.attachable >= asked.need) is fits
