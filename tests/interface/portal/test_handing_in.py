"""From the review to the last click: everything is shown, nothing is pre-ticked, one click or two make one case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from declarations.models import Declaration
from declarations.queries import case_file
from declarations.states import State
from infra.standins.eid.scene import StandIn
from tenants.binding import bind
from tests.interface.portal.test_identify import come_back, leave
from tests.interface.portal.walking import ADDRESSES, Sponsor, text_of

REVIEW, TEXTS, LAST = "/antrag/pruefen-und-abgeben/", "/antrag/belehrung/", "/antrag/abgeben/"


@pytest.fixture
def sponsor(offenbach: Any, someone: Any) -> Sponsor:
    found: Sponsor = someone(offenbach)
    found.begin()
    found.answer_all()
    found.upload_all()
    return found


def cases(sponsor: Sponsor) -> list[Declaration]:
    with bind(sponsor.city):
        return list(Declaration.objects.all())


def test_the_review_shows_every_answer_with_a_way_to_change_it(sponsor: Sponsor) -> None:
    page = sponsor.browser.get(REVIEW)
    body = text_of(page)
    for text in ("Mustermann", "12 a", "3.100,00", "Şahin", "Mai 1961", "Türkei", "Max", "1. Februar 2027"):
        assert text in body, text
    for key in ("sponsor.name", "guest.birth", "stay"):
        assert f"{ADDRESSES[key]}?von=pruefen" in body
    assert "/antrag/angaben/haushalt/1/?von=pruefen" in body
    assert page.context["missing"] == []


def test_changing_the_five_questions_leads_back_to_the_review(sponsor: Sponsor) -> None:
    address = f"{ADDRESSES['eligibility']}?von=pruefen"
    assert address in text_of(sponsor.browser.get(REVIEW))
    assert sponsor.fill(address, sponsor.case["eligibility"])["Location"] == REVIEW


def test_what_is_missing_is_named_with_the_page_that_mends_it(offenbach: Any, someone: Any) -> None:
    sponsor = someone(offenbach)
    sponsor.begin()
    sponsor.answer("guest.name")
    page = sponsor.browser.get(REVIEW)
    body = text_of(page)
    assert "Das fehlt noch" in body
    assert f"{ADDRESSES['guest.birth']}?von=pruefen" in body
    assert "Alles stimmt, weiter" not in body
    answer = sponsor.browser.post(REVIEW, {"stand": page.context["stand"]})
    assert answer.status_code == 200


def test_answers_of_branches_that_are_no_longer_reached_are_not_shown(sponsor: Sponsor) -> None:
    sponsor.fill(ADDRESSES["income.sources"], sponsor.case["income"]["sources"] | {"kinds": ["pension"]})
    body = text_of(sponsor.browser.get(REVIEW))
    assert "Beispiel GmbH" not in body
    assert "3.100,00" not in body


def test_the_texts_come_only_after_the_review(sponsor: Sponsor) -> None:
    assert sponsor.browser.get(TEXTS)["Location"] == REVIEW
    assert sponsor.browser.get(LAST)["Location"] == REVIEW


def test_no_box_is_ticked_beforehand_and_each_missing_one_is_named(sponsor: Sponsor) -> None:
    sponsor.review()
    page = sponsor.browser.get(TEXTS)
    body = text_of(page)
    assert "Muster" in body
    assert body.count('type="checkbox"') == len(page.context["form"].fields) > 10
    assert "checked" not in body
    boxes = dict.fromkeys(page.context["form"].fields, "on")
    boxes.pop("liability_duration")
    page = sponsor.browser.post(TEXTS, {**boxes, "texte": page.context["texts_hash"]})
    assert list(page.context["form"].errors) == ["liability_duration"]
    assert text_of(page).count("checked") == len(boxes)


def test_texts_that_changed_since_they_were_shown_are_shown_again(sponsor: Sponsor) -> None:
    sponsor.review()
    page = sponsor.browser.get(TEXTS)
    boxes = dict.fromkeys(page.context["form"].fields, "on")
    page = sponsor.browser.post(TEXTS, {**boxes, "texte": "0" * 64})
    assert "Die Texte haben sich geändert" in text_of(page)
    assert "checked" not in text_of(page)


def test_a_change_after_the_review_leads_back_to_it(sponsor: Sponsor) -> None:
    sponsor.review()
    sponsor.accept()
    sponsor.fill(ADDRESSES["guest.name"], sponsor.case["guest"]["name"] | {"given_names": "Aysel"})
    assert sponsor.hand_in()["Location"] == REVIEW
    assert [case.state for case in cases(sponsor)] == [State.DRAFT]


def test_a_stand_that_was_not_reviewed_is_not_taken(sponsor: Sponsor) -> None:
    page = sponsor.browser.post(REVIEW, {"stand": "1"})
    assert "Inzwischen hat sich etwas geändert" in text_of(page)


def test_a_second_click_makes_no_second_case(sponsor: Sponsor) -> None:
    sponsor.review()
    sponsor.accept()
    answers = [sponsor.hand_in()["Location"] for _click in range(3)]
    assert set(answers) == {"/antrag/zahlung/"}
    found = cases(sponsor)
    assert [case.state for case in found] == [State.SEALED]


def test_what_was_typed_and_never_saved_goes_with_the_filing(sponsor: Sponsor) -> None:
    sponsor.browser.post(ADDRESSES["guest.name"], {"family_name": ""})
    assert cases(sponsor)[0].sealed_typed
    sponsor.review()
    sponsor.accept()
    sponsor.hand_in()
    [case] = cases(sponsor)
    assert (case.state, case.sealed_typed) == (State.SEALED, None)


def test_the_last_page_says_that_nothing_binds_yet(sponsor: Sponsor) -> None:
    sponsor.review()
    sponsor.accept()
    body = text_of(sponsor.browser.get(LAST))
    assert "Damit binden Sie sich noch nicht" in body
    assert "29,00" in body
    assert "Zur Prüfung einreichen" in body
    assert "Verbindlich erklären" not in body


def test_the_texts_follow_the_language_of_the_page(sponsor: Sponsor) -> None:
    sponsor.review()
    sponsor.browser.get(f"/sprache/en/?next={TEXTS}")
    page = text_of(sponsor.browser.get(TEXTS))
    assert "I am liable for five years." in page
    assert "Ich hafte fünf Jahre lang." in page, "the German text is the binding one and stands beside"
    assert sponsor.accept()["Location"] == LAST
    sponsor.hand_in()
    assert cases(sponsor)[0].language == "en"


def test_declaring_bindingly_needs_the_card_again_in_this_sitting(
    offenbach: Any, someone: Any, stand_in: StandIn, that_day: Any, at: Any
) -> None:
    sponsor = someone(offenbach, "online_binding", sponsor__birth={"birth_date": "1964-08-12"})
    sponsor.up_to_the_last_click()
    page = text_of(sponsor.browser.get(LAST))
    assert "Halten Sie kurz inne" in page
    assert "Verbindlich erklären</span>" not in page
    assert sponsor.hand_in().status_code == 200
    assert [case.state for case in cases(sponsor)] == [State.DRAFT]

    come_back(sponsor, stand_in, leave(sponsor, stand_in, LAST, ausweis="1"))
    assert "Verbindlich erklären</span>" in text_of(sponsor.browser.get(LAST))

    that_day.move_to(at + timedelta(minutes=45))
    assert "Verbindlich erklären</span>" not in text_of(sponsor.browser.get(LAST))
    come_back(sponsor, stand_in, leave(sponsor, stand_in, LAST, ausweis="1"))
    assert sponsor.hand_in()["Location"] == "/antrag/zahlung/"
    with bind(offenbach):
        case = Declaration.objects.get()
        found = case_file(case)
    assert found.identification is not None
    assert found.identification.level == "hoch"
    assert found.filing is not None
    assert found.filing.binding


def test_cancelling_at_the_end_is_calm_and_comes_back_to_the_last_page(
    offenbach: Any, someone: Any, stand_in: StandIn
) -> None:
    sponsor = someone(offenbach, "online_binding")
    sponsor.up_to_the_last_click()
    question = leave(sponsor, stand_in, LAST, ausweis="1")
    assert come_back(sponsor, stand_in, question, outcome="cancel")["Location"] == LAST
    assert "Nichts ist verloren" in text_of(sponsor.browser.get(LAST))
    assert sponsor.browser.get("/antrag/ausweis/zurueck/?nachweis=alt")["Location"] == LAST


def test_a_card_of_somebody_else_cannot_declare(offenbach: Any, someone: Any, stand_in: StandIn) -> None:
    sponsor = someone(offenbach, "online_binding")
    sponsor.up_to_the_last_click()
    come_back(sponsor, stand_in, leave(sponsor, stand_in, LAST, ausweis="1"), person="johanna")
    page = text_of(sponsor.browser.get(LAST))
    assert "passen nicht zusammen" in page
    assert sponsor.hand_in().status_code == 200
    assert [case.state for case in cases(sponsor)] == [State.DRAFT]
