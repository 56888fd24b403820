"""The trail of the operator's actions: it only grows, and it is read on a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client, RequestFactory

from onboarding.rollout import trail
from onboarding.rollout.models import Authority, Note, OperatorAction
from tenants.binding import bind_public


class _Who:
    def __init__(self, email: str) -> None:
        self.email = email


def _did(action: str, at: datetime, *, who: str = "ops@zusage.example", city: str = "", **details: Any) -> None:
    request = RequestFactory().post("/")
    request.operator = _Who(who)  # type: ignore[attr-defined]  # as the guard of the view does
    with bind_public():
        trail.record(request, action, city=city, at=at, **details)


def test_a_line_cannot_be_changed_or_deleted(cities: Any, at: datetime) -> None:
    _did("city.moved", at, city="offenbach")
    with bind_public():
        for change in (
            lambda: OperatorAction.objects.update(action="x"),
            lambda: OperatorAction.objects.all().delete(),
        ):
            with pytest.raises(ProgrammingError, match="permission denied"):
                change()
        assert OperatorAction.objects.get().action == "city.moved"


def test_a_note_cannot_be_changed_or_deleted(cities: Any, at: datetime) -> None:
    with bind_public():
        authority = Authority.objects.create(code="000001", name="ABH Musterstadt", land="HE")
        Note.objects.create(authority=authority, at=at, author="x", text="y")
        for change in (lambda: Note.objects.update(text="z"), lambda: Note.objects.all().delete()):
            with pytest.raises(ProgrammingError, match="permission denied"):
                change()


def test_a_line_goes_with_the_action_that_failed(cities: Any, at: datetime) -> None:
    with bind_public(), pytest.raises(ValueError), transaction.atomic():
        request = RequestFactory().post("/")
        request.operator = _Who("ops@zusage.example")  # type: ignore[attr-defined]  # as the guard of the view does
        trail.record(request, "city.moved", at=at)
        raise ValueError
    with bind_public():
        assert not OperatorAction.objects.exists()


def test_the_page_shows_the_newest_first_and_what_was_looked_for(
    signed_in: Callable[..., Client], at: datetime
) -> None:
    _did("a.first", at, city="offenbach", count=3)
    _did("b.second", at + timedelta(minutes=1), city="wiesbaden", who="andere@zusage.example")
    browser = signed_in("auditor")
    everything = browser.get("/protokoll/").content.decode()
    assert everything.index("andere@zusage.example") < everything.index("count: 3")
    one = browser.get("/protokoll/?stadt=offenbach").content.decode()
    assert "count: 3" in one
    assert "andere@zusage.example" not in one
    other = browser.get("/protokoll/?vorgang=b.second").content.decode()
    assert "andere@zusage.example" in other
    assert "count: 3" not in other
    assert "Dazu gibt es keinen Eintrag" in browser.get("/protokoll/?wer=niemand").content.decode()


def test_fifty_lines_to_a_page_with_the_total_said(signed_in: Callable[..., Client], at: datetime) -> None:
    with bind_public():
        OperatorAction.objects.bulk_create(
            OperatorAction(at=at + timedelta(minutes=number), operator="x", action="a.b", city=f"nr-{number:03}")
            for number in range(60)
        )
    browser = signed_in()
    first = browser.get("/protokoll/").content.decode()
    assert "60 Einträge, Seite 1 von 2" in first
    assert "nr-059" in first
    assert "nr-009" not in first
    assert "nr-009" in browser.get("/protokoll/?seite=2").content.decode()
    assert "nr-009" in browser.get("/protokoll/?seite=77").content.decode()
