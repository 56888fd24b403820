"""The online ID from the pages: away by a visible button, back once, calm when cancelled; what it proves is not asked."""

from __future__ import annotations

from typing import Any

import pytest

from infra.standins.eid.scene import StandIn
from tests.interface.identity.conftest import deliver
from tests.interface.portal.walking import ADDRESSES, Sponsor, text_of


def leave(sponsor: Sponsor, stand_in: StandIn, address: str = "/antrag/ausweis/", **data: str) -> Any:
    page = sponsor.browser.post(address, data)
    assert page.status_code == 200, page
    fields = dict(page.context["fields"])
    assert "Weiter zur BundID" in text_of(page)
    return stand_in.question(fields["SAMLRequest"])


def come_back(sponsor: Sponsor, stand_in: StandIn, question: Any, outcome: str = "hoch", person: str = "erika") -> Any:
    door = deliver(stand_in.answer(question, outcome=outcome, person=person))
    address = door.headers["Location"].split("localhost:8000", 1)[-1]
    return sponsor.browser.get(address)


@pytest.fixture
def sponsor(offenbach: Any, someone: Any) -> Sponsor:
    found: Sponsor = someone(offenbach, "online_binding")
    found.begin()
    return found


def test_what_the_card_says_is_shown_with_its_source_and_not_asked(sponsor: Sponsor, stand_in: StandIn) -> None:
    answer = come_back(sponsor, stand_in, leave(sponsor, stand_in))
    assert answer["Location"] == "/antrag/ausweis/"
    assert "Sie sind angemeldet" in text_of(sponsor.browser.get("/antrag/ausweis/"))
    page = sponsor.browser.get(ADDRESSES["sponsor.name"])
    assert "Aus Ihrem Online-Ausweis" in text_of(page)
    assert "Mustermann" in text_of(page)
    assert "family_name" not in page.context["form"].fields
    assert list(page.context["form"].fields) == ["gender"]


def test_an_answer_that_is_proven_cannot_be_replaced_by_posting_it(sponsor: Sponsor, stand_in: StandIn) -> None:
    come_back(sponsor, stand_in, leave(sponsor, stand_in))
    sponsor.browser.post(ADDRESSES["sponsor.name"], {"family_name": "Schmidt", "gender": "w"})
    page = text_of(sponsor.browser.get(ADDRESSES["sponsor.name"]))
    assert "Mustermann" in page
    assert "Schmidt" not in page


def test_the_page_of_the_return_can_be_loaded_again(sponsor: Sponsor, stand_in: StandIn) -> None:
    door = deliver(stand_in.answer(leave(sponsor, stand_in), outcome="hoch", person="erika"))
    address = door.headers["Location"].split("localhost:8000", 1)[-1]
    for _load in range(2):
        assert sponsor.browser.get(address)["Location"] == "/antrag/ausweis/"


def test_cancelling_is_calm_and_can_be_tried_again(sponsor: Sponsor, stand_in: StandIn) -> None:
    answer = come_back(sponsor, stand_in, leave(sponsor, stand_in), outcome="cancel")
    assert answer["Location"] == "/antrag/ausweis/"
    page = text_of(sponsor.browser.get("/antrag/ausweis/"))
    assert "Abgebrochen" in page
    assert "Nichts ist verloren" in page
    assert "Fehler" not in page
    leave(sponsor, stand_in)


def test_another_browser_cannot_use_the_return(
    sponsor: Sponsor, stand_in: StandIn, browse: Any, offenbach: Any
) -> None:
    door = deliver(stand_in.answer(leave(sponsor, stand_in), outcome="hoch", person="erika"))
    address = door.headers["Location"].split("localhost:8000", 1)[-1]
    stranger = browse(offenbach)
    assert stranger.get(address).status_code == 404
    assert sponsor.browser.get(address)["Location"] == "/antrag/ausweis/"


def test_a_card_of_another_district_leaves_the_address_to_be_mended(sponsor: Sponsor, stand_in: StandIn) -> None:
    come_back(sponsor, stand_in, leave(sponsor, stand_in), person="johanna")
    page = sponsor.browser.get(ADDRESSES["sponsor.address"])
    assert "postal_code" in page.context["form"].fields
    assert "street" not in page.context["form"].fields


def test_who_prepares_can_go_on_without(offenbach: Any, someone: Any) -> None:
    sponsor = someone(offenbach)
    sponsor.begin()
    assert "Ohne Online-Ausweis weiter" in text_of(sponsor.browser.get("/antrag/ausweis/"))
