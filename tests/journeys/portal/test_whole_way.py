"""The whole way through the pages, in both cities, without JavaScript: from the start page to the state by link."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from billing.payments.models import Payment
from declarations.models import Declaration
from declarations.queries import case_file
from declarations.states import State
from infra.standins.eid.scene import StandIn as CardReader
from infra.standins.stripe import payer
from infra.standins.stripe.server import StandIn as PaymentService
from kernel.clock import now
from tenants.binding import bind
from tests.interface.portal.test_identify import come_back, leave
from tests.interface.portal.walking import Sponsor, text_of
from tests.support.cases import work

CARDS = {"offenbach": "erika", "wiesbaden": "johanna"}


@pytest.fixture(params=["offenbach", "wiesbaden"])
def city(request: pytest.FixtureRequest, cities: Any) -> Any:
    return next(city for city in cities if city.slug == request.param)


def pay(sponsor: Sponsor, service: PaymentService) -> None:
    assert sponsor.browser.post("/antrag/zahlung/")["Location"].startswith(service.url)
    with bind(sponsor.city):
        session = str(Payment.objects.get().provider_ref)
    payer.pay(service.world, f"acct_{sponsor.city.slug}", session)
    assert sponsor.browser.get("/antrag/zahlung/zurueck/")["Location"] == "/antrag/eingang/"
    work(sponsor.city, at=now())


def read_on_another_device(receipt: str, phone: Client) -> str:
    """The receipt's link and code, typed on a phone."""
    link = receipt.split('href="http://')[1].split('"')[0]
    address = link[link.index("/a/") :]
    code = receipt.split("Ihr Code")[1].split("ui-code-value")[1].split(">")[1].split("<")[0]
    assert phone.post(address, {"code": code})["Location"] == address
    return text_of(phone.get(address))


def test_preparing_online(city: Any, someone: Any, browse: Any, cities: Any, stripe_page: PaymentService) -> None:
    sponsor: Sponsor = someone(city)
    assert "/antrag/pruefen/" in text_of(sponsor.browser.get("/"))
    sponsor.up_to_the_last_click()
    assert sponsor.hand_in()["Location"] == "/antrag/zahlung/"
    pay(sponsor, stripe_page)
    receipt = text_of(sponsor.browser.get("/antrag/eingang/"))
    assert "Noch sind Sie an nichts gebunden" in receipt
    state = read_on_another_device(receipt, browse(city))
    assert "Der Weg Ihres Antrags" in state
    assert "Eingangsbestätigung" in state
    with bind(city):
        filed = case_file(Declaration.objects.get())
    assert filed.filing is not None
    assert not filed.filing.binding
    assert filed.answers.model_dump(mode="json", exclude_none=True)["guest"] == sponsor.case["guest"]
    other = next(each for each in cities if each is not city)
    with bind(other):
        assert Declaration.objects.count() == 0


def test_declaring_bindingly_with_the_card(
    city: Any, someone: Any, stand_in: CardReader, stripe_page: PaymentService
) -> None:
    sponsor: Sponsor = someone(city, "online_binding")
    sponsor.begin()
    come_back(sponsor, stand_in, leave(sponsor, stand_in), person=CARDS[city.slug])
    for key in ("sponsor.name", "sponsor.birth", "sponsor.address"):
        sponsor.answer(key)
    sponsor.answer_all()
    sponsor.upload_all()
    sponsor.review()
    sponsor.accept()
    come_back(sponsor, stand_in, leave(sponsor, stand_in, "/antrag/abgeben/", ausweis="1"), person=CARDS[city.slug])
    assert sponsor.hand_in()["Location"] == "/antrag/zahlung/"
    with bind(city):
        case = Declaration.objects.get()
        assert case.state == State.SEALED
        filed = case_file(case)
    assert filed.identification is not None
    assert filed.identification.level == "hoch"
    assert "sponsor.name.family_name" in filed.identification.trusted
    assert filed.filing is not None
    assert filed.filing.binding
    pay(sponsor, stripe_page)
    with bind(city):
        case.refresh_from_db()
    assert case.submitted_at is not None
    assert "Noch sind Sie an nichts gebunden" not in text_of(sponsor.browser.get("/antrag/eingang/"))
