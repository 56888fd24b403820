"""A notice reaches whom it is for, on its days, until the person has put it away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.interface.desk.clerks import document_of, words
from tests.support.fleet import put

DAYS = {"since_0": "22", "since_1": "11", "since_2": "2026", "until_0": "23", "until_1": "11", "until_2": "2026"}
TEXT = {"text_de": "Am Montag ist Wartung.", "text_en": "Maintenance on Monday."}
EVERYBODY = {"land": "alle", "stage": "alle"}
START = "/verwaltung/"


def _write(browser: Client, **more: str) -> None:
    answer = browser.post("/mitteilungen/", {**DAYS, **TEXT, **EVERYBODY, **more})
    assert answer.status_code == 302, words(answer)


def test_each_person_puts_it_away_for_themselves(
    cities: Any, official: Any, signed_in: Callable[..., Client], clock: Any
) -> None:
    offenbach, wiesbaden = cities
    _write(signed_in())
    mika, eda, wanda = official(offenbach), official(offenbach, "editor", "eda"), official(wiesbaden)
    assert "Am Montag ist Wartung." in mika.text(START)
    mika.browser.cookies["sprache"] = "en"
    assert "Maintenance on Monday." in mika.text(START)
    mika.browser.cookies["sprache"] = "de"
    [action] = [form.action for form in _forms(mika.get(START)) if "/hinweis/" in (form.action or "")]
    assert mika.send(START, action).status_code == 302
    assert "Wartung" not in mika.text(START)
    assert "Wartung" in eda.text(START)
    assert "Wartung" in wanda.text(START)
    clock.shift(timedelta(days=2))
    assert "Wartung" not in official(wiesbaden, "owner", "wim").text(START)


def _forms(answer: Any) -> Any:
    return document_of(answer).forms


@pytest.mark.parametrize(
    ("only", "seen"),
    [({"land": "BY"}, False), ({"land": "HE"}, True), ({"stage": "live"}, False), ({"stage": "pilot"}, True)],
)
def test_it_is_for_a_land_or_a_stage(
    offenbach: Any, official: Any, signed_in: Callable[..., Client], only: dict[str, str], seen: bool
) -> None:
    put(offenbach, "pilot")
    _write(signed_in(), **only)
    assert ("Wartung" in official(offenbach).text(START)) is seen


def test_it_is_taken_back_and_days_must_fit(
    offenbach: Any, official: Any, signed_in: Callable[..., Client], at: datetime
) -> None:
    browser = signed_in()
    wrong = browser.post("/mitteilungen/", {**DAYS, **TEXT, **EVERYBODY, "until_0": "21"})
    assert "Dieser Tag liegt vor dem ersten." in words(wrong)
    _write(browser)
    [action] = [form.action for form in _forms(browser.get("/mitteilungen/")) if "zurueck" in (form.action or "")]
    assert browser.post(action).status_code == 302
    assert "Wartung" not in official(offenbach).text(START)
    assert signed_in("support").get("/mitteilungen/").status_code == 403


def test_it_stands_on_the_desks_first_page_too_and_is_put_away_once_for_both(
    offenbach: Any, wiesbaden: Any, official: Any, signed_in: Callable[..., Client]
) -> None:
    """Clerks do not come to the settings. Who has read it there has read it here."""
    _write(signed_in())
    kim, toni, wanda = (
        official(offenbach, "clerk", "kim"),
        official(offenbach, "owner", "toni"),
        official(wiesbaden, "clerk"),
    )
    assert "Am Montag ist Wartung." in kim.text("/amt/")
    kim.browser.cookies["sprache"] = "en"
    assert "Maintenance on Monday." in kim.text("/amt/")
    kim.browser.cookies["sprache"] = "de"
    [action] = [form.action for form in _forms(kim.get("/amt/")) if "/mitteilung/" in (form.action or "")]
    answer = kim.send("/amt/", action)
    assert (answer.status_code, answer["Location"]) == (302, "/amt/")
    assert "Wartung" not in kim.text("/amt/")
    assert "Wartung" in wanda.text("/amt/")
    assert toni.send("/amt/", action).status_code == 302
    assert "Wartung" not in toni.text(START)
    assert official(offenbach, "auditor", "ada").browser.post(action).status_code == 403
