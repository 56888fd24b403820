import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from creditcheck.config import CreditRules, FixedPerPerson
from creditcheck.facts import INCOME_PROOFS, EvidenceKind, Facts, StayKind
from creditcheck.parts import Effect
from creditcheck.tables import attachable, table_for
from creditcheck.wording import change_text, label_text, proposal_text, reason_text, source_text
from creditcheck.worksheet import Proposal, Worksheet, build_worksheet

MakeFacts = Callable[..., Facts]


def amounts(sheet: Worksheet) -> dict[str, Decimal | None]:
    return {line.code: line.amount for line in sheet.lines}


def codes(sheet: Worksheet) -> list[str]:
    return [reason.code for reason in sheet.reasons]


def test_the_least_income_for_one_visitor_is_proven(facts: MakeFacts, checked_on: date) -> None:
    sheet = build_worksheet(facts(), checked_on=checked_on)
    assert sheet.proposal is Proposal.PROVEN
    assert (sheet.net, sheet.attachable, sheet.need) == (Decimal("1990.00"), Decimal("281.82"), Decimal("281.50"))
    assert sheet.minimum_net == Decimal("1990.00")
    assert sheet.table_valid_from == date(2026, 7, 1)
    assert sheet.would_change == ()


def test_ten_euros_less_are_not_enough_and_the_sheet_says_what_would_be(facts: MakeFacts, checked_on: date) -> None:
    sheet = build_worksheet(facts(monthly_net=(Decimal("1942.80"),) * 3), checked_on=checked_on)
    assert sheet.proposal is Proposal.NOT_PROVEN
    assert [change_text(change) for change in sheet.would_change] == ["47,20 € netto mehr im Monat"]
    assert "need_not_covered" in codes(sheet)


def test_the_lines_read_like_a_calculation_on_paper(facts: MakeFacts, checked_on: date) -> None:
    case = facts(
        monthly_net=(Decimal("3100.00"), Decimal("3000.00"), Decimal("2900.01")),
        rental_month=Decimal("500.00"),
        private_health_insurance_month=Decimal("200.00"),
        one_off_payments=Decimal("4000.00"),
        child_benefit_month=Decimal("518.00"),
        dependants=2,
        minors=1,
        running_adults=1,
    )
    sheet = build_worksheet(case, checked_on=checked_on)
    assert [line.code for line in sheet.lines] == [
        "net_month_1", "net_month_2", "net_month_3", "net_average", "rental_month", "private_health_insurance_month",
        "counted_net", "one_off_payments", "child_benefit_month", "dependants", "exempt", "fully_attachable_above",
        "share", "attachable", "standard_need", "need_adult", "need_minor", "need_guests", "need_running", "need",
        "difference", "minimum_net",
    ]  # fmt: skip
    found = amounts(sheet)
    assert found["net_average"] == Decimal("3000.00")
    assert found["counted_net"] == Decimal("3300.00")
    assert found["exempt"] == Decimal("2517.65")
    assert found["attachable"] == Decimal("312.94")
    assert found["need_guests"] == Decimal("422.25")
    assert found["need"] == Decimal("703.75")
    assert found["difference"] == Decimal("-390.81")
    assert found["one_off_payments"] == found["child_benefit_month"] == Decimal(0)
    assert {line.source_note for line in sheet.lines if line.code == "exempt"} == {"BGBl. 2026 I Nr. 80"}


def test_running_declarations_add_their_persons(facts: MakeFacts, checked_on: date) -> None:
    alone = build_worksheet(facts(), checked_on=checked_on)
    busy = build_worksheet(facts(running_adults=2, running_minors=1), checked_on=checked_on)
    assert alone.need is not None
    assert busy.need == alone.need + Decimal("703.75")
    assert busy.proposal is Proposal.NOT_PROVEN


def test_the_table_is_that_of_the_day_of_the_check(facts: MakeFacts) -> None:
    case = facts(monthly_net=(Decimal(1960),) * 3, evidence_oldest=date(2026, 5, 31))
    assert build_worksheet(case, checked_on=date(2026, 6, 30)).proposal is Proposal.PROVEN
    assert build_worksheet(case, checked_on=date(2026, 7, 1)).proposal is Proposal.NOT_PROVEN


def test_only_the_newest_months_are_averaged(facts: MakeFacts, checked_on: date) -> None:
    case = facts(monthly_net=[Decimal(amount) for amount in ("2000", "1990", "1980", "9000", "9000", "9000")])
    assert build_worksheet(case, checked_on=checked_on).net == Decimal("1990.00")
    one = build_worksheet(case, checked_on=checked_on, rules=CreditRules(months_averaged=1))
    assert one.net == Decimal("2000.00")


