"""Paying from the pages: what, why, until when; one page however often one clicks; the truth is asked, not believed."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from billing.fees.config import FeesConfig
from billing.payments.models import Payment, PaymentEvent
from billing.payments.operations import ask
from declarations.models import Declaration
from declarations.states import State
from infra.standins.stripe import payer, sessions
from infra.standins.stripe.server import StandIn
from kernel.clock import now
from tenants.binding import bind
from tests.interface.portal.walking import Sponsor, text_of
from tests.support import versions
from tests.support.cases import work

PAY, BACK, RECEIPT = "/antrag/zahlung/", "/antrag/zahlung/zurueck/", "/antrag/eingang/"


@pytest.fixture
def sponsor(offenbach: Any, someone: Any) -> Sponsor:
    found: Sponsor = someone(offenbach)
    found.up_to_the_last_click()
    assert found.hand_in()["Location"] == PAY
    return found


def state(sponsor: Sponsor) -> str:
    with bind(sponsor.city):
        return Declaration.objects.get().state


def session_of(sponsor: Sponsor) -> str:
    with bind(sponsor.city):
        return str(Payment.objects.latest("created_at").provider_ref)


def test_the_page_says_what_why_and_until_when(sponsor: Sponsor) -> None:
    body = text_of(sponsor.browser.get(PAY))
    assert "29,00" in body
    assert "§ 47 Abs. 1 Nr. 12 AufenthV" in body
    assert "Er gilt erst als eingegangen, wenn die Gebühr bezahlt ist" in body
    assert "Bitte bezahlen Sie bis 6. Dezember 2026" in body


def test_who_may_owe_less_is_told_to_ask_before_paying_where_the_city_says_so(sponsor: Sponsor) -> None:
    hint = "Fragen Sie uns, bevor Sie bezahlen"
    assert hint in text_of(sponsor.browser.get(PAY))
    with versions.as_before((sponsor.city,)):
        versions.change(sponsor.city, FeesConfig, at=now(), relief_hint=False)
        assert hint not in text_of(sponsor.browser.get(PAY))


def test_two_clicks_lead_to_one_payment(sponsor: Sponsor, stripe_page: StandIn) -> None:
    answers = [sponsor.browser.post(PAY) for _click in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    assert answers[0]["Location"] == answers[1]["Location"]
    assert answers[0]["Location"].startswith(stripe_page.url)
    with bind(sponsor.city):
        assert Payment.objects.count() == 1


def test_coming_back_without_paying_offers_to_try_again(sponsor: Sponsor, stripe_page: StandIn) -> None:
    sponsor.browser.post(PAY)
    page = sponsor.browser.get(BACK)
    assert "Die Zahlung ist noch nicht da" in text_of(page)
    assert PAY in text_of(page)
    assert sponsor.browser.get(RECEIPT)["Location"] == PAY
    assert state(sponsor) == State.SEALED


def test_paid_is_received_and_gets_its_receipt(sponsor: Sponsor, stripe_page: StandIn) -> None:
    sponsor.browser.post(PAY)
    payer.pay(stripe_page.world, "acct_offenbach", session_of(sponsor))
    assert sponsor.browser.get(BACK)["Location"] == RECEIPT
    work(sponsor.city, at=now())
    assert state(sponsor) not in (State.SEALED, State.DRAFT)
    body = text_of(sponsor.browser.get(RECEIPT))
    with bind(sponsor.city):
        reference = str(Declaration.objects.get().reference)
    assert f"{reference[:4]} {reference[4:8]} {reference[8:]}" in body
    assert "Eingangsbestätigung als PDF" in body
    assert "Bezahlt: 29,00" in body
    assert sponsor.browser.get(PAY)["Location"] == RECEIPT


def test_a_bank_that_takes_its_time_is_explained(sponsor: Sponsor, stripe_page: StandIn) -> None:
    sponsor.browser.post(PAY)
    payer.debit(stripe_page.world, "acct_offenbach", session_of(sponsor))
    assert "Ihre Zahlung ist unterwegs" in text_of(sponsor.browser.get(BACK))
    assert "nicht ein zweites Mal" in text_of(sponsor.browser.get(PAY))


def test_a_payment_page_that_does_not_answer_costs_nothing(sponsor: Sponsor, settings: Any) -> None:
    from billing.providers.registry import provider

    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    provider.cache_clear()
    try:
        page = sponsor.browser.post(PAY)
    finally:
        provider.cache_clear()
    assert page.status_code == 200
    assert "Bezahlen geht gerade nicht" in text_of(page)
    assert "Es wurde nichts abgebucht" in text_of(page)


def test_while_nobody_answers_who_paid_is_told_that_nothing_is_lost(
    sponsor: Sponsor, stripe_page: StandIn, settings: Any
) -> None:
    from billing.providers.registry import provider

    sponsor.browser.post(PAY)
    payer.pay(stripe_page.world, "acct_offenbach", session_of(sponsor))
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    provider.cache_clear()
    for page in (sponsor.browser.get(BACK), sponsor.browser.get(PAY), sponsor.browser.post(PAY)):
        assert "Haben Sie schon bezahlt, müssen Sie nichts tun" in text_of(page)
        assert "nichts abgebucht" not in text_of(page)
    settings.STRIPE_API_BASE = stripe_page.url
    provider.cache_clear()
    assert sponsor.browser.get(BACK)["Location"] == RECEIPT


@pytest.mark.parametrize(
    ("deeds", "said"),
    [
        ([payer.decline], "Ihre Bank hat sie abgelehnt. Es wurde nichts abgebucht."),
        ([payer.debit, partial(payer.settle_debit, succeeds=False)], "Kommt die erste Zahlung doch noch an"),
        ([sessions.expire], "Die Zahlungsseite ist abgelaufen"),
    ],
)
def test_what_did_not_work_is_explained_and_can_be_paid_again(
    sponsor: Sponsor, stripe_page: StandIn, deeds: list[Any], said: str
) -> None:
    sponsor.browser.post(PAY)
    for deed in deeds:
        deed(stripe_page.world, "acct_offenbach", session_of(sponsor))
    for address in (BACK, PAY):
        assert said in text_of(sponsor.browser.get(address))
    assert sponsor.browser.post(PAY).status_code == 303


def test_while_a_payment_is_looked_into_nobody_is_asked_to_pay_again(sponsor: Sponsor, stripe_page: StandIn) -> None:
    sponsor.browser.post(PAY)
    with bind(sponsor.city):
        Payment.objects.update(attention="mismatch")
    page = text_of(sponsor.browser.get(PAY))
    assert "Zu Ihrer Zahlung ist eine Frage offen" in page
    assert "kern-btn--primary" not in page


def test_without_a_case_there_is_nothing_to_pay(offenbach: Any, browse: Any) -> None:
    assert browse(offenbach).get(PAY).status_code == 404
    assert browse(offenbach).get(RECEIPT).status_code == 404


def test_the_papers_of_the_receipt_open_on_the_host_for_files(sponsor: Sponsor, stripe_page: StandIn) -> None:
    assert sponsor.browser.get(f"{RECEIPT}receipt/").status_code == 404
    sponsor.browser.post(PAY)
    payer.pay(stripe_page.world, "acct_offenbach", session_of(sponsor))
    sponsor.browser.get(BACK)
    work(sponsor.city, at=now())
    for kind in ("receipt", "summary"):
        assert "//dateien.localhost" in sponsor.browser.get(f"{RECEIPT}{kind}/")["Location"]
    assert sponsor.browser.get(f"{RECEIPT}worksheet/").status_code == 404


def test_a_payment_that_is_settled_but_not_yet_booked_is_said_to_be_there(
    sponsor: Sponsor, stripe_page: StandIn
) -> None:
    sponsor.browser.post(PAY)
    payer.pay(stripe_page.world, "acct_offenbach", session_of(sponsor))
    with bind(sponsor.city):
        ask(payment_id=Payment.objects.get().id, source=PaymentEvent.Source.NOTIFICATION, at=now())
    assert state(sponsor) == State.SEALED
    page = text_of(sponsor.browser.get(RECEIPT))
    assert "Ihre Zahlung ist da" in page
    assert "noch nicht da" not in page
