"""Impatience, doubt and wrong turns: nothing is lost, nothing happens twice, nobody is scolded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from billing.payments.models import Payment
from declarations.models import Declaration
from declarations.states import State
from kernel.clock import german_day, now
from tenants.binding import bind
from tests.interface.portal.walking import Sponsor
from tests.journeys.browser import answers, walking
from tests.journeys.browser.person import Person
from tests.journeys.browser.watching import Watch
from tests.support.platform import Platform

pytestmark = pytest.mark.browser
HAND_IN = "Zur Prüfung einreichen"


@pytest.fixture
def at_the_last_page(platform: Platform, arrive: Any, two_cities: tuple[Any, Any]) -> Callable[..., Person]:
    """Somebody whose draft in Offenbach is complete, in front of the last button. Filled in without the browser."""

    def ready(**how: bool) -> Person:
        today = german_day(now())
        sponsor = Sponsor(
            Client(SERVER_NAME="offenbach.localhost"), two_cities[0],
            stay={"entry_date": (today + timedelta(days=70)).isoformat()},
            sponsor__document={"id_document_valid_until": (today + timedelta(days=900)).isoformat()},
        )  # fmt: skip
        sponsor.up_to_the_last_click()
        person: Person = arrive(**how)
        place = platform.address("offenbach")
        cookies = [
            {"name": name, "value": morsel.value, "url": place} for name, morsel in sponsor.browser.cookies.items()
        ]
        person.page.context.add_cookies(cookies)  # type: ignore[arg-type]  # a dictionary of these shapes
        person.open(platform.address("offenbach", "/antrag/abgeben/"))
        return person

    return ready


@pytest.fixture
def filed(two_cities: tuple[Any, Any]) -> Callable[[], tuple[int, int]]:
    """How many cases and payments there are in Offenbach, apart from drafts."""

    def count() -> tuple[int, int]:
        with bind(two_cities[0]):
            return Declaration.objects.exclude(state=State.DRAFT).count(), Payment.objects.count()

    return count


@pytest.mark.parametrize("scripts", [False, True])
def test_double_clicks_make_one_case_and_one_payment(
    scripts: bool, platform: Platform, at_the_last_page: Any, filed: Any
) -> None:
    (cases, payments), charges = filed(), platform.charges()
    erika = at_the_last_page(scripts=scripts)
    sent: list[str] = []
    erika.page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    erika.press_twice(HAND_IN)
    erika.stands_on("Gebühr bezahlen")
    assert len(sent) == (1 if scripts else 2), "scripts hold the second click back; without them the server has to"
    erika.press_twice("29,00 € bezahlen")
    erika.stands_on("Zahlung an")
    erika.press_twice("Bezahlen (Test)")
    walking.read_receipt(erika)
    assert filed() == (cases + 1, payments + 1)
    assert platform.charges() == charges + 1


def test_two_tabs_hand_in_one_case_and_pay_once(platform: Platform, at_the_last_page: Any, filed: Any) -> None:
    (cases, payments), charges = filed(), platform.charges()
    erika = at_the_last_page()
    second = Person(erika.page.context.new_page())
    second.open(erika.page.url)
    erika.press(HAND_IN)
    second.press(HAND_IN)
    second.stands_on("Gebühr bezahlen")
    erika.press("29,00 € bezahlen")
    second.press("29,00 € bezahlen")
    assert erika.page.url == second.page.url
    erika.press("Bezahlen (Test)")
    second.page.reload()
    second.reads("Die Zahlung ist eingegangen.")
    assert walking.read_receipt(erika).reference
    assert filed() == (cases + 1, payments + 1)
    assert platform.charges() == charges + 1


def test_the_back_button_after_handing_in_leads_calmly_to_where_things_are(at_the_last_page: Any) -> None:
    erika = at_the_last_page()
    erika.press(HAND_IN)
    reference = walking.reference_on(erika)
    erika.page.go_back()
    erika.page.wait_for_load_state()
    if erika.page.get_by_role("button", name=HAND_IN).count():
        erika.press(HAND_IN)
    erika.stands_on("Gebühr bezahlen")
    assert walking.reference_on(erika) == reference


def test_a_cancelled_or_declined_payment_can_be_made_again_and_is_charged_once(
    platform: Platform, at_the_last_page: Any
) -> None:
    charges = platform.charges()
    erika = at_the_last_page(scripts=False, phone=True)
    erika.press(HAND_IN)
    erika.press("29,00 € bezahlen")
    erika.press("Abbrechen")
    erika.stands_on("Gebühr bezahlen")
    erika.press("29,00 € bezahlen")
    erika.press("Karte ablehnen")
    erika.reads("Die Karte wurde abgelehnt. Es wurde nichts abgebucht.")
    erika.press("Bezahlen (Test)")
    walking.read_receipt(erika)
    assert platform.charges() == charges + 1


def test_a_cancelled_online_id_loses_nothing(platform: Platform, arrive: Any) -> None:
    erika = arrive(scripts=False, phone=True)
    walking.begin(erika, platform.address("offenbach"), postal_code="63065", way=walking.ONLINE)
    erika.open(platform.address("offenbach", "/antrag/angaben/ihre-geburt/"))
    erika.page.get_by_label("Geburtsort", exact=True).fill("Kassel")
    erika.press("Speichern und später weitermachen")
    erika.open(platform.address("offenbach", "/antrag/ausweis/"))
    walking.to_the_provider(erika)
    erika.press("Abbrechen")
    walking.back_from_the_provider(erika)
    erika.stands_on(walking.WITH_CARD)
    erika.reads("abgebrochen")
    assert "Fehler" not in erika.page.title()
    erika.open(platform.address("offenbach", "/antrag/angaben/ihre-geburt/"))
    expect(erika.page.get_by_label("Geburtsort", exact=True)).to_have_value("Kassel")


def test_another_language_and_back_keeps_the_draft(platform: Platform, arrive: Any) -> None:
    erika = arrive()
    walking.begin(erika, platform.address("wiesbaden"), postal_code="65183", way=walking.OFFICE)
    erika.follow("Ihr Name")
    erika.answer(answers.sponsor("", place="", postal_code="")[0][1], then=walking.SAVE)
    erika.open(platform.address("wiesbaden", "/antrag/angaben/ihr-name/"))
    erika.follow("English")
    assert erika.page.locator("html").get_attribute("lang") == "en"
    assert erika.page.locator("main input[value=Muster]").count() == 1
    erika.follow("Deutsch")
    erika.stands_on("Ihr Name")
    expect(erika.page.get_by_label("Familienname", exact=True)).to_have_value("Muster")


def test_a_host_without_a_city_says_so_plainly(platform: Platform, arrive: Any, watch: Watch) -> None:
    person = arrive(scripts=False, phone=True)
    answer = person.page.goto(platform.address("nirgendwo", "/antrag/"))
    assert answer.status == 404
    person.stands_on("Diese Adresse kennen wir nicht")
    assert "Traceback" not in person.text
    assert watch.complaints.pop().startswith(
        "console: Failed to load resource: the server responded with a status of 404"
    )