def test_an_average_is_never_rounded_up_to_a_limit(facts: MakeFacts, checked_on: date) -> None:
    case = facts(monthly_net=[Decimal("1990.00"), Decimal("1990.00"), Decimal("1989.99")])
    sheet = build_worksheet(case, checked_on=checked_on)
    assert sheet.net == Decimal("1989.99")
    assert sheet.proposal is Proposal.NOT_PROVEN


def test_a_city_with_a_fixed_need_per_person(facts: MakeFacts, checked_on: date) -> None:
    rules = CreditRules(need_rule=FixedPerPerson(amount=Decimal("582.00")))
    sheet = build_worksheet(facts(adults=2), checked_on=checked_on, rules=rules)
    assert sheet.need == Decimal("1164.00")
    assert "standard_need" not in amounts(sheet)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"stay_kind": StayKind.LONG, "stay_days": 180}, "long_stay"),
        ({"stay_days": 91}, "stay_days_contradict"),
        ({"stay_days": 0}, "stay_days_impossible"),
        ({"stay_days": None}, "number_missing"),
        ({"stay_until": date(2026, 11, 1)}, "stay_over"),
        ({"adults": None}, "number_missing"),
        ({"adults": -1}, "negative_number"),
        ({"adults": 0, "minors": 0}, "no_guests"),
        ({"dependants": None}, "number_missing"),
        ({"dependants": -2}, "negative_number"),
        ({"running_adults": -1}, "negative_number"),
        ({"running_long_stays": 1}, "running_long_stay"),
        ({"monthly_net": ()}, "income_missing"),
        ({"monthly_net": (Decimal(2500), Decimal(2500))}, "months_missing"),
        ({"monthly_net": (Decimal(2500), None, Decimal(2500))}, "months_missing"),
        ({"monthly_net": (Decimal(9000), Decimal(-1), Decimal(9000))}, "negative_number"),
        ({"pension_month": Decimal(-5)}, "negative_number"),
        ({"one_off_payments": Decimal(-5)}, "negative_number"),
        ({"private_health_insurance_month": Decimal(3000)}, "deduction_exceeds_income"),
        ({"evidence_oldest": None}, "evidence_date_missing"),
        ({"evidence_oldest": date(2026, 12, 1)}, "evidence_in_future"),
        ({"residence_title_valid_until": date(2027, 1, 1), "stay_until": None}, "stay_end_missing"),
        ({"evidence": {EvidenceKind.TAX_ASSESSMENT}}, "tax_assessment_date_missing"),
    ],
)
def test_missing_and_contradictory_facts_give_a_reason_and_no_proposal(
    facts: MakeFacts, checked_on: date, changes: dict[str, Any], code: str
) -> None:
    sheet = build_worksheet(facts(**changes), checked_on=checked_on)
    assert sheet.proposal is Proposal.CANNOT_BE_CALCULATED
    assert codes(sheet)[0] == code
    assert sheet.reasons[0].effect is Effect.BLOCKS


@pytest.mark.parametrize(("day", "code"), [(date(2027, 7, 1), "no_table"), (date(2027, 1, 4), "no_standard_need")])
def test_days_without_published_figures_give_no_proposal(facts: MakeFacts, day: date, code: str) -> None:
    case = facts(evidence_oldest=day, stay_until=None)
    sheet = build_worksheet(case, checked_on=day)
    assert sheet.proposal is Proposal.CANNOT_BE_CALCULATED
    assert code in codes(sheet)


def test_seven_children_and_three_incomes_are_no_trouble(facts: MakeFacts, checked_on: date) -> None:
    case = facts(dependants=8, minors=7, pension_month=Decimal(900), other_month=Decimal(450))
    sheet = build_worksheet(case, checked_on=checked_on)
    assert sheet.net == Decimal("3340.00")
    assert sheet.attachable == attachable(Decimal(3340), 5, table_for(checked_on))


def test_figures_are_shown_even_without_a_proposal(facts: MakeFacts, checked_on: date) -> None:
    sheet = build_worksheet(facts(monthly_net=()), checked_on=checked_on)
    assert (sheet.net, sheet.attachable) == (None, None)
    assert sheet.minimum_net == Decimal("1990.00")


def test_the_worksheet_is_frozen_and_its_amounts_are_strings_in_json(facts: MakeFacts, checked_on: date) -> None:
    sheet = build_worksheet(facts(), checked_on=checked_on)
    with pytest.raises(ValidationError):
        sheet.proposal = Proposal.CREDIBLE  # type: ignore[misc]  # frozen on purpose: it must be refused
    stored = json.loads(sheet.model_dump_json())
    assert stored["attachable"] == "281.82"
    assert stored["minimum_net"] == "1990.00"
    assert stored["proposal"] == "PROVEN"


