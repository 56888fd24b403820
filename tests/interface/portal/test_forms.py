"""Forms are built from the sections of the case file: same questions, same checks, and what depends on what."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from declarations.casefile.mechanism import Context, Section
from declarations.casefile.path import BY_KEY, LISTS, OF_FILES_ONLY, SECTIONS
from declarations.config import DEFAULT_SWITCHES
from portal.forms.builder import SectionForm
from portal.slugs import KEYS, SLUGS
from tests.interface.portal.walking import posted
from tests.support.cases import ANSWERS

TODAY = date(2026, 11, 22)
EVERYTHING = dict.fromkeys(DEFAULT_SWITCHES, "require")
Accommodation, Employment, Obligations, Security, SponsorTitle, Stay = (
    BY_KEY[key] for key in ("accommodation", "income.employment", "obligations", "security", "sponsor.title", "stay")
)
Member = LISTS["household", "members"]
ON_PAGES = [section for section in SECTIONS if section not in OF_FILES_ONLY]
ALL_SECTIONS = [*ON_PAGES, *LISTS.values()]
MOST_QUESTIONS = 9


def context(switches: dict[str, str] | None = None, **extras: Any) -> Context:
    answers = {**ANSWERS, "income": {"sources": {"kinds": ["employee", "self_employed", "pension"]}}}
    return Context(answers, EVERYTHING if switches is None else switches, TODAY, extras)


def test_every_section_has_an_address_of_its_own() -> None:
    assert set(SLUGS) == {section.key for section in ON_PAGES}
    assert len(KEYS) == len(SLUGS)


@pytest.mark.parametrize("section", ALL_SECTIONS, ids=lambda section: section.key)
def test_every_section_can_be_shown_with_all_fields_on(section: type[Section]) -> None:
    form = SectionForm(section, context())
    shown = [question.name for row in form.rows for question in row.questions]
    shown += [question.name for row in form.rows for opened in row.opened for question in opened.questions]
    assert sorted(shown) == sorted(form.fields), "each question exactly once"
    assert all(question.as_field_group() for row in form.rows for question in row.questions)


@pytest.mark.parametrize("section", ALL_SECTIONS, ids=lambda section: section.key)
def test_a_page_asks_few_questions(section: type[Section]) -> None:
    form = SectionForm(section, context(dict(DEFAULT_SWITCHES)))
    assert len(form.rows) <= MOST_QUESTIONS


@pytest.mark.parametrize("section", ALL_SECTIONS, ids=lambda section: section.key)
def test_an_empty_page_names_every_missing_answer_in_its_own_words(section: type[Section]) -> None:
    found = context(dict(DEFAULT_SWITCHES))
    form = SectionForm(section, found, data={})
    form.is_valid()
    asks = section.asks()
    wanted = {name for name in form.fields if asks[name].asked(found, {}) and asks[name].must(found, {})}
    assert set(form.errors) == wanted
    for name in wanted:
        assert form.errors[name][0] == str(asks[name].missing), name


@pytest.mark.parametrize(
    ("section", "question", "answers"),
    [
        (Accommodation, "street", {"same_as_sponsor": frozenset({False})}),
        (Employment, "contract_limited_until", {"is_limited": frozenset({True})}),
        (Obligations, "maintenance", {"pays_maintenance": frozenset({True})}),
        (Member, "maintenance_paid", {"lives_in_household": frozenset({False}), "maintained": frozenset({True})}),
        (SponsorTitle, "residence_title_valid_until", {"residence_title_type": frozenset({"limited", "blue_card", "free_movement"})}),
    ],
)  # fmt: skip
def test_what_an_answer_opens_is_found_on_the_conditions_themselves(
    section: type[Section], question: str, answers: dict[str, Any]
) -> None:
    assert SectionForm(section, context()).needs[question].answers == answers


def test_questions_that_are_opened_stand_under_the_answer_that_opens_them() -> None:
    row = SectionForm(Accommodation, context()).rows[0]
    assert [question.name for question in row.questions] == ["same_as_sponsor"]
    assert [question.name for question in row.opened[0].questions] == ["street", "house_number", "postal_code", "city"]
    assert 'value="nein"' in str(row.questions[0]).split("opens-1")[0].rsplit("<input", 1)[1] + str(row.questions[0])
    assert str(row.questions[0]).count("opens-1") == 1


def test_two_kinds_of_answers_open_two_groups() -> None:
    row = SectionForm(Security, context(security_offered=True)).rows[0]
    assert [opened.marks for opened in row.opened] == ["needs-1", "needs-2"]


def test_what_is_not_asked_after_all_may_hold_rubbish() -> None:
    data = posted(SectionForm(Employment, context()), ANSWERS["income"]["employment"])
    data |= {"employer_address": "Musterweg 1", "contract_limited_until_0": "99", "contract_limited_until_1": "x"}
    form = SectionForm(Employment, context(), data=data)
    assert form.is_valid(), form.errors
    assert "contract_limited_until" not in form.raw()


def test_what_is_asked_after_an_answer_must_be_given() -> None:
    data = posted(SectionForm(Employment, context()), {**ANSWERS["income"]["employment"], "is_limited": True})
    form = SectionForm(Employment, context(), data={**data, "employer_address": "Musterweg 1"})
    assert not form.is_valid()
    assert list(form.errors) == ["contract_limited_until"]


def test_a_city_that_excludes_a_purpose_does_not_offer_it() -> None:
    form = SectionForm(Stay, context(purposes=["visit", "business"]))
    assert [value for value, _label in form.fields["purpose"].choices] == ["", "visit", "business"]  # type: ignore[attr-defined]  # a field of ours; Django's type is its base


def test_answers_come_out_as_the_case_file_writes_them() -> None:
    for section in ALL_SECTIONS:
        values: Any = ANSWERS
        for part in section.key.split("."):
            values = values.get(part, {}) if isinstance(values, dict) else {}
        if not isinstance(values, dict) or not values or section in (Employment,):
            continue
        found = Context(ANSWERS, dict(DEFAULT_SWITCHES), TODAY)
        form = SectionForm(section, found, data=posted(SectionForm(section, found), values))
        assert form.is_valid(), (section.key, form.errors)
        listed = {name for name, ask in section.asks().items() if ask.widget == "list"}
        assert form.raw() == {name: value for name, value in values.items() if name not in listed}
