"""The preview shows the real pages with the draft, to those who may see it, and nothing can be sent from it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.interface.desk.clerks import Clerk, document_of, words

AUTHORITY = "/verwaltung/abschnitt/authority/teil/name/"


@pytest.fixture
def mika(offenbach: Any, official: Any) -> Clerk:
    person: Clerk = official(offenbach)
    person.send(AUTHORITY, office="Willkommensamt")
    return person


def _preview(person: Clerk) -> str:
    return str(document_of(person.get(AUTHORITY)).xpath("//iframe/@src")[0])


def test_the_preview_shows_the_draft_and_the_public_page_does_not(mika: Clerk) -> None:
    there = mika.get(_preview(mika))
    assert "Willkommensamt" in words(there)
    assert "Vorschau:" in words(there)
    assert "Willkommensamt" not in mika.text("/")
    assert "Vorschau:" not in mika.text("/")


def test_links_and_files_stay_within_the_preview(mika: Clerk) -> None:
    place = _preview(mika)
    page = mika.get(place).content.decode()
    inner = {link for link in re.findall(r'(?:href|src)="(/[^"]*)"', page) if not link.startswith("/static/")}
    assert inner
    assert all(link.startswith(place) for link in inner), inner
    assert "Willkommensamt" in mika.text(f"{place}impressum/")
    assert mika.get(f"{place}theme.css").headers["Content-Type"].startswith("text/css")


def test_it_is_never_kept_sets_no_cookie_and_is_framed_by_us_alone(mika: Clerk) -> None:
    answer = mika.get(_preview(mika))
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    outside = mika.get("/")
    assert "frame-ancestors 'none'" in outside.headers["Content-Security-Policy"]
    assert "frame-src" not in outside.headers["Content-Security-Policy"]
    assert "frame-src 'self'" in mika.get(AUTHORITY).headers["Content-Security-Policy"]


def test_nothing_can_be_begun_or_sent_in_a_preview(mika: Clerk, offenbach: Any) -> None:
    from declarations.models import Declaration
    from tenants.binding import bind

    place = _preview(mika)
    for path in ("", "antrag/pruefen/", "antrag/abgeben/"):
        assert mika.post(place + path, {"x": "y"}).status_code == 405
    for path in ("antrag/abgeben/", "antrag/", "amt/", "verwaltung/", "schnittstelle/v1/deliveries", "a/x/", place[1:]):
        answer = mika.get(place + path)
        assert answer.status_code == 404, path
        assert "Hier endet die Vorschau" in words(answer)
    assert mika.get(f"{place}antrag/pruefen/").status_code == 200
    with bind(offenbach):
        assert not Declaration.objects.exists()


def test_the_language_changes_within_the_preview(mika: Clerk) -> None:
    place = _preview(mika)
    answer = mika.get(f"{place}sprache/en/?next={place}impressum/")
    assert answer["Location"].endswith("/impressum/")
    assert answer["Location"].startswith("/verwaltung/vorschau/")
    there = mika.get(answer["Location"])
    assert '<html lang="en"' in there.content.decode()
    assert not answer.cookies


def test_it_opens_for_the_person_who_opened_it_and_for_half_an_hour(
    mika: Clerk, offenbach: Any, wiesbaden: Any, official: Any, browse: Any, clock: Any
) -> None:
    place = _preview(mika)
    assert browse(offenbach).get(place).status_code == 403
    assert official(offenbach, "editor", "robin").get(place).status_code == 403
    elsewhere = official(wiesbaden)
    answer = elsewhere.get(place)
    assert answer.status_code == 403
    assert "Willkommensamt" not in words(answer)
    assert mika.get(place.replace("vorschau/", "vorschau/x")).status_code == 403
    clock.shift(timedelta(minutes=31))
    assert mika.get(place).status_code == 403


def test_a_section_with_faults_is_shown_as_published_and_said(mika: Clerk) -> None:
    mika.send("/verwaltung/abschnitt/fees/teil/porto/", postage_cents="2900")
    page = mika.text(_preview(mika))
    assert "Willkommensamt" in page
    assert "„Gebühren“ hat noch Fehler" in page


def test_the_preview_of_one_request_is_over_after_it(mika: Clerk) -> None:
    from configuration.authority import Authority
    from configuration.queries import in_force
    from kernel.clock import now
    from tenants.binding import bind

    mika.get(_preview(mika))
    with bind(mika.city):
        assert in_force(at=now()).section(Authority).office == "Ausländerbehörde"
