"""Case files with an institution, further adults or a second declarant: filed, kept, summed up and handed over."""

from __future__ import annotations

import copy
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from casework import paper_data
from casework.importing import UnableToImport, file_case
from casework.submission import Authority
from declarations.models import Declaration
from declarations.queries import case_file
from tenants.binding import bind
from tests.support import cases

ALI = {
    "guest": {
        **cases.ANSWERS["guest"],
        "name": {"family_name": "Ali", "single_name": True, "gender": "m"},
        "contact": {"relationship_to_sponsor": "friend"},
    },
    "stay": {**cases.ANSWERS["stay"], "entry_date": "2027-03-01"},
}
JAN = {
    **{key: cases.ANSWERS[key] for key in ("household", "income", "obligations", "other_declarations")},
    "sponsor": {
        **cases.ANSWERS["sponsor"],
        "name": {"family_name": "Muster", "given_names": "Jan", "gender": "m"},
    },
}


def document(at: datetime, **more: Any) -> dict[str, Any]:
    return copy.deepcopy(cases.document("offenbach", at=at) | more)


def file(city: Any, found: dict[str, Any], at: datetime) -> Any:
    with bind(city), transaction.atomic():
        return file_case(document=found, authority=Authority("offenbach", "030600"), at=at)


def frozen(city: Any, filed: Any) -> Any:
    with bind(city):
        return case_file(Declaration.objects.get(id=filed.case_id))


def summary_of(city: Any, case: Any, at: datetime) -> str:
    with bind(city), transaction.atomic():
        return paper_data.summary(case, at=at).model_dump_json()


def test_a_second_declarant_and_a_further_adult_are_kept_and_stand_in_the_summary(offenbach: Any, at: Any) -> None:
    filed = file(offenbach, document(at, further_guests=[ALI], second_declarant=JAN), at)
    case = frozen(offenbach, filed)
    assert case.further_guests[0].guest.name.family_name == "Ali"
    assert case.second_declarant.sponsor.name.family_name == "Muster"
    summary = summary_of(offenbach, case, at)
    assert "Gast 2: Name Ihres Gastes" in summary
    assert "Zweite erklärende Person: " in summary
    assert '"Muster"' in summary


def test_they_are_checked_as_on_the_pages_and_nothing_is_filed(offenbach: Any, at: Any) -> None:
    guest = {**ALI, "guest": {**ALI["guest"], "name": {"family_name": "日本"}}, "stay": {"purpose": "visit"}}
    second = {**JAN, "income": {"sources": {"kinds": ["gold"]}}}
    with pytest.raises(UnableToImport) as refused:
        file(offenbach, document(at, further_guests=[guest], second_declarant=second), at)
    found = {problem.path: problem.code for problem in refused.value.problems}
    assert found["further_guests.0.guest.name.family_name"] == "characters"
    assert found["further_guests.0.stay.entry_date"] == "required"
    assert "second_declarant.income.sources.kinds" in found
    with bind(offenbach):
        assert not Declaration.objects.exists()


@pytest.mark.parametrize(
    "odd", [{"further_guests": "Ali"}, {"further_guests": [{"guests": {}}]}, {"second_declarant": [1]}, {"further_guests": [3]}]
)  # fmt: skip
def test_what_is_no_party_at_all_is_refused(offenbach: Any, at: Any, odd: dict[str, Any]) -> None:
    with pytest.raises(UnableToImport) as refused:
        file(offenbach, document(at, **odd), at)
    assert [problem.code for problem in refused.value.problems] == ["unreadable"]


def test_a_file_proves_nobodys_identity(offenbach: Any, at: Any) -> None:
    card = {"method": "identity_card", "level": "hoch", "verified_at": at.isoformat()}
    filed = file(offenbach, document(at, second_declarant={**JAN, "identification": card}), at)
    assert frozen(offenbach, filed).second_declarant.identification is None


def institution(at: datetime, **told: Any) -> dict[str, Any]:
    """The person who acts tells name, seat and how to be reached, and nothing about income or household."""
    found = document(at)
    for group in ("household", "income", "obligations"):
        del found["answers"][group]
    for section in ("birth", "document"):
        del found["answers"]["sponsor"][section]
    found["answers"]["institution"] = {"name": "Beispiel GmbH", "legal_form": "GmbH", **told}
    return found


def test_an_institution_is_filed_without_anybodys_income(offenbach: Any, at: Any) -> None:
    filed = file(offenbach, institution(at, representatives=[{"family_name": "Muster"}]), at)
    case = frozen(offenbach, filed)
    assert case.sponsor_kind == "institutional"
    assert case.answers.institution.name == "Beispiel GmbH"
    summary = summary_of(offenbach, case, at)
    assert "Unternehmen oder Organisation" in summary
    assert "Weitere vertretungsberechtigte Person 1" in summary


def test_an_institution_needs_its_name_and_names_its_people(offenbach: Any, at: Any) -> None:
    with pytest.raises(UnableToImport) as refused:
        file(offenbach, institution(at, name="", representatives=[{"given_names": "Jan"}]), at)
    assert {problem.path for problem in refused.value.problems} == {
        "institution.name",
        "institution.representatives.0.family_name",
    }


def test_a_private_sponsor_is_still_asked_everything(offenbach: Any, at: Any) -> None:
    found = institution(at)
    del found["answers"]["institution"]
    with pytest.raises(UnableToImport) as refused:
        file(offenbach, found, at)
    assert "sponsor.birth.birth_date" in {problem.path for problem in refused.value.problems}


def test_the_desk_can_work_an_institutions_case(offenbach: Any, at: Any) -> None:
    from casework.checks import worksheet_of
    from creditcheck.parts import Proposal

    filed = file(offenbach, institution(at), at)
    with bind(offenbach):
        sheet = worksheet_of(Declaration.objects.get(id=filed.case_id), at=at)
    assert sheet.proposal == Proposal.CANNOT_BE_CALCULATED
