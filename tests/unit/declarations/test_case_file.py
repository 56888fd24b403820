"""The case file: documented as it is, and checked section by section with kind words."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.casefile import path, readable
from declarations.casefile.document import Answers, json_schema
from declarations.casefile.mechanism import Context
from declarations.config import DEFAULT_SWITCHES
from declarations.places.area import area_of
from tests.support import cases

TODAY = date(2026, 11, 22)
DOCS = Path(__file__).resolve().parents[3] / "docs"


def context(answers: dict[str, Any], **extras: Any) -> Context:
    return Context(answers, DEFAULT_SWITCHES, TODAY, {"months": 3, **extras})


def codes(answers: dict[str, Any], **extras: Any) -> dict[str, str]:
    return {problem.path: problem.code for problem in path.problems(context(answers, **extras))}


def test_the_documented_schema_is_the_one_of_the_types() -> None:
    assert json.loads((DOCS / "case-file.schema.json").read_text("utf-8")) == json.loads(json.dumps(json_schema()))


def test_the_complete_case_has_no_problem_and_is_canonical() -> None:
    assert codes(cases.answers()) == {}
    assert path.prune(context(cases.answers())) == cases.answers()
    Answers.model_validate(cases.answers())


@pytest.mark.parametrize(
    ("changes", "place", "code"),
    [
        ({"sponsor__birth": {"birth_date": "2010-01-01"}}, "sponsor.birth.birth_date", "underage"),
        ({"sponsor__birth": {"birth_date": "1980-02-31"}}, "sponsor.birth.birth_date", "date"),
        ({"sponsor__name": {"family_name": "Иванова"}}, "sponsor.name.family_name", "characters"),
        ({"sponsor__address": {"postal_code": "6306"}}, "sponsor.address.postal_code", "postal_code"),
        ({"sponsor__address": {"house_number": "zwölf"}}, "sponsor.address.house_number", "house_number"),
        ({"sponsor__contact": {"email": "erika@"}}, "sponsor.contact.email", "email"),
        ({"sponsor__document": {"id_document_valid_until": "2020-01-01"}}, "sponsor.document.id_document_valid_until", "expired"),
        ({"guest__birth": {"nationalities": ["000"]}}, "guest.birth.nationalities", "free_to_move"),
        ({"guest__address": {"country": "000"}}, "guest.address.country", "not_abroad"),
        ({"stay": {"entry_date": "2027-12-01"}}, "stay.entry_date", "too_early"),
        ({"stay": {"duration_days": 0}}, "stay.duration_days", "greater_than_equal"),
        ({"income__net": {"net_month_1": "-5.00"}}, "income.net.net_month_1", "greater_than_equal"),
        ({"eligibility": {"receives_benefits": True}}, "eligibility.receives_benefits", "receives_benefits"),
        ({"eligibility": {"guest_needs_visa": False}}, "eligibility.guest_needs_visa", "no_visa_needed"),
        ({"sponsor__name": {"nickname": "Eri"}}, "sponsor.name.nickname", "extra_forbidden"),
    ],
)  # fmt: skip
def test_each_wrong_answer_has_its_own_message(changes: dict[str, Any], place: str, code: str) -> None:
    found = {item.path: item for item in path.problems(context(cases.answers(**changes)))}
    assert found[place].code == code
    assert len(str(found[place].message)) > 15


def test_every_required_field_says_how_to_mend_it_when_it_is_missing() -> None:
    for section in path.SECTIONS:
        for name, ask in section.asks().items():
            assert ask.label, (section.key, name)
            if ask.required is True and not ask.switch:
                assert ask.missing, (section.key, name)


def test_a_foreign_sponsor_is_asked_for_the_residence_title_and_a_german_one_is_not() -> None:
    foreign = cases.answers(sponsor__birth={"nationalities": ["163"]})
    assert "sponsor.title.residence_title_type" in codes(foreign)
    assert "sponsor.title.residence_title_type" not in codes(cases.answers(sponsor__birth={"nationalities": ["137"]}))


def test_a_residence_in_another_district_is_stopped_before_any_payment() -> None:
    assert codes(cases.answers(), area=area_of({}, {}, ["65183"]))["eligibility.postal_code"] == "other_district"


def test_items_of_a_list_are_checked_one_by_one() -> None:
    members = [{"family_name": "Mustermann"}]
    found = codes(cases.answers(household={"has_members": True, "members": members}))
    assert found["household.members.0.given_names"] == "required"


def test_other_adults_do_not_fit_on_the_same_declaration() -> None:
    person = {"kind": "child", "family_name": "Şahin", "given_names": "Cem", "birth_date": "2000-01-01", "gender": "m"}
    found = codes(cases.answers(companions={"has_companions": True, "persons": [person]}))
    assert found["companions.persons.0.birth_date"] == "grown_up"


def test_the_readable_case_shows_every_answer_once() -> None:
    shown = readable.blocks(context(cases.answers()))
    values = [row.value for block in shown for row in block.rows]
    assert "3.150,50 €" in values
    assert "1. Dezember 1980" in values
    assert "türkisch" in values
    assert all(values)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=30), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=5))  # fmt: skip
def test_no_value_however_odd_breaks_the_check(odd: Any) -> None:
    for section in path.SECTIONS:
        for name in section.asks():
            result = path.check_section(section, {name: odd}, context(cases.answers()))
            assert isinstance(result.problems, list)
