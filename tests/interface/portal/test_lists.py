"""Persons and declarations in lists: added, changed, removed; two windows and second clicks lose and double nothing."""

from __future__ import annotations

from typing import Any

import pytest

from declarations.models import Declaration
from declarations.operations import answers_of
from tenants.binding import bind
from tests.interface.portal.walking import Sponsor, posted, text_of

MAX = {
    "family_name": "Mustermann", "given_names": "Max", "birth_date": "2015-04-02", "relation": "child",
    "lives_in_household": True, "maintained": True, "own_net_income": "0.00",
}  # fmt: skip
MIA = MAX | {"given_names": "Mia", "birth_date": "2018-09-30"}
HOUSEHOLD = "/antrag/angaben/haushalt/"


@pytest.fixture
def sponsor(offenbach: Any, someone: Any) -> Sponsor:
    found: Sponsor = someone(offenbach)
    found.begin()
    return found


def members(sponsor: Sponsor) -> list[dict[str, Any]]:
    with bind(sponsor.city):
        return list(answers_of(Declaration.objects.get()).get("household", {}).get("members", []))


def names(sponsor: Sponsor) -> list[str]:
    return [member["given_names"] for member in members(sponsor)]


def test_saying_yes_leads_to_the_first_person(sponsor: Sponsor) -> None:
    assert sponsor.fill(HOUSEHOLD, {"has_members": True})["Location"] == f"{HOUSEHOLD}neu/"
    assert sponsor.fill(f"{HOUSEHOLD}neu/", MAX)["Location"] == HOUSEHOLD
    page = text_of(sponsor.browser.get(HOUSEHOLD))
    assert "Max Mustermann" in page
    assert "Kind" in page
    assert members(sponsor) == [MAX]


def test_a_person_that_is_incomplete_is_not_added(sponsor: Sponsor) -> None:
    page = sponsor.fill(f"{HOUSEHOLD}neu/", MAX | {"own_net_income": None})
    assert list(page.context["form"].errors) == ["own_net_income"]
    assert 'value="Max"' in text_of(page)
    assert members(sponsor) == []


def test_a_person_that_is_incomplete_can_wait_for_later(sponsor: Sponsor) -> None:
    answer = sponsor.fill(f"{HOUSEHOLD}neu/", {"given_names": "Max"}, later="1")
    assert answer["Location"] == "/antrag/pause/"
    assert names(sponsor) == ["Max"]
    assert "household" in sponsor.waiting()
    sponsor.browser.post(f"{HOUSEHOLD}neu/", {"later": "1"})
    assert names(sponsor) == ["Max"], "nothing typed, nobody added"


def test_a_person_can_be_changed_and_removed(sponsor: Sponsor) -> None:
    for person in (MAX, MIA):
        sponsor.add("household", person)
    sponsor.fill(f"{HOUSEHOLD}1/", MAX | {"given_names": "Maximilian"})
    assert names(sponsor) == ["Maximilian", "Mia"]
    page = sponsor.browser.get(f"{HOUSEHOLD}1/entfernen/")
    assert "Maximilian Mustermann" in text_of(page)
    sponsor.browser.post(f"{HOUSEHOLD}1/entfernen/", {"fassung": page.context["shown"]})
    assert names(sponsor) == ["Mia"]


def test_removing_the_last_person_asks_the_question_again(sponsor: Sponsor) -> None:
    sponsor.add("household", MAX)
    page = sponsor.browser.get(f"{HOUSEHOLD}1/entfernen/")
    sponsor.browser.post(f"{HOUSEHOLD}1/entfernen/", {"fassung": page.context["shown"]})
    assert "household" in sponsor.waiting()


def test_a_second_click_adds_nobody_twice(sponsor: Sponsor) -> None:
    page = sponsor.browser.get(f"{HOUSEHOLD}neu/")
    data = posted(page.context["form"], MAX) | {"fassung": page.context["shown"]}
    for _click in range(2):
        assert sponsor.browser.post(f"{HOUSEHOLD}neu/", data).status_code == 302
    assert names(sponsor) == ["Max"]


def test_two_windows_add_both_persons(sponsor: Sponsor) -> None:
    first, second = (sponsor.browser.get(f"{HOUSEHOLD}neu/") for _window in range(2))
    for page, person in ((first, MAX), (second, MIA)):
        data = posted(page.context["form"], person) | {"fassung": page.context["shown"]}
        sponsor.browser.post(f"{HOUSEHOLD}neu/", data)
    assert names(sponsor) == ["Max", "Mia"]


def test_a_second_click_on_remove_takes_only_the_person_that_was_shown(sponsor: Sponsor) -> None:
    for person in (MAX, MIA):
        sponsor.add("household", person)
    shown = sponsor.browser.get(f"{HOUSEHOLD}1/entfernen/").context["shown"]
    for _click in range(2):
        sponsor.browser.post(f"{HOUSEHOLD}1/entfernen/", {"fassung": shown})
    assert names(sponsor) == ["Mia"]


def test_twins_with_the_same_answers_can_both_be_added(sponsor: Sponsor) -> None:
    sponsor.add("household", MAX)
    sponsor.add("household", MAX)
    assert names(sponsor) == ["Max", "Max"]


def test_what_does_not_fit_the_list_is_said_before_it_is_added(sponsor: Sponsor) -> None:
    spouse = {"kind": "spouse", "family_name": "Şahin", "given_names": "Ali", "birth_date": "1960", "gender": "m"}
    assert sponsor.add("companions", spouse).status_code == 302
    page = sponsor.add("companions", spouse | {"given_names": "Can"})
    assert "nur ein Ehe- oder Lebenspartner" in text_of(page)


def test_an_entry_that_is_not_there_leads_back_to_the_list(sponsor: Sponsor) -> None:
    assert sponsor.browser.get(f"{HOUSEHOLD}7/")["Location"] == HOUSEHOLD
    assert sponsor.browser.get(f"{HOUSEHOLD}7/entfernen/")["Location"] == HOUSEHOLD
    assert sponsor.browser.get("/antrag/angaben/ihr-name/neu/").status_code == 404
