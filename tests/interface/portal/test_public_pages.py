"""The pages that anyone can read: each city in its own name, colours and words."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from django.test import Client

from configuration.authority import Branding
from configuration.contrast import contrast

PUBLIC = ["/", "/impressum/", "/datenschutz/", "/barrierefreiheit/", "/kontakt/"]


def text_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize("address", PUBLIC)
def test_every_city_shows_its_own_name_and_never_the_others(address: str, cities: Any, browse: Any) -> None:
    names = ["Stadt Offenbach am Main, Ausländerbehörde", "Landeshauptstadt Wiesbaden, Ausländerbehörde"]
    for city, own, other in zip(cities, names, reversed(names), strict=True):
        page = browse(city).get(address)
        assert page.status_code == 200
        assert own in text_of(page)
        assert other not in text_of(page)


def test_the_start_page_says_cost_time_and_needs_of_this_city(cities: Any, browse: Any) -> None:
    for city, weeks in zip(cities, ("etwa 3 Wochen", "etwa 4 Wochen"), strict=True):
        page = text_of(browse(city).get("/"))
        assert "29,00\N{NO-BREAK SPACE}€" in page
        assert "58,00\N{NO-BREAK SPACE}€" in page
        assert weeks in page
        assert page.count("kern-btn--primary") == 1
        checklist = page.split("ui-checklist")[1].split("</ul>")[0]
        assert checklist.count("<li>") == 4


def test_the_colours_are_the_citys_and_readable(cities: Any, browse: Any) -> None:
    sheets = [text_of(browse(city).get("/theme.css")) for city in cities]
    assert sheets[0] != sheets[1]
    for sheet in sheets:
        assert sheet.startswith(":root{--city-action:#")
        action = sheet.split("--city-action:")[1][:7]
        assert contrast(action, "#ffffff") >= 4.5


def test_colours_that_people_could_not_read_are_refused() -> None:
    with pytest.raises(ValueError, match="contrast"):
        Branding(action="#ffcc00")
    with pytest.raises(ValueError, match="written like"):
        Branding(action="red;}body{display:none")


def test_the_theme_is_kept_long_only_under_the_address_of_its_version(offenbach: Any, browse: Any) -> None:
    browser = browse(offenbach)
    address = text_of(browser.get("/")).split('href="/theme.css')[1].split('"')[0]
    assert "max-age=31536000" in browser.get(f"/theme.css{address}")["Cache-Control"]
    assert "max-age=300" in browser.get("/theme.css?v=999")["Cache-Control"]


def test_the_language_is_a_link_that_comes_back(offenbach: Any, browse: Any) -> None:
    browser: Client = browse(offenbach)
    answer = browser.get("/sprache/en/?next=/kontakt/")
    assert (answer.status_code, answer["Location"]) == (302, "/kontakt/")
    assert 'lang="en"' in text_of(browser.get("/"))


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_language_link_never_leads_to_another_host(target: str, offenbach: Any, browse: Any) -> None:
    assert browse(offenbach).get("/sprache/de/", {"next": target})["Location"] == "/"


def test_an_unknown_language_is_no_page(offenbach: Any, browse: Any) -> None:
    assert browse(offenbach).get("/sprache/xx/").status_code == 404


def test_an_unknown_subdomain_gets_a_plain_page(cities: Any) -> None:
    page = Client(SERVER_NAME="atlantis.localhost").get("/antrag/")
    assert page.status_code == 404
    assert "Diese Adresse kennen wir nicht" in text_of(page)
    assert "Traceback" not in text_of(page)
    assert "/theme.css" not in text_of(page)


def test_an_unknown_address_keeps_the_citys_frame(offenbach: Any, browse: Any) -> None:
    page = browse(offenbach).get("/gibt-es-nicht/")
    assert page.status_code == 404
    assert "Stadt Offenbach am Main" in text_of(page)


def test_a_failure_is_explained_without_asking_the_database(offenbach: Any, browse: Any, monkeypatch: Any) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("database gone")

    monkeypatch.setattr("configuration.queries.in_force", fail)
    browser = browse(offenbach)
    browser.raise_request_exception = False
    page = browser.get("/")
    assert page.status_code == 500
    assert "Bei uns ist etwas schiefgegangen" in text_of(page)


def test_pages_are_small(offenbach: Any, browse: Any) -> None:
    for address in PUBLIC:
        assert len(gzip.compress(browse(offenbach).get(address).content)) < 60_000
