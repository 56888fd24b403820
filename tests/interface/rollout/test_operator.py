"""The operator's page: counts of the cities, on its own host, for operators only."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.operators.models import Operator
from accounts.staff.models import Staff
from config.reports import report_city
from tenants.binding import bind, bind_public
from tests.support import cases

PASSWORD = "Probe-2026-Zusage"


@pytest.fixture
def operator(cities: Any) -> Any:
    with bind_public():
        person = Operator(email="betrieb@zusage.example", name="Robin Betrieb", roles=["ops"])
        person.set_password(PASSWORD)
        person.save()
        yield person
        person.delete()


def _browser() -> Client:
    return Client(SERVER_NAME="betrieb.localhost")


def _sign_in(browser: Client, password: str = PASSWORD) -> Any:
    return browser.post("/anmelden/", {"email": "betrieb@zusage.example", "password": password})


def test_without_a_sign_in_the_operator_sees_nothing(cities: Any) -> None:
    assert _browser().get("/").status_code == 302


def test_the_operator_sees_counts_and_no_person(operator: Any, offenbach: Any, at: Any) -> None:
    cases.file(offenbach, at=at)
    report_city(offenbach, at=at)
    browser = _browser()
    assert _sign_in(browser).status_code == 302
    page = browser.get("/").content.decode()
    assert "Offenbach am Main" in page
    assert "Wiesbaden" in page
    assert "Mustermann" not in page


def test_a_wrong_password_is_refused_without_telling_which_part_is_wrong(operator: Any) -> None:
    wrong = _sign_in(_browser(), "falsch")
    unknown = _browser().post("/anmelden/", {"email": "niemand@zusage.example", "password": "falsch"})
    for answer in (wrong, unknown):
        assert answer.status_code == 200
        assert "stimmen nicht" in answer.content.decode()


def test_staff_of_a_city_do_not_exist_for_the_operator(operator: Any, offenbach: Any) -> None:
    with bind(offenbach):
        staff = Staff(email="leitung@offenbach.example", name="Toni Muster", roles=["supervisor"])
        staff.set_password(PASSWORD)
        staff.save()
    answer = _browser().post("/anmelden/", {"email": "leitung@offenbach.example", "password": PASSWORD})
    assert answer.status_code == 200
    with bind(offenbach):
        Staff.objects.filter(email="leitung@offenbach.example").delete()


def test_guessing_is_slowed_down(operator: Any) -> None:
    browser = _browser()
    for _attempt in range(10):
        _sign_in(browser, "falsch")
    assert "Zu viele Versuche" in _sign_in(browser).content.decode()
