"""The queue: what is due first, and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from casework import review
from declarations.models import Declaration
from kernel.clock import german_day, now
from tenants.binding import bind
from tests.interface.desk.clerks import Received, answered, document_of, text_of


def _rows(answer: Any) -> list[str]:
    return [text_of(row) for row in document_of(answer).xpath("//tr[@data-row]")]


def _do(case: Received, operation: Any, *, at: datetime, **given: Any) -> None:
    with bind(case.city), transaction.atomic():
        operation(case_id=case.id, at=at, **given)


def _ago(case: Received, days: int) -> None:
    """Moves the day on which the case is due."""
    with bind(case.city):
        Declaration.objects.filter(id=case.id).update(due_on=german_day(now()) - timedelta(days=days))


def test_what_is_overdue_stands_first_and_each_line_says_why(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any], at: datetime
) -> None:
    kim = clerk(wiesbaden)
    new, late, asked = case(wiesbaden), case(wiesbaden), case(wiesbaden)
    _do(late, review.take_up, at=at, by=kim.id)
    _ago(late, 3)
    _do(asked, review.take_up, at=at, by=kim.id)
    _do(asked, review.request_more, at=at, by=kim.id, text="Bitte laden Sie die Lohnabrechnung hoch.")
    rows = _rows(kim.get("/amt/"))
    assert [row.startswith(one.reference[:4]) for row, one in zip(rows, (late, asked, new), strict=True)] == [True] * 3
    assert "Überfällig" in rows[0]
    assert "Antwort steht aus" in rows[1]
    assert "6. Dezember 2026" in rows[1]
    assert "noch niemand zuständig" in rows[2]
    assert "Kim Beispiel" in rows[0]


def test_an_answer_shows_in_the_queue(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any], at: datetime
) -> None:
    kim, received = clerk(wiesbaden), case(wiesbaden)
    _do(received, review.take_up, at=at, by=kim.id)
    _do(received, review.request_more, at=at, by=kim.id, text="Wer ist Ihr Arbeitgeber?")
    answered(received, text="Die Beispiel GmbH.", at=at + timedelta(days=1))
    assert "Antwort ist da" in _rows(kim.get("/amt/"))[0]


def test_filters_narrow_the_list_and_what_makes_no_sense_is_left_aside(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any], at: datetime
) -> None:
    kim = clerk(wiesbaden)
    new, mine = case(wiesbaden), case(wiesbaden)
    _do(mine, review.take_up, at=at, by=kim.id)
    assert len(_rows(kim.get("/amt/"))) == 2
    assert [row[:4] for row in _rows(kim.get("/amt/?meine=1"))] == [mine.reference[:4]]
    assert [row[:4] for row in _rows(kim.get("/amt/?stand=submitted"))] == [new.reference[:4]]
    assert _rows(kim.get("/amt/?faellig=1")) == []
    _ago(new, 1)
    assert [row[:4] for row in _rows(kim.get("/amt/?faellig=1"))] == [new.reference[:4]]
    for odd in ("stand=quatsch", "seite=0", "seite=99999", "seite=²", "meine=vielleicht"):
        assert len(_rows(kim.get(f"/amt/?{odd}"))) == 2, odd
    assert "Alle offenen 2" in kim.text("/amt/")


def test_a_reference_leads_straight_to_its_case_however_it_is_typed(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim, received = clerk(wiesbaden), case(wiesbaden)
    case(wiesbaden)
    typed = " ".join((received.reference[:4], received.reference[4:8], received.reference[8:])).lower()
    assert kim.browser.get("/amt/", {"suche": typed}).headers["Location"] == received.path
    missed = kim.browser.get("/amt/", {"suche": "ZZZZ ZZZZ ZZZZ"})
    assert "finden wir nicht" in missed.content.decode()


def test_closed_cases_are_found_but_not_in_the_way(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any], at: datetime
) -> None:
    kim, received = clerk(wiesbaden), case(wiesbaden)
    _do(received, review.take_up, at=at, by=kim.id)
    _do(received, review.forward, at=at, by=kim.id, authority="Ausländerbehörde Musterstadt")
    assert _rows(kim.get("/amt/")) == []
    assert "nichts zu tun" in kim.text("/amt/")
    assert len(_rows(kim.get("/amt/?stand=forwarded"))) == 1


def test_drafts_are_nobodys_business(wiesbaden: Any, clerk: Callable[..., Any], at: datetime) -> None:
    from casework import journey

    with bind(wiesbaden), transaction.atomic():
        draft = journey.start(language="de", at=at).declaration
    kim = clerk(wiesbaden)
    assert _rows(kim.get("/amt/?stand=all")) == []
    assert kim.get(f"/amt/fall/{draft.id}/").status_code == 404


def test_an_address_under_an_information_lock_is_masked_in_the_list(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    locked = {"address_lock": True, "street": "Geheimweg"}
    case(wiesbaden, sponsor__address=locked, extra=("registration_certificate",))
    page = clerk(wiesbaden).get("/amt/").content.decode()
    assert "Geheimweg" not in page
    assert "Anschrift gesperrt" in page


def test_the_list_costs_the_same_whatever_its_length(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim = clerk(wiesbaden)
    counted = []
    for more in (1, 2):
        for _number in range(more):
            case(wiesbaden)
        kim.get("/amt/")
        with CaptureQueriesContext(connection) as queries:
            assert len(_rows(kim.get("/amt/"))) in (1, 3)
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert counted[0] <= 8


def test_many_cases_come_in_pages(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.queue.PAGE", 2)
    kim = clerk(wiesbaden)
    for _number in range(3):
        case(wiesbaden)
    first, second = kim.get("/amt/"), kim.get("/amt/?seite=2")
    assert (len(_rows(first)), len(_rows(second))) == (2, 1)
    assert "Seite 1 von 2" in first.content.decode()
    assert 'rel="next"' in first.content.decode()
    assert 'rel="next"' not in second.content.decode()


def test_the_next_case_follows_in_the_queue_and_nobody_else_works_on_it(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any], at: datetime
) -> None:
    kim, toni = clerk(wiesbaden), clerk(wiesbaden, name="toni")
    first, theirs, last = case(wiesbaden), case(wiesbaden), case(wiesbaden)
    _do(theirs, review.take_up, at=at, by=toni.id)
    for days, one in ((5, first), (3, theirs), (1, last)):
        _ago(one, days)
    assert kim.get("/amt/naechster/").headers["Location"] == first.path
    assert kim.get(f"/amt/naechster/?nach={first.id}").headers["Location"] == last.path
    assert kim.get(f"/amt/naechster/?nach={last.id}").headers["Location"] == "/amt/"
