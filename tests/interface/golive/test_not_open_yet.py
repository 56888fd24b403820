"""Before a city is live: citizens read where to go, its own people and the preview see the pages, a twin is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tenants.binding import bind
from tests.interface.desk.clerks import words
from tests.support.fleet import put


@pytest.fixture(autouse=True)
def as_in_production(settings: Any) -> None:
    settings.OPEN_BEFORE_LIVE = False


@pytest.mark.parametrize("stage", ["prospect", "onboarding", "rehearsal"])
def test_citizens_read_where_to_go_instead(browse: Callable[..., Client], offenbach: Any, stage: str) -> None:
    put(offenbach, stage)
    browser = browse(offenbach)
    for path in ("/", "/antrag/pruefen/", "/antrag/", "/a/geheim/"):
        answer = browser.get(path)
        assert answer.status_code == 503, path
        page = words(answer)
        assert "Dieser Dienst ist noch nicht geöffnet" in page
        assert "Berliner Straße" in page
    assert browser.post("/antrag/pruefen/", {}).status_code == 503
    assert browser.get("/kontakt/").status_code == 200
    assert browser.get("/amt/anmelden/").status_code == 200


def test_whatever_stays_in_a_pause_stays_before_the_start_also_the_logo() -> None:
    from config import urls_suspended
    from config.unopened import STAYS

    assert {pattern.name for pattern in urls_suspended._STAYS} <= STAYS


@pytest.mark.parametrize("stage", ["pilot", "live"])
def test_then_it_is_open(browse: Callable[..., Client], cities: Any, stage: str) -> None:
    offenbach, wiesbaden = cities
    put(offenbach, stage)
    assert browse(offenbach).get("/").status_code == 200
    assert browse(wiesbaden).get("/").status_code == 503


def test_its_own_people_see_the_pages_and_another_citys_do_not(official: Any, cities: Any) -> None:
    offenbach, wiesbaden = cities
    mika = official(offenbach)
    assert mika.get("/").status_code == 200
    stranger = Client(SERVER_NAME="wiesbaden.localhost")
    stranger.cookies = mika.browser.cookies
    assert stranger.get("/").status_code == 503
    assert official(wiesbaden, "editor", "eda").get("/").status_code == 200


def test_the_preview_works(official: Any, offenbach: Any) -> None:
    from configuration import preview

    mika = official(offenbach)
    with bind(offenbach):
        address = preview.address(staff=mika.id)
    answer = mika.get(address)
    assert answer.status_code == 200
    assert "noch nicht geöffnet" not in words(answer)