MONEY = st.none() | st.decimals(-50, 9000, places=2)
COUNT = st.none() | st.integers(-1, 9)
DAY = st.none() | st.dates(date(2026, 1, 1), date(2027, 9, 1))
ANY_FACTS = st.builds(
    Facts,
    stay_kind=st.sampled_from(StayKind),
    stay_days=st.none() | st.integers(-1, 100),
    stay_until=DAY,
    adults=COUNT,
    minors=COUNT,
    running_adults=st.integers(-1, 3),
    running_minors=st.integers(0, 3),
    running_long_stays=st.integers(0, 1),
    dependants=COUNT,
    monthly_net=st.lists(MONEY, max_size=6).map(tuple),
    self_employed_month=MONEY,
    pension_month=MONEY,
    private_health_insurance_month=MONEY,
    one_off_payments=MONEY,
    child_benefit_month=MONEY,
    receives_sgb2_sgb12=st.booleans(),
    receives_scholarship=st.booleans(),
    in_probation=st.booleans(),
    contract_limited_until=DAY,
    residence_title_valid_until=DAY,
    evidence=st.frozensets(st.sampled_from(EvidenceKind), max_size=4),
    evidence_oldest=DAY,
    tax_assessment_on=DAY,
    earlier_positive_check=st.booleans(),
)
# Few wrong numbers, so that proposals are reached.
LIKELY_FACTS = st.builds(
    Facts,
    stay_kind=st.just(StayKind.SHORT),
    stay_days=st.integers(1, 90),
    stay_until=st.just(date(2027, 1, 31)),
    adults=st.integers(1, 3),
    minors=st.integers(0, 4),
    running_adults=st.integers(0, 2),
    dependants=st.integers(0, 6),
    monthly_net=st.lists(st.decimals(1500, 9000, places=2), min_size=3, max_size=3).map(tuple),
    receives_sgb2_sgb12=st.sampled_from([False, False, False, True]),
    in_probation=st.booleans(),
    evidence=st.frozensets(st.sampled_from([EvidenceKind.PAY_SLIPS, EvidenceKind.BANK_STATEMENTS]), max_size=2),
    evidence_oldest=st.dates(date(2026, 3, 1), date(2026, 11, 20)),
    earlier_positive_check=st.booleans(),
)
CHECK_DAYS = st.dates(date(2026, 5, 1), date(2027, 9, 1))


@given(ANY_FACTS | LIKELY_FACTS, CHECK_DAYS)
def test_any_facts_give_a_worksheet_that_can_be_stored_worked_out_again_and_put_into_words(
    facts: Facts, day: date
) -> None:
    sheet = build_worksheet(facts, checked_on=day)
    again = Worksheet.model_validate_json(sheet.model_dump_json())
    assert again == sheet
    assert again.model_dump_json() == sheet.model_dump_json()
    assert build_worksheet(again.facts, checked_on=again.checked_on, rules=again.rules) == sheet
    said = [reason_text(reason) for reason in sheet.reasons] + [change_text(change) for change in sheet.would_change]
    said += [text for line in sheet.lines for text in (label_text(line), source_text(line.source))]
    said.append(proposal_text(sheet.proposal))
    assert all(text and "%(" not in text for text in said)


@given(ANY_FACTS | LIKELY_FACTS, CHECK_DAYS)
def test_a_positive_proposal_always_stands_on_a_covered_need(facts: Facts, day: date) -> None:
    sheet = build_worksheet(facts, checked_on=day)
    if sheet.proposal not in {Proposal.PROVEN, Proposal.CREDIBLE}:
        assert sheet.reasons
        return
    assert sheet.attachable is not None
    assert sheet.need is not None
    assert sheet.attachable >= sheet.need > 0
    assert not facts.receives_sgb2_sgb12
    if sheet.proposal is Proposal.PROVEN:
        assert facts.evidence & INCOME_PROOFS
    else:
        assert facts.earlier_positive_check


@given(LIKELY_FACTS)
def test_what_would_change_the_result_really_does(facts: Facts) -> None:
    day = date(2026, 11, 20)
    sheet = build_worksheet(facts, checked_on=day)
    changes = {change.code: change.params for change in sheet.would_change}
    if "more_net" in changes:
        more = Decimal(str(changes["more_net"]["more_eur"]))
        enough = build_worksheet(facts.model_copy(update={"other_month": more}), checked_on=day)
        almost = build_worksheet(facts.model_copy(update={"other_month": more - Decimal("0.01")}), checked_on=day)
        assert "need_covered" in codes(enough)
        assert "need_not_covered" in codes(almost)
    if "fewer_guests" in changes:
        assert facts.adults is not None
        assert facts.minors is not None
        fewer = changes["fewer_guests"]
        left = {"adults": facts.adults - int(fewer["adults"]), "minors": facts.minors - int(fewer["minors"])}
        assert left["adults"] >= 1
        assert "need_covered" in codes(build_worksheet(facts.model_copy(update=left), checked_on=day))
