"""Until when the office means to decide."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from casework import requests, review
from declarations.models import Declaration
from kernel.clock import german_day
from tenants.binding import bind
from tests.support import cases


def _at_the_office(city: Any, at: Any) -> Declaration:
    filed = cases.file(city, at=at)
    cases.pay(city, filed.case_id, at=at)
    cases.work(city, at=at)
    with bind(city), transaction.atomic():
        return review.take_up(case_id=filed.case_id, by=1, at=at)


def _ask(case: Declaration, at: Any) -> None:
    review.request_more(case_id=case.id, text="Bitte schicken Sie die Bescheinigung.", days=14, by=1, at=at)


def test_after_an_answer_the_promised_day_counts_again(wiesbaden: Any, at: Any) -> None:
    case = _at_the_office(wiesbaden, at)
    promised = case.due_on
    assert promised == german_day(at) + timedelta(days=28)
    with bind(wiesbaden), transaction.atomic():
        _ask(case, at)
        case.refresh_from_db()
        assert case.due_on == german_day(at) + timedelta(days=14)
        (question,) = requests.open_of(case.id)
        requests.answer(request_id=question.id, case_id=case.id, text="Hier.", has_papers=False, at=at)
        case.refresh_from_db()
        assert case.due_on == promised


def test_going_on_without_an_answer_brings_the_promised_day_back_too(wiesbaden: Any, at: Any) -> None:
    case = _at_the_office(wiesbaden, at)
    promised = case.due_on
    with bind(wiesbaden), transaction.atomic():
        _ask(case, at)
        review.resume(case_id=case.id, by=1, at=at + timedelta(days=6))
        case.refresh_from_db()
        assert case.due_on == promised
