"""The operator's console: list and map of all authorities, one page each, notes, waves. Counts, never a person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.reports import report_city
from onboarding.rollout.authorities import import_authorities
from onboarding.rollout.models import Authority, CityCondition, Note, OperatorAction, Wave
from tenants.binding import OWNER, bind_owner, bind_public
from tenants.models import City, CityReport, CityUpgrade, FleetRun, Order, StrayMessage
from tests.support import cases

MOST_QUERIES = 12  # of which two are the sign-in's and the others do not grow


@pytest.fixture(autouse=True)
def that_day(at: datetime) -> Iterator[None]:
    with time_machine.travel(at + timedelta(minutes=1), tick=False):
        yield


@pytest.fixture
def germany(cities: Any) -> None:
    import_authorities()


@contextmanager
def as_it_was(city: Any) -> Iterator[None]:
    """What a test does to the row of a city is undone."""
    fields = ("stage", "stage_since", "applied", "ring", "created_at")
    with bind_owner():
        before = City.objects.using(OWNER).filter(pk=city.pk).values(*fields).get()
    try:
        yield
    finally:
        with bind_owner():
            City.objects.using(OWNER).filter(pk=city.pk).update(**before)


def _set(city: Any, **values: Any) -> None:
    with bind_owner():
        City.objects.using(OWNER).filter(pk=city.pk).update(**values)


def _page(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def _codes(page: str) -> list[str]:
    return re.findall(r'name="code" value="(\d{6})"', page)


def test_all_authorities_are_listed_fifty_to_a_page(germany: None, signed_in: Callable[..., Client]) -> None:
    browser = signed_in()
    first = _page(browser, "/")
    assert "655 Behörden, 2 dabei." in first
    assert "655 Einträge, Seite 1 von 14" in first
    seen = {code for number in range(1, 15) for code in _codes(_page(browser, f"/?seite={number}"))}
    assert len(seen) == 655


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("suche=030600", "030600"),
        ("suche=Muenchen+kreisfrei", "015700"),
        ("suche=münchen+Kreisfrei", "015700"),
        ("suche=munchen+kreisfrei", "015700"),
        ("suche=06413", "030600"),
        ("suche=offenbach+hessen", "030600"),
    ],
)
def test_the_search_finds_by_name_number_key_and_land(
    germany: None, signed_in: Callable[..., Client], asked: str, wanted: str
) -> None:
    with bind_public():
        munich = Authority.objects.get(ags="09162").code
    found = _codes(_page(signed_in(), f"/?{asked}"))
    assert (munich if wanted == "015700" else wanted) in found
    assert len(found) < 5


def test_the_list_is_filtered_by_land_stage_and_wave(germany: None, signed_in: Callable[..., Client]) -> None:
    browser = signed_in()
    with bind_public():
        wave = Wave.objects.create(name="Erste")
        Authority.objects.filter(code__in=["030600", "000100"]).update(wave=wave)
        hesse = Authority.objects.filter(land="HE").count()
    assert f"{hesse} Einträge" in _page(browser, "/?land=HE")
    assert set(_codes(_page(browser, "/?stand=onboarding"))) == {"030600", "030700"}
    assert set(_codes(_page(browser, f"/?welle={wave.pk}"))) == {"030600", "000100"}
    assert _codes(_page(browser, f"/?welle={wave.pk}&land=BW")) == ["000100"]
    assert "653 Einträge" in _page(browser, "/?welle=keine")
    assert "Dazu passt keine Behörde" in _page(browser, "/?suche=Atlantis")


def test_the_list_is_sorted_both_ways(germany: None, signed_in: Callable[..., Client]) -> None:
    browser = signed_in()
    by_code = _codes(_page(browser, "/?sortierung=kennung"))
    assert by_code == sorted(by_code)
    turned = _codes(_page(browser, "/?sortierung=-kennung"))
    assert turned == sorted(turned, reverse=True)
    assert 'aria-sort="descending"' in _page(browser, "/?sortierung=-name")


def test_what_is_not_as_it_should_be_is_on_top_with_its_age(
    germany: None, signed_in: Callable[..., Client], offenbach: Any, wiesbaden: Any, at: datetime
) -> None:
    with as_it_was(offenbach), as_it_was(wiesbaden):
        _set(offenbach, stage="suspended", stage_since=at - timedelta(days=3), created_at=at)
        _set(wiesbaden, stage="live", applied="before", created_at=at - timedelta(hours=5))
        page = _page(signed_in("support"), "/")
        assert page.index("OB Wiesbaden") < page.index("OB Offenbach") < page.index("ABH ")
        for words in ("Nicht auf dem neuesten Stand", "Meldet sich nicht", "seit 5 Stunden", "seit 3 Tagen"):
            assert words in page, words
        assert "Bei 2 stimmt etwas nicht." in page
        assert "noch niemand zuständig" in page


def test_a_city_that_should_be_ready_and_is_not_stands_out_only_once_it_is_open(
    germany: None, signed_in: Callable[..., Client], offenbach: Any, at: datetime
) -> None:
    browser = signed_in()
    with as_it_was(offenbach):
        report_city(offenbach, at=at)
        assert "Nicht bereit" not in _page(browser, "/?suche=030600")
        _set(offenbach, stage="live")
        assert "Nicht bereit" in _page(browser, "/?suche=030600")


def test_a_failed_upgrade_is_named_with_its_code(
    germany: None, signed_in: Callable[..., Client], offenbach: Any, at: datetime
) -> None:
    with as_it_was(offenbach):
        _set(offenbach, applied="before")
        with bind_owner():
            run = FleetRun.objects.using(OWNER).create(target="next", ring="all", started_at=at, error_code="x")
            CityUpgrade.objects.using(OWNER).create(
                run_id=run.pk,
                city_id=offenbach.pk,
                target="next",
                started_at=at,
                ended_at=at,
                error_code="lock_timeout",
            )
        browser = signed_in()
        page = _page(browser, "/?auffaellig=1")
        assert "Aktualisierung gescheitert" in page
        assert "lock_timeout" in page
        assert "lock_timeout" in _page(browser, "/behoerde/030600/")


def test_messages_that_belong_to_nobody_alarm(germany: None, signed_in: Callable[..., Client], at: datetime) -> None:
    with bind_public():
        StrayMessage.objects.create(
            kind="stripe", external_id="acct_x", body=b"Erika", received_at=at - timedelta(hours=3)
        )
    page = _page(signed_in(), "/")
    assert "1 Nachricht wartet seit 3 Stunden" in page
    assert "Erika" not in page


def test_the_map_shows_every_district_with_its_stage_in_words(
    germany: None, signed_in: Callable[..., Client], offenbach: Any
) -> None:
    browser = signed_in("finance")
    with as_it_was(offenbach):
        _set(offenbach, stage="live")
        page = _page(browser, "/karte/")
    assert len(re.findall(r'z" fill="', page)) == 401
    assert page.count("<circle") >= 136
    assert "<title>Offenbach am Main (Kreisfreie Stadt): In Betrieb</title>" in page
    assert 'href="/behoerde/030600/"' in page
    assert "GeoBasis-DE / BKG 2016 (Daten verändert)" in page
    assert "keine Behörde in der Liste" in page  # Lüneburg, Spree-Neiße
    assert len(page) < 260_000
    faded = _page(browser, "/karte/?land=HE").count('class="is-faded"')
    assert faded > 300


def test_list_and_map_know_the_same_filter(germany: None, signed_in: Callable[..., Client]) -> None:
    assert "/karte/?land=HE" in _page(signed_in(), "/?land=HE")


def test_the_queries_of_a_page_do_not_grow_with_what_it_shows(
    germany: None, signed_in: Callable[..., Client], offenbach: Any, wiesbaden: Any, at: datetime
) -> None:
    browser = signed_in()
    addresses = ("/", "/karte/", "/?auffaellig=1&sortierung=name")
    with bind_public():
        Authority.objects.exclude(code__in=["030600", "000100"]).delete()
    few = [_queries(browser, address) for address in addresses]
    import_authorities()
    with bind_public():
        wave = Wave.objects.create(name="Alle")
        Authority.objects.update(wave=wave)
    for city in (offenbach, wiesbaden):
        report_city(city, at=at)
    many = [_queries(browser, address) for address in addresses]
    assert many == few
    assert max(many) <= MOST_QUERIES
    wave_page = _queries(browser, f"/wellen/{wave.pk}/")
    assert wave_page <= MOST_QUERIES
    assert _queries(browser, "/wellen/") <= MOST_QUERIES
    assert _queries(browser, "/behoerde/030600/") <= 2 * MOST_QUERIES


def _queries(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(address).status_code == 200
    return len([one for one in seen if "set_config" not in one["sql"]])


def test_one_page_tells_all_of_a_city_and_no_person(
    germany: None, signed_in: Callable[..., Client], offenbach: Any, at: datetime
) -> None:
    cases.file(offenbach, at=at)
    report_city(offenbach, at=at)
    with bind_public():
        condition = CityCondition.objects.get(city=offenbach)
        condition.errors = [{"kind": "delivery", "code": "no_answer", "count": 4, "since": at.isoformat()}]
        condition.save()
    page = _page(signed_in("auditor"), "/behoerde/030600/")
    for words in (
        "OB Offenbach am Main", "Offenbach am Main (Kreisfreie Stadt)", "offenbach.localhost", "In Einrichtung",
        "auf dem neuesten Stand", "declaration.texts", "no_answer", "× 4", "eingegangen heute", "Punkte bereit",
    ):  # fmt: skip
        assert words in page, words
    assert not [name for name in ("Mustermann", "Erika", "Musterstraße") if name in page]


def test_no_page_names_a_citys_person(
    germany: None, signed_in: Callable[..., Client], offenbach: Any, at: datetime
) -> None:
    cases.file(offenbach, at=at)
    report_city(offenbach, at=at)
    browser = signed_in()
    with bind_public():
        wave = Wave.objects.create(name="Erste")
        Authority.objects.filter(code="030600").update(wave=wave)
    for address in ("/", "/karte/", "/behoerde/030600/", "/wellen/", f"/wellen/{wave.pk}/", "/protokoll/"):
        page = _page(browser, address)
        assert not [name for name in ("Mustermann", "Erika", "sachbearbeitung@") if name in page], address


def test_a_city_that_the_list_does_not_know_is_there_too(
    germany: None, signed_in: Callable[..., Client], offenbach: Any
) -> None:
    with bind_public():
        Authority.objects.filter(code="030600").delete()
    browser = signed_in()
    assert "nicht in der Liste" in _page(browser, "/?suche=offenbach+030600")
    page = _page(browser, "/behoerde/030600/")
    assert "offenbach.localhost" in page
    assert "Notiz speichern" not in page
    assert browser.post("/behoerde/030600/notiz/", {"text": "x"}).status_code == 404


def test_notes_stay_with_their_author_and_time(germany: None, signed_in: Callable[..., Client]) -> None:
    browser = signed_in()
    assert browser.post("/behoerde/000100/notiz/", {"text": "Ruft im Mai zurück."}).status_code == 302
    page = _page(browser, "/behoerde/000100/")
    assert "Ruft im Mai zurück." in page
    assert "ops@zusage.example" in page
    assert "22. November 2026" in page
    empty = browser.post("/behoerde/000100/notiz/", {"text": " "})
    assert empty.status_code == 200
    assert "Bitte ergänzen Sie" in empty.content.decode()
    with bind_public():
        assert Note.objects.count() == 1


def test_a_wave_is_made_changed_and_shows_its_progress(
    germany: None, signed_in: Callable[..., Client], offenbach: Any
) -> None:
    browser = signed_in()
    half = browser.post("/wellen/neu/", {"name": "Hessen", "planned_on_0": "1"})
    assert half.status_code == 200
    day = {"planned_on_0": "1", "planned_on_1": "3", "planned_on_2": "2027"}
    made = browser.post("/wellen/neu/", {"name": "Hessen", "note": "Mit dem Land abgestimmt", **day})
    assert made.status_code == 302
    with bind_public():
        wave = Wave.objects.get()
        Authority.objects.filter(code__in=["030600", "030400", "000101"]).update(wave=wave)
    page = _page(browser, made["Location"])
    for words in ("1. März 2027", "Mit dem Land abgestimmt", "OB Offenbach am Main", "67 %", "33 %", "In Einrichtung"):
        assert words in page, words
    assert "Hessen" in _page(browser, "/wellen/")
    again = browser.post("/wellen/neu/", {"name": "Hessen"})
    assert "gibt es schon" in again.content.decode()
    changed = browser.post(f"/wellen/{wave.pk}/aendern/", {"name": "Hessen und Nachbarn"})
    assert changed.status_code == 302
    assert "Hessen und Nachbarn" in _page(browser, f"/wellen/{wave.pk}/")
    with bind_public():
        assert list(OperatorAction.objects.order_by("id").values_list("action", flat=True)) == [
            "wave.made", "wave.changed"
        ]  # fmt: skip


def test_an_order_that_waits_or_failed_is_said(germany: None, signed_in: Callable[..., Client], at: datetime) -> None:
    with bind_owner():
        order = Order.objects.using(OWNER).create(
            kind="create_city", payload={"authority_code": "000100", "slug": "aalen"}, ordered_at=at, ordered_by="x"
        )
    browser = signed_in()
    assert "in Auftrag gegeben" in _page(browser, "/behoerde/000100/")
    with bind_owner():
        Order.objects.using(OWNER).filter(pk=order.pk).update(ended_at=at, error_code="slug_taken")
    assert "Auftrag gescheitert" in _page(browser, "/?auffaellig=1")
    assert "slug_taken" in _page(browser, "/behoerde/000100/")


def test_a_report_from_long_ago_is_told(
    germany: None, signed_in: Callable[..., Client], offenbach: Any, at: datetime
) -> None:
    report_city(offenbach, at=at - timedelta(hours=4))
    with bind_public():
        assert CityReport.objects.filter(city=offenbach).exists()
    page = _page(signed_in(), "/?suche=030600")
    assert "Meldet sich nicht" in page
    assert "vor 4 Stunden" in page
