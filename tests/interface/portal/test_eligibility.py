"""Five questions that stop hopeless cases kindly, before anything is kept."""

from __future__ import annotations

from typing import Any

import pytest

from declarations.models import Declaration
from tenants.binding import bind
from tests.interface.portal.walking import Sponsor, text_of

HOPELESS = [
    ({"adult": "nein"}, "mindestens 18 Jahre"),
    ({"secured_residence": "nein"}, "Ohne gesicherten Aufenthalt"),
    ({"receives_benefits": "ja"}, "Vielleicht kann jemand anderes einladen"),
    ({"guest_needs_visa": "nein"}, "Sie sparen sich Mühe und Gebühr"),
    ({"postal_code": "10115"}, "andere Behörde zuständig"),
]


@pytest.fixture
def sponsor(offenbach: Any, someone: Any) -> Sponsor:
    return someone(offenbach)  # type: ignore[no-any-return]  # the fixture's word is not typed


def drafts(city: Any) -> int:
    with bind(city):
        return Declaration.objects.count()


@pytest.mark.parametrize(("answers", "words"), HOPELESS)
def test_a_hopeless_case_is_told_what_to_do_instead_and_nothing_is_kept(
    answers: dict[str, str], words: str, sponsor: Sponsor
) -> None:
    page = sponsor.fill("/antrag/pruefen/", sponsor.case["eligibility"], **answers)
    assert page.status_code == 200
    assert "Hier kommen Sie leider nicht weiter" in text_of(page)
    assert words in text_of(page)
    assert drafts(sponsor.city) == 0
    assert "antrag" not in sponsor.browser.cookies


def test_answers_can_be_changed_from_there_without_typing_them_again(sponsor: Sponsor) -> None:
    page = sponsor.fill("/antrag/pruefen/", sponsor.case["eligibility"], adult="nein")
    typed = dict(page.context["typed"])
    page = sponsor.browser.post("/antrag/pruefen/", {**typed, "aendern": "1"})
    assert 'value="63065"' in text_of(page)


def test_good_answers_begin_a_draft_of_this_browser(sponsor: Sponsor) -> None:
    assert sponsor.fill("/antrag/pruefen/", sponsor.case["eligibility"])["Location"] == "/antrag/weg/"
    assert drafts(sponsor.city) == 1
    assert "Weitermachen" in text_of(sponsor.browser.get("/"))


def test_sending_them_twice_makes_one_draft(sponsor: Sponsor) -> None:
    for _click in range(2):
        sponsor.fill("/antrag/pruefen/", sponsor.case["eligibility"])
    assert drafts(sponsor.city) == 1


def test_beginning_anew_is_possible_and_leaves_the_other_draft_alone(sponsor: Sponsor) -> None:
    sponsor.begin()
    page = sponsor.browser.get("/antrag/pruefen/?neu=1")
    assert 'value="63065"' not in text_of(page)
    sponsor.fill("/antrag/pruefen/?neu=1", sponsor.case["eligibility"], neu="1")
    assert drafts(sponsor.city) == 2
    assert sponsor.waiting()[0] == "way"


def test_the_binding_way_begins_with_the_card(offenbach: Any, someone: Any) -> None:
    sponsor = someone(offenbach, "online_binding")
    sponsor.fill("/antrag/pruefen/", sponsor.case["eligibility"])
    assert sponsor.fill("/antrag/weg/", sponsor.case["way"])["Location"] == "/antrag/ausweis/"
