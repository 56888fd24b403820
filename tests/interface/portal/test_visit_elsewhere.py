"""The way to the visit from the other pages: the status behind the mailed link, the receipt after handing in."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from appointments import operations
from appointments.contention import patiently
from declarations.access import access_of
from declarations.models import Declaration
from kernel.clock import now
from tenants.binding import bind
from tests.interface.appointments.calendars import AT, OFFICE, TUESDAY, need
from tests.interface.desk.clerks import words
from tests.interface.portal.visiting import Guest, invite_filed, take
from tests.support import cases


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def case(offenbach: Any, browse: Any) -> Guest:
    """A complete case whose sponsor is invited to sign; with its answers and its address."""
    return invite_filed(offenbach, browse(offenbach))


def status_page(case: Guest, city: Any, browser: Any) -> Any:
    with bind(city):
        link = access_of(Declaration.objects.get(id=case.case)).link
    return browser.get(f"/a/{link}/")


def visit_link(answer: Any) -> str:
    found = re.search(r'href="https?://[^/"]+(/termin/[^"]+/)"', answer.content.decode())
    assert found, words(answer)
    return found[1]


def test_the_status_page_leads_to_booking_and_then_shows_the_visit(case: Guest, offenbach: Any, browse: Any) -> None:
    browser = browse(offenbach)
    answer = status_page(case, offenbach, browser)
    assert "Termin buchen" in words(answer)
    link = visit_link(answer)
    assert "Ihre Vorgangsnummer" in words(browser.get(link))
    held = browser.post(f"{link}wann/", {"zeit": f"{OFFICE}|{TUESDAY:%Y-%m-%dT%H:%MZ}"}, follow=True)
    number = re.search(r'name="termin" value="([^"]+)"', held.content.decode())
    assert number
    browser.post(f"{link}bestaetigen/", {"termin": number[1], "statt": ""})
    answer = status_page(case, offenbach, browser)
    assert "Dienstag, 2. März 2027, 08:00 Uhr" in words(answer)
    assert visit_link(answer) == link
    assert "Mustermann" not in words(answer) + words(browser.get(link))


def test_an_offer_shows_on_the_status_page(case: Guest, offenbach: Any, browse: Any) -> None:
    from casework import own_visits, visits

    with bind(offenbach):
        patiently(
            lambda: operations.book(
                case_id=case.case,
                need=need(),
                office=OFFICE,
                starts_at=TUESDAY + timedelta(days=14),
                via="sponsor",
                at=now(),
            )
        )
        own_visits.wait(case_id=case.case, need=need(), first_day=None, last_day=None, at=now())
    other = take(offenbach, TUESDAY + timedelta(days=2))
    with bind(offenbach):
        visits.cancel(case_id=other, via="sponsor", at=now())
    answer = status_page(case, offenbach, browse(offenbach))
    assert "Ein früherer Termin ist frei geworden" in words(answer)
    assert "Ansehen und antworten" in words(answer)


def test_the_receipt_offers_booking_where_the_city_lets_people_book_with_the_application(
    offenbach: Any, browse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from casework import visits

    usual = visits.rules
    monkeypatch.setattr(visits, "rules", lambda *, at: usual(at=at).model_copy(update={"booking": "with_application"}))
    filed = cases.file(offenbach, at=now(), stay={"entry_date": "2027-06-01"})
    cases.pay(offenbach, filed.case_id, at=now())
    cases.work(offenbach, at=now())
    browser = browse(offenbach)
    with bind(offenbach):
        browser.cookies["antrag"] = access_of(Declaration.objects.get(id=filed.case_id)).draft
    answer = browser.get("/antrag/eingang/")
    assert "Termin buchen" in words(answer)
    assert "Das geht gleich jetzt" in words(answer)
    assert "Termin zur Unterschrift aussuchen" in words(browser.get(visit_link(answer)))


def test_the_receipt_says_nothing_of_a_visit_before_the_decision(offenbach: Any, browse: Any) -> None:
    filed = cases.file(offenbach, at=now(), stay={"entry_date": "2027-06-01"})
    cases.pay(offenbach, filed.case_id, at=now())
    cases.work(offenbach, at=now())
    browser = browse(offenbach)
    with bind(offenbach):
        browser.cookies["antrag"] = access_of(Declaration.objects.get(id=filed.case_id)).draft
    assert "/termin/" not in browser.get("/antrag/eingang/").content.decode()
