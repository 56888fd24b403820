from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from creditcheck.config import CreditRules, ProbationRule
from creditcheck.facts import EvidenceKind, Facts
from creditcheck.wording import change_text, reason_text
from creditcheck.worksheet import Proposal, Worksheet, build_worksheet

MakeFacts = Callable[..., Facts]
DAY = date(2026, 11, 20)
LITTLE = (Decimal(1600),) * 3


def codes(sheet: Worksheet) -> set[str]:
    return {reason.code for reason in sheet.reasons}


def check(case: Facts, **rules: Any) -> Worksheet:
    return build_worksheet(case, checked_on=DAY, rules=CreditRules(**rules))


@pytest.mark.parametrize("income", [(Decimal(9000),) * 3, (), LITTLE])
def test_who_receives_basic_benefits_is_never_certified(facts: MakeFacts, income: tuple[Decimal, ...]) -> None:
    sheet = check(facts(receives_sgb2_sgb12=True, monthly_net=income))
    assert sheet.proposal is Proposal.NOT_PROVEN
    assert sheet.reasons[0].code == "receives_sgb2_sgb12"
    assert sheet.would_change == ()


@pytest.mark.parametrize("kind", [EvidenceKind.BANK_STATEMENTS, EvidenceKind.SAVINGS_BOOK])
def test_bank_statements_and_a_savings_book_prove_nothing(facts: MakeFacts, kind: EvidenceKind) -> None:
    sheet = check(facts(evidence={kind}))
    assert sheet.proposal is Proposal.NOT_PROVEN
    assert "evidence_unsuitable" in codes(sheet)


def test_without_any_paper_nothing_is_proven(facts: MakeFacts) -> None:
    sheet = check(facts(evidence=(), evidence_oldest=None))
    assert sheet.proposal is Proposal.NOT_PROVEN
    assert "evidence_missing" in codes(sheet)


def test_papers_of_183_days_count_and_older_ones_do_not(facts: MakeFacts) -> None:
    assert check(facts(evidence_oldest=date(2026, 5, 21))).proposal is Proposal.PROVEN
    old = check(facts(evidence_oldest=date(2026, 5, 20)))
    assert old.proposal is Proposal.NOT_PROVEN
    assert [change_text(change) for change in old.would_change] == ["neuere Nachweise, frühestens vom 21. Mai 2026"]


def test_an_old_tax_assessment_needs_a_current_certificate(facts: MakeFacts) -> None:
    case = {
        "monthly_net": (),
        "self_employed_month": Decimal(4000),
        "evidence": {EvidenceKind.TAX_ASSESSMENT},
        "evidence_oldest": None,
        "tax_assessment_on": date(2025, 11, 19),
    }
    old = check(facts(**case))
    assert old.proposal is Proposal.NOT_PROVEN
    assert "tax_assessment_too_old" in codes(old)
    assert check(facts(**case | {"tax_assessment_on": date(2025, 11, 20)})).proposal is Proposal.PROVEN
    certified = case | {
        "evidence": {EvidenceKind.TAX_ASSESSMENT, EvidenceKind.TAX_CERTIFICATE},
        "evidence_oldest": date(2026, 11, 2),
    }
    assert check(facts(**certified)).proposal is Proposal.PROVEN


def test_self_employment_is_not_proven_by_pay_slips(facts: MakeFacts) -> None:
    sheet = check(facts(self_employed_month=Decimal(1500)))
    assert sheet.proposal is Proposal.NOT_PROVEN
    assert "self_employed_unproven" in codes(sheet)


def test_a_security_is_pointed_out_and_left_to_the_clerk(facts: MakeFacts) -> None:
    sheet = check(facts(monthly_net=LITTLE, evidence={EvidenceKind.PAY_SLIPS, EvidenceKind.BLOCKED_ACCOUNT}))
    assert sheet.proposal is Proposal.NOT_PROVEN
    assert "security_offered" in codes(sheet)


