"""The same page open twice, the back button, a second click."""

from __future__ import annotations

from typing import Any

import pytest

from declarations.models import Declaration
from declarations.operations import answers_of
from tenants.binding import bind
from tests.interface.portal.walking import ADDRESSES, Sponsor, posted, text_of

NAME = ADDRESSES["guest.name"]
AYSE = {"family_name": "Şahin", "given_names": "Ayşe", "gender": "w"}


@pytest.fixture
def sponsor(offenbach: Any, someone: Any) -> Sponsor:
    found: Sponsor = someone(offenbach)
    found.begin()
    return found


def guest(sponsor: Sponsor) -> Any:
    with bind(sponsor.city):
        return answers_of(Declaration.objects.get()).get("guest", {}).get("name")


def window(sponsor: Sponsor, values: dict[str, Any]) -> dict[str, Any]:
    """What a window that is open now would send with these answers."""
    page = sponsor.browser.get(NAME)
    return posted(page.context["form"], values) | {"fassung": page.context["shown"]}


def test_a_window_that_is_older_asks_before_it_replaces_what_the_other_saved(sponsor: Sponsor) -> None:
    old, newer = window(sponsor, AYSE | {"given_names": "Aysel"}), window(sponsor, AYSE)
    assert sponsor.browser.post(NAME, newer).status_code == 302
    page = sponsor.browser.post(NAME, old)
    assert page.status_code == 200
    body = text_of(page)
    assert "inzwischen schon etwas gespeichert" in body
    assert "Vorname oder Vornamen: Ayşe" in body
    assert 'value="Aysel"' in body
    assert guest(sponsor) == AYSE
    again = old | {"fassung": page.context["shown"]}
    assert sponsor.browser.post(NAME, again).status_code == 302
    assert guest(sponsor)["given_names"] == "Aysel"


def test_the_same_answers_twice_are_no_question(sponsor: Sponsor) -> None:
    first, second = window(sponsor, AYSE), window(sponsor, AYSE)
    for data in (first, second, first):
        assert sponsor.browser.post(NAME, data).status_code == 302


def test_a_second_click_is_no_question_where_the_answer_is_stored_in_another_form(sponsor: Sponsor) -> None:
    address = ADDRESSES["sponsor.contact"]
    shown = sponsor.browser.get(address).context["shown"]
    data = {"email": "erika.mustermann@example.org", "phone": "069 / 123 45 67", "fassung": shown}
    for _click in range(2):
        assert sponsor.browser.post(address, data).status_code == 302


def test_two_windows_on_two_pages_do_not_touch_each_other(sponsor: Sponsor) -> None:
    data = window(sponsor, AYSE)
    assert sponsor.answer("guest.address").status_code == 302
    assert sponsor.browser.post(NAME, data).status_code == 302
    with bind(sponsor.city):
        saved = answers_of(Declaration.objects.get())["guest"]
    assert saved == {"name": AYSE, "address": sponsor.case["guest"]["address"]}


def test_an_error_keeps_the_stand_of_the_page_so_that_the_question_still_comes(sponsor: Sponsor) -> None:
    old = window(sponsor, AYSE | {"family_name": ""})
    sponsor.browser.post(NAME, window(sponsor, AYSE))
    page = sponsor.browser.post(NAME, old)
    assert page.context["shown"] == old["fassung"]
    mended = old | {"family_name": "Yılmaz", "fassung": page.context["shown"]}
    assert "inzwischen schon etwas gespeichert" in text_of(sponsor.browser.post(NAME, mended))


def test_a_draft_that_was_handed_in_meanwhile_cannot_be_changed_by_an_old_window(offenbach: Any, someone: Any) -> None:
    sponsor = someone(offenbach)
    sponsor.up_to_the_last_click()
    data = window(sponsor, AYSE | {"given_names": "Aysel"})
    sponsor.hand_in()
    assert sponsor.browser.post(NAME, data)["Location"] == "/antrag/zahlung/"
    assert guest(sponsor) == AYSE
