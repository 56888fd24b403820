"""Filing: all of it or nothing, once, and only what the journey would take."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from casework import journey, submission
from casework.importing import UnableToImport
from casework.submission import Authority
from declarations.models import CaseKey, Declaration, Erasure
from declarations.queries import case_file
from declarations.states import State
from kernel.crypto import UnableToOpen
from tenants.binding import bind
from tests.support import cases


def _submit_again(city: Any, case_id: Any, at: Any) -> Any:
    with bind(city), transaction.atomic():
        return submission.submit(
            case_id=case_id, authority=Authority(city.slug, city.authority_code), accepted={}, revision=None,
            session="", at=at,
        )  # fmt: skip


def test_a_paid_first_declaration_is_sealed_and_counts_only_once_paid(offenbach: Any, at: Any) -> None:
    filed = cases.file(offenbach, at=at)
    assert filed.awaits_payment
    with bind(offenbach):
        assert Declaration.objects.get().state == State.SEALED
    cases.pay(offenbach, filed.case_id, at=at)
    cases.work(offenbach, at=at)
    with bind(offenbach):
        case = Declaration.objects.get()
        assert case.submitted_at == at
        filing = case_file(case).filing
        assert filing is not None
        assert filing.paid_cents == 2900


def test_filing_twice_makes_one_case(offenbach: Any, at: Any) -> None:
    first = cases.file(offenbach, at=at)
    second = _submit_again(offenbach, first.case_id, at)
    assert second == first
    with bind(offenbach):
        assert Declaration.objects.count() == 1


def test_the_other_city_has_none_of_it(offenbach: Any, wiesbaden: Any, at: Any) -> None:
    filed = cases.file(offenbach, at=at)
    with bind(wiesbaden):
        assert not Declaration.objects.exists()
        assert not CaseKey.objects.filter(case_id=filed.case_id).exists()


def test_what_is_missing_is_named_at_its_place_and_nothing_is_left_behind(offenbach: Any, at: Any) -> None:
    with pytest.raises(UnableToImport) as refusal:
        cases.file(offenbach, at=at, sponsor__name={"family_name": ""}, stay={"entry_date": "2020-01-01"})
    found = {problem.path: problem.code for problem in refusal.value.problems}
    assert found["sponsor.name.family_name"] == "required"
    assert found["stay.entry_date"] == "in_the_past"
    with bind(offenbach):
        assert not Declaration.objects.exists()


def test_a_binding_declaration_needs_a_fresh_identification(offenbach: Any, at: Any) -> None:
    with pytest.raises(UnableToImport) as refusal:
        cases.file(offenbach, at=at, mode="online_binding")
    assert refusal.value.code == "not_identified"


def test_without_every_acceptance_nothing_is_filed(offenbach: Any, at: Any) -> None:
    document = cases.document("offenbach", at=at)
    document["acceptances"] = [item for item in document["acceptances"] if item["text"] != "criminal_liability"]
    from casework.importing import file_case

    with pytest.raises(UnableToImport) as refusal, bind(offenbach), transaction.atomic():
        file_case(document=document, authority=Authority("offenbach", "030600"), at=at)
    assert refusal.value.code == "not_accepted"
    assert [problem.path for problem in refusal.value.problems] == ["criminal_liability"]


def test_unpaid_it_lapses_after_the_citys_period_and_nobody_can_read_it_any_more(offenbach: Any, at: Any) -> None:
    filed = cases.file(offenbach, at=at)
    cases.work(offenbach, at=at + timedelta(days=13))
    with bind(offenbach):
        assert Declaration.objects.get().state == State.SEALED
    cases.work(offenbach, at=at + timedelta(days=15))
    with bind(offenbach):
        case = Declaration.objects.get()
        assert case.state == State.ERASED
        assert Erasure.objects.get().case_id == filed.case_id
        with pytest.raises(UnableToOpen):
            case_file(case)


def test_a_draft_expires_by_its_last_change_not_by_its_beginning(offenbach: Any, at: Any) -> None:
    with bind(offenbach), transaction.atomic():
        draft = journey.start(language="de", at=at).declaration
    later = at + timedelta(days=20)
    with bind(offenbach), transaction.atomic():
        raw = cases.answers()["sponsor"]["name"]
        assert journey.save(case_id=draft.id, key="sponsor.name", raw=raw, at=later).ok
    cases.work(offenbach, at=at + timedelta(days=31))
    with bind(offenbach):
        assert Declaration.objects.get().state == State.DRAFT
    cases.work(offenbach, at=at + timedelta(days=51))
    with bind(offenbach):
        assert Declaration.objects.get().state == State.ERASED


def test_answers_of_branches_that_are_no_longer_reached_are_dropped(offenbach: Any, at: Any) -> None:
    filed = cases.file(
        offenbach, at=at, companions={"has_companions": False, "persons": [{"kind": "child", "family_name": "Şahin"}]}
    )
    with bind(offenbach):
        assert case_file(Declaration.objects.get(id=filed.case_id)).answers.companions.persons is None