class TestCredible:
    """„Glaubhaft gemacht“ is an exception, never found by the machine alone."""

    def test_is_proposed_after_an_earlier_positive_check_without_new_papers(self, facts: MakeFacts) -> None:
        sheet = check(facts(evidence=(), evidence_oldest=None, earlier_positive_check=True))
        assert sheet.proposal is Proposal.CREDIBLE
        assert "credible_by_earlier_check" in codes(sheet)

    def test_is_not_needed_where_the_papers_carry_it(self, facts: MakeFacts) -> None:
        assert check(facts(earlier_positive_check=True)).proposal is Proposal.PROVEN

    @pytest.mark.parametrize(
        "against",
        [
            {"monthly_net": LITTLE},
            {"in_probation": True},
            {"receives_sgb2_sgb12": True},
            {"contract_limited_until": date(2026, 12, 1)},
            {"residence_title_valid_until": date(2026, 12, 1)},
            {"earlier_positive_check": False},
        ],
    )
    def test_is_not_proposed_when_anything_speaks_against_it(self, facts: MakeFacts, against: dict[str, Any]) -> None:
        case = {"evidence": (), "evidence_oldest": None, "earlier_positive_check": True}
        assert check(facts(**case | against)).proposal is Proposal.NOT_PROVEN

    def test_can_be_switched_off_by_the_city(self, facts: MakeFacts) -> None:
        case = facts(evidence=(), evidence_oldest=None, earlier_positive_check=True)
        assert check(case, allow_credible=False).proposal is Proposal.NOT_PROVEN


def test_probation_warns_or_refuses_as_the_city_says(facts: MakeFacts) -> None:
    warned = check(facts(in_probation=True))
    assert warned.proposal is Proposal.PROVEN
    assert "in_probation" in codes(warned)
    assert check(facts(in_probation=True), probation=ProbationRule.REFUSE).proposal is Proposal.NOT_PROVEN


@pytest.mark.parametrize(
    ("ends", "code"), [(date(2026, 11, 19), "title_expired"), (date(2026, 12, 19), "title_ends_before_stay")]
)
def test_the_residence_title_must_outlast_the_stay(facts: MakeFacts, ends: date, code: str) -> None:
    sheet = check(facts(residence_title_valid_until=ends))
    assert sheet.proposal is Proposal.NOT_PROVEN
    assert code in codes(sheet)
    assert check(facts(residence_title_valid_until=date(2026, 12, 20))).proposal is Proposal.PROVEN


def test_a_contract_that_has_ended_speaks_against_and_a_limited_one_warns(facts: MakeFacts) -> None:
    assert check(facts(contract_limited_until=date(2026, 11, 19))).proposal is Proposal.NOT_PROVEN
    limited = check(facts(contract_limited_until=date(2026, 12, 1)))
    assert limited.proposal is Proposal.PROVEN
    assert "contract_limited" in codes(limited)
    assert "contract_limited" not in codes(check(facts(contract_limited_until=date(2026, 12, 20))))


def test_a_scholarship_alone_is_no_income(facts: MakeFacts) -> None:
    sheet = check(facts(monthly_net=(), receives_scholarship=True))
    assert sheet.proposal is Proposal.NOT_PROVEN
    assert sheet.net == Decimal(0)
    assert "scholarship_not_counted" in codes(sheet)


def test_child_benefit_and_one_off_payments_are_shown_and_not_counted(facts: MakeFacts) -> None:
    plain = check(facts(monthly_net=LITTLE))
    more = check(facts(monthly_net=LITTLE, child_benefit_month=Decimal(2000), one_off_payments=Decimal(9000)))
    assert (more.net, more.proposal) == (plain.net, plain.proposal)
    assert {"child_benefit_month", "one_off_payments"} <= {line.code for line in more.lines}


def test_reasons_are_said_in_plain_german(facts: MakeFacts) -> None:
    sheet = check(facts(residence_title_valid_until=date(2026, 12, 3)))
    said = next(reason_text(reason) for reason in sheet.reasons if reason.code == "title_ends_before_stay")
    assert said == "Der Aufenthaltstitel endet am 3. Dezember 2026, der Aufenthalt des Gastes am 20. Dezember 2026."


def test_one_guest_fewer_is_offered_where_it_suffices(facts: MakeFacts) -> None:
    sheet = check(facts(adults=1, minors=1))
    assert [change_text(change) for change in sheet.would_change] == [
        "210,00 € netto mehr im Monat",
        "ein Gast weniger (eine minderjährige Person)",
    ]
    two = check(facts(adults=2, minors=1))
    assert (
        change_text(two.would_change[1]) == "zwei Gäste weniger (eine erwachsene Person und eine minderjährige Person)"
    )


def test_no_minor_is_left_to_travel_alone(facts: MakeFacts) -> None:
    case = facts(adults=1, minors=1, monthly_net=(Decimal(1800),) * 3)
    sheet = check(case)
    assert sheet.attachable is not None
    assert sheet.attachable > Decimal("140.75")
    assert [change.code for change in sheet.would_change] == ["more_net"]
