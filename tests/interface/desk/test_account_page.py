"""The treasury's page about the city's account: three honest states, plain words, and the way to an account in use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from pytest_django.fixtures import Settings

from billing.payments import accounts
from billing.payments.config import PaymentsSection
from billing.payments.doors import open_stripe_door
from billing.payments.models import AccountCheck
from billing.providers.registry import provider
from configuration.authority import Authority
from desk import account_words
from infra.standins.stripe.accounts import ASKED_AT_FIRST, ASKED_LATER
from infra.standins.stripe.server import StandIn
from kernel.clock import now
from tenants.binding import bind
from tests.contract.billing.standin import decide, faults, hurry
from tests.support.versions import as_before, change

PAGE = "/amt/kasse/konto/"


@pytest.fixture
def standin(
    tmp_path: Path, settings: Settings, cities: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> Iterator[StandIn]:
    hurry(monkeypatch)
    with StandIn(tmp_path / "stripe", webhook_secret=settings.STRIPE_WEBHOOK_SECRET) as running:
        running.add_accounts({f"acct_{city.slug}": city.slug for city in cities})
        for city in cities:
            open_stripe_door(account=f"acct_{city.slug}", city=city)
        settings.STRIPE_API_BASE = running.url
        provider.cache_clear()
        yield running
    provider.cache_clear()


@pytest.fixture(autouse=True)
def versions(cities: tuple[Any, Any]) -> Iterator[None]:
    with as_before(cities):
        yield


def _without_account(city: Any) -> None:
    change(city, PaymentsSection, at=now(), account="")
    change(city, Authority, at=now(), email="kasse@stadt.example")


def _follow(clerk: Any, answer: Any) -> str:
    """To where the answer leads."""
    assert answer.status_code == 302, answer.content.decode()
    return str(clerk.text(answer.headers["Location"]))


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ("complete", "Über dieses Konto kann jetzt bezahlt werden."),
        ("due", "Ohne diese Angaben ist ab dem 31. Januar 2027 keine Zahlung mehr möglich."),
        ("blocked", "Über dieses Konto kann gerade niemand bezahlen."),
    ],
)
def test_the_state_is_said_honestly(
    offenbach: Any, clerk: Callable[..., Any], standin: StandIn, step: str, says: str
) -> None:
    kim = clerk(offenbach, "treasury")
    decide(standin, "acct_offenbach", step, "2027-01-31")
    assert "noch nicht nachgefragt" in kim.text(PAGE)
    page = _follow(kim, kim.send(PAGE, f"{PAGE}nachsehen/"))
    assert says in page
    assert ("Karte, PayPal, SEPA-Lastschrift" in page) is (step != "blocked")
    assert ("Ausweis der vertretungsberechtigten Person" in page) is (step != "complete")
    assert "giropay" not in page.lower()


def test_from_no_account_to_one_in_use(offenbach: Any, clerk: Callable[..., Any], standin: StandIn) -> None:
    _without_account(offenbach)
    kim = clerk(offenbach, "treasury")
    assert "hat hier noch kein Konto" in kim.text(PAGE)
    page = _follow(kim, kim.send(PAGE, f"{PAGE}anlegen/"))
    assert "Bankverbindung der Stadtkasse (IBAN)" in page
    assert "Ab jetzt auf dieses Konto bezahlen lassen" not in page
    with bind(offenbach):
        row = AccountCheck.objects.get()
    answer = kim.send(PAGE, f"{PAGE}{row.id}/angaben/")
    there = requests.post(answer.headers["Location"], data={"step": "complete"}, allow_redirects=False, timeout=10)
    back = there.headers["Location"]
    assert back == "http://offenbach.localhost/amt/kasse/konto/zurueck/"
    assert 'content="0; url=/amt/kasse/konto/nachsehen/"' in kim.get("/amt/kasse/konto/zurueck/").content.decode()
    page = _follow(kim, kim.get(f"{PAGE}nachsehen/"))
    assert "Konto, das noch nicht in Gebrauch ist" in page
    page = _follow(kim, kim.send(PAGE, f"{PAGE}{row.id}/verwenden/", reason="Freigabe der Stadtkasse"))
    assert "Konto, auf das jetzt bezahlt wird" in page
    with bind(offenbach):
        assert accounts.account_in_force(at=now()) == ("stripe", row.account)


def test_the_way_back_asks_nobody_to_be_signed_in_and_tells_nothing(offenbach: Any, browse: Any) -> None:
    page = browse(offenbach).get(f"{PAGE}zurueck/?abgelaufen=1")
    assert page.status_code == 200
    assert "acct_" not in page.content.decode()
    assert 'url=/amt/kasse/konto/"' in page.content.decode()


def test_a_silent_provider_is_said_and_nothing_is_lost(
    offenbach: Any, clerk: Callable[..., Any], standin: StandIn
) -> None:
    kim = clerk(offenbach, "treasury")
    _follow(kim, kim.send(PAGE, f"{PAGE}nachsehen/"))
    faults(standin, answers="unavailable")
    answer = kim.send(PAGE, f"{PAGE}nachsehen/")
    assert answer.status_code == 409
    assert "antwortet gerade nicht" in answer.content.decode()
    assert "kann jetzt bezahlt werden" in answer.content.decode()


def test_only_who_works_the_money_acts(offenbach: Any, clerk: Callable[..., Any], standin: StandIn) -> None:
    for role, seen, done in (
        ("treasury", 200, 404),
        ("supervisor", 200, 404),
        ("clerk", 403, 403),
        ("reader", 403, 403),
    ):
        person = clerk(offenbach, role, role)
        assert person.get(PAGE).status_code == seen, role
        for action in ("angaben", "verwenden"):
            assert person.post(f"{PAGE}4711/{action}/", {"reason": "x"}).status_code == done, role


def test_the_account_of_another_city_is_not_there(
    offenbach: Any, wiesbaden: Any, clerk: Callable[..., Any], standin: StandIn
) -> None:
    with bind(wiesbaden):
        [row] = accounts.check(at=now())
    kim = clerk(offenbach, "treasury")
    for action in ("angaben", "verwenden"):
        assert kim.post(f"{PAGE}{row.id}/{action}/", {"reason": "x"}).status_code == 404
    assert "acct_wiesbaden" not in kim.text(PAGE)


def test_what_is_wanted_is_said_once_each_in_plain_words() -> None:
    texts = [
        str(text)
        for text in account_words.wanted((*ASKED_AT_FIRST, *ASKED_LATER, "identity.business_details.address.city"))
    ]
    assert len(texts) == len(set(texts))
    assert "Anschrift der Behörde" in texts
    assert "weitere Angaben" not in texts
    assert [str(text) for text in account_words.wanted(["x.unheard_of", "y", "address"])] == [
        "Anschrift der Behörde", "weitere Angaben",
    ]  # fmt: skip
