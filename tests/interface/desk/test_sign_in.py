"""Signing in at a city's desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from accounts.staff.models import FailedSignIn, Staff, StaffSession
from tenants.binding import bind
from tests.interface.desk.clerks import words

SIGN_IN = "/amt/anmelden/"
EMAIL, PASSWORD = "anmeldung@stadt.example", "ein-langes-Passwort-7"


@pytest.fixture(autouse=True)
def person(offenbach: Any) -> Iterator[None]:
    with bind(offenbach):
        staff = Staff(email=EMAIL, name="Kim Beispiel", roles=["clerk"])
        staff.set_password(PASSWORD)
        staff.save()
    yield
    with bind(offenbach):
        StaffSession.objects.all().delete()
        Staff.objects.filter(email=EMAIL).delete()


def _typed(**changes: str) -> dict[str, str]:
    return {"email": EMAIL, "password": PASSWORD, **changes}


def test_who_signs_in_comes_to_the_queue_or_back_to_where_they_wanted(offenbach: Any, browse: Any) -> None:
    browser = browse(offenbach)
    asked = browser.get("/amt/zustellungen/")
    assert asked.headers["Location"] == "/amt/anmelden/?weiter=%2Famt%2Fzustellungen%2F"
    page = browser.get(asked.headers["Location"])
    assert b"/amt/zustellungen/" in page.content
    answer = browser.post(SIGN_IN, _typed(next="/amt/zustellungen/"))
    assert answer.headers["Location"] == "/amt/zustellungen/"
    assert browser.get("/amt/").status_code == 200
    assert browser.get(SIGN_IN).headers["Location"] == "/amt/"


@pytest.mark.parametrize("elsewhere", ["https://boese.example/amt/", "//boese.example", "/antrag/", "/amt/../", "javascript:1"])  # fmt: skip
def test_the_way_back_leads_nowhere_else(offenbach: Any, browse: Any, elsewhere: str) -> None:
    answer = browse(offenbach).post(SIGN_IN, _typed(next=elsewhere))
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/amt/")


def test_the_cookie_serves_desk_and_console_and_nobody_elses_script(offenbach: Any, browse: Any) -> None:
    browser = browse(offenbach)
    browser.post(SIGN_IN, _typed())
    cookie = browser.cookies["amt"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (True, "Strict", "/", "")


def test_the_way_back_leads_to_the_console_too(offenbach: Any, browse: Any) -> None:
    answer = browse(offenbach).post(SIGN_IN, _typed(next="/verwaltung/verlauf/"))
    assert answer.headers["Location"] == "/verwaltung/verlauf/"


def test_behind_https_the_cookie_is_sent_over_https_only(offenbach: Any, browse: Any, settings: Any) -> None:
    settings.SECURE = True
    browser = browse(offenbach)
    browser.post(SIGN_IN, _typed())
    assert browser.cookies["amt"]["secure"] is True


def test_an_unknown_address_and_a_wrong_password_are_answered_alike(offenbach: Any, browse: Any) -> None:
    unknown = browse(offenbach).post(SIGN_IN, _typed(email="niemand@stadt.example"))
    wrong = browse(offenbach).post(SIGN_IN, _typed(password="falsch"))
    told = [words(answer).replace("niemand@stadt.example", EMAIL) for answer in (unknown, wrong)]
    assert told[0] == told[1]
    assert "passen nicht zusammen" in told[0]
    assert "amt" not in unknown.cookies


def test_a_refused_attempt_stays_counted_and_many_of_them_have_to_wait(offenbach: Any, browse: Any, clock: Any) -> None:
    browser = browse(offenbach)
    for _attempt in range(10):
        browser.post(SIGN_IN, _typed(password="falsch"))
    with bind(offenbach):
        assert FailedSignIn.objects.count() == 20
    assert "zu viele Versuche" in words(browser.post(SIGN_IN, _typed()))
    clock.shift(timedelta(minutes=16))
    assert browser.post(SIGN_IN, _typed()).status_code == 302


def test_signing_out_ends_it_on_the_server_too(offenbach: Any, browse: Any) -> None:
    browser = browse(offenbach)
    browser.post(SIGN_IN, _typed())
    secret = browser.cookies["amt"].value
    assert "abgemeldet" in words(browser.post("/amt/abmelden/", follow=True))
    browser.cookies["amt"] = secret
    assert browser.get("/amt/").status_code == 302


@pytest.mark.parametrize("pause", [timedelta(minutes=61), timedelta(hours=11)])
def test_an_idle_or_old_sign_in_ends(offenbach: Any, browse: Any, clock: Any, pause: timedelta) -> None:
    browser = browse(offenbach)
    browser.post(SIGN_IN, _typed())
    clock.shift(pause)
    assert browser.get("/amt/").status_code == 302


def test_who_left_the_authority_is_signed_out_at_once(offenbach: Any, browse: Any) -> None:
    browser = browse(offenbach)
    browser.post(SIGN_IN, _typed())
    with bind(offenbach):
        Staff.objects.filter(email=EMAIL).update(is_active=False)
    assert browser.get("/amt/").status_code == 302
    assert "passen nicht zusammen" in words(browser.post(SIGN_IN, _typed()))


def test_a_cookie_of_another_city_belongs_to_nobody(offenbach: Any, wiesbaden: Any, browse: Any) -> None:
    at_home, elsewhere = browse(offenbach), browse(wiesbaden)
    at_home.post(SIGN_IN, _typed())
    elsewhere.cookies["amt"] = at_home.cookies["amt"].value
    assert elsewhere.get("/amt/").headers["Location"].startswith(SIGN_IN)
    assert "passen nicht zusammen" in words(elsewhere.post(SIGN_IN, _typed()))


def test_what_was_typed_survives_the_end_of_the_session(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim, received = clerk(offenbach), case(offenbach)
    path, data = kim.filled(f"{received.path}notiz/", text="Telefonat mit Frau Mustermann, ruft wieder an.")
    with bind(offenbach):
        StaffSession.objects.all().delete()
    asked = kim.post(path, data)
    assert asked.status_code == 403
    assert "noch da" in words(asked)
    from tests.interface.desk.clerks import fill

    back = kim.browser.post(*fill(asked, SIGN_IN, email=EMAIL, password=PASSWORD))
    assert "ruft wieder an" in words(back)
    sent = kim.browser.post(*fill(back, path))
    assert sent.headers["Location"].startswith(received.path)
    assert "ruft wieder an" in kim.text(received.path)
