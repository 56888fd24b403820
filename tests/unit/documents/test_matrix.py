"""Which papers a case needs follows from the answers and from the city's rules."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from declarations.casefile.choices import IncomeKind
from documents.config import DocumentRules
from documents.facts import Facts, facts_of
from documents.kinds import KINDS, UPLOADABLE, label_of
from documents.matrix import requirements
from documents.rows import BY_PLACE, ROWS
from tests.support import cases

TODAY = date(2026, 11, 22)
RULES = DocumentRules()


def _needed(rules: DocumentRules = RULES, **changes: dict[str, Any]) -> dict[str, bool]:
    facts = facts_of(cases.answers("offenbach", **changes), today=TODAY)
    return {item.kind: item.required for item in requirements(facts, rules)}


def test_an_employed_german_who_prepares_brings_pay_slips_and_id_copy_and_may_bring_the_guests_passport() -> None:
    assert _needed() == {"id_copy": True, "pay_slips": True, "passport_guest": False}


def test_whoever_signs_with_the_eid_needs_no_copy_of_the_card() -> None:
    assert "id_copy" not in _needed(way={"mode": "online_binding"})


@pytest.mark.parametrize(("nationality", "needed"), [("163", True), ("000", False), ("129", False)])
def test_a_residence_title_is_needed_from_whoever_is_not_free_to_move(nationality: str, needed: bool) -> None:
    assert ("residence_title" in _needed(sponsor__birth={"nationalities": [nationality]})) is needed


@pytest.mark.parametrize(
    "changes",
    [{"sponsor__document": {"id_document_type": "passport"}}, {"sponsor__address": {"address_lock": True}}],
)
def test_whoever_has_only_a_passport_or_is_locked_in_the_register_shows_where_they_live(changes: Any) -> None:
    assert _needed(**changes)["registration_certificate"] is True


@pytest.mark.parametrize(
    ("kind", "papers"),
    [
        ("civil_servant", {"pay_slips"}),
        ("training", {"pay_slips"}),
        ("pension", {"pension_notice"}),
        ("unemployment_benefit", {"benefit_notice"}),
        ("sickness_benefit", {"benefit_notice"}),
        ("rental", {"rental_contract", "tax_assessment"}),
        ("capital", {"capital_proof", "tax_assessment"}),
        ("self_employed", {"tax_assessment"}),
        ("freelance", {"tax_assessment"}),
        ("other", {"other_income_proof"}),
    ],
)
def test_each_kind_of_income_has_its_proof(kind: str, papers: set[str]) -> None:
    needed = _needed(income__sources={"kinds": [kind]})
    assert {name for name, required in needed.items() if required} == papers | {"id_copy"}


def test_every_kind_of_income_has_at_least_one_required_paper() -> None:
    for kind in IncomeKind:
        facts = Facts(income=frozenset({kind.value}), binding=True)
        assert [item for item in requirements(facts, RULES) if item.required], kind


@pytest.mark.parametrize(("year", "required"), [(2025, False), (2024, True), (2019, True)])
def test_an_old_tax_assessment_needs_a_new_certificate_beside_it(year: int, required: bool) -> None:
    needed = _needed(income__sources={"kinds": ["self_employed"]}, income__business={"tax_assessment_year": year})
    assert needed["tax_certificate"] is required


def test_a_long_stay_needs_the_housing_proved_and_what_is_paid_each_month() -> None:
    assert "housing_proof" not in _needed(stay={"duration_days": 90})
    long = _needed(stay={"duration_days": 91}, obligations={"pays_maintenance": True, "maintenance": "350.00"})
    assert long["housing_proof"] is True
    assert long["obligations_proof"] is True


def test_a_hurry_may_be_proved_and_a_security_must_be() -> None:
    needed = _needed(sponsor__remark={"urgency_reason": "Todesfall"}, security={"kind": "bank_guarantee"})
    assert needed["urgency_proof"] is False
    assert needed["security_proof"] is True


def test_a_city_turns_papers_on_and_off() -> None:
    rules = DocumentRules(
        matrix={
            "employee": {"employment_contract": "require"},
            "guest": {"passport_guest": "off"},
            "host": {"id_copy": "ask"},
        }
    )
    assert _needed(rules) == {"pay_slips": True, "employment_contract": True, "id_copy": False}


@pytest.mark.parametrize(
    ("matrix", "what"),
    [
        ({"employee": {"pay_slips": "off"}}, "cannot be changed"),
        ({"employee": {"nonsense": "off"}}, "unknown"),
        ({"nonsense": {"pay_slips": "off"}}, "unknown"),
        ({"guest": {"passport_guest": "perhaps"}}, "require"),
    ],
)
def test_a_city_cannot_turn_off_what_is_demanded_everywhere_nor_name_what_there_is_not(matrix: Any, what: str) -> None:
    with pytest.raises(ValidationError, match=what):
        DocumentRules(matrix=matrix)


@pytest.mark.parametrize(
    ("months", "text"), [(1, "vom letzten Monat"), (3, "letzten 3 Monate"), (6, "letzten 6 Monate")]
)
def test_the_hint_names_the_citys_number_of_months(months: int, text: str) -> None:
    facts = facts_of(cases.answers(), today=TODAY)
    slips = next(item for item in requirements(facts, DocumentRules(payslip_months=months)) if item.kind == "pay_slips")
    assert text in str(slips.hint)


@given(st.sets(st.sampled_from([kind.value for kind in IncomeKind])), st.booleans(), st.booleans(), st.booleans())
def test_each_kind_stands_once_and_required_ones_first(
    income: set[str], binding: bool, long_stay: bool, security: bool
) -> None:
    found = requirements(
        Facts(income=frozenset(income), binding=binding, long_stay=long_stay, security=security), RULES
    )
    kinds = [item.kind for item in found]
    assert len(kinds) == len(set(kinds))
    assert [item.required for item in found] == sorted((item.required for item in found), reverse=True)
    assert all(kind in KINDS and not KINDS[kind].system for kind in kinds)


def test_an_empty_draft_asks_for_no_paper_of_a_branch_that_was_not_reached() -> None:
    assert {item.kind for item in requirements(facts_of({}, today=TODAY), RULES)} == {"id_copy", "passport_guest"}


def test_the_matrix_names_each_place_once_and_only_known_kinds() -> None:
    assert len(BY_PLACE) == len(ROWS)
    assert {row.kind for row in ROWS} <= {kind.code for kind in UPLOADABLE}
    assert str(label_of("of another version")) == str(KINDS["other"].label)
    json.dumps(DocumentRules().model_dump())
