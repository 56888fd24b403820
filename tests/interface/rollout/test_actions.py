"""Acting: first what will happen to how many, then it happens, then what happened is told and stands in the trail."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import OPERATOR_ROLES
from onboarding.rollout.actions.inviting import name_for, slug_for
from onboarding.rollout.authorities import import_authorities
from onboarding.rollout.models import Authority, OperatorAction, Wave
from tenants import orders
from tenants.binding import OWNER, bind_owner, bind_public
from tenants.models import City, Order, StageChange
from tests.support.fleet import forget

OFFENBACH, WIESBADEN, AALEN = "030600", "030700", "000100"


@pytest.fixture(autouse=True)
def that_day(at: datetime) -> Iterator[None]:
    with time_machine.travel(at + timedelta(minutes=1), tick=False):
        yield


@pytest.fixture
def germany(cities: Any) -> Iterator[None]:
    """The list is there; cities that a test makes go, and those that are there are as they were."""
    fields = ("stage", "stage_since", "ring")
    with bind_owner():
        before = {row.pop("pk"): row for row in City.objects.using(OWNER).values("pk", *fields)}
    import_authorities()
    yield
    with bind_owner():
        made = list(City.objects.using(OWNER).exclude(pk__in=before).order_by("-pk"))
    for city in made:
        forget(city)
    with bind_owner():
        for pk, row in before.items():
            City.objects.using(OWNER).filter(pk=pk).update(**row)


@pytest.fixture
def no_owner(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From when it is called, whoever reaches for the owner's connection fails: as in the web process."""

    def close() -> None:
        def refuse() -> None:
            raise AssertionError("the owner's connection was used")

        connections[OWNER].close()
        monkeypatch.setattr(connections[OWNER], "ensure_connection", refuse)

    return close


def _address(what: str, *codes: str, **more: str) -> str:
    parts = [f"was={what}", *[f"code={code}" for code in codes], *[f"{key}={value}" for key, value in more.items()]]
    return f"/handeln/?{'&'.join(parts)}"


def _confirmed(browser: Client, address: str, answers: dict[str, str]) -> tuple[str, str]:
    """The page that says what will happen, and the one that says what happened."""
    before = browser.post(address, answers)
    assert before.status_code == 200
    said = before.content.decode()
    found = re.search(r'name="bestaetigt" value="(\w+)"', said)
    assert found, said
    done = browser.post(address, {**answers, "bestaetigt": found[1]})
    assert done.status_code == 302, done.content.decode()
    return said, browser.get(done["Location"]).content.decode()


def _city(city: Any) -> City:
    with bind_public():
        found: City = City.objects.get(pk=city.pk)
        return found


def _trail() -> list[OperatorAction]:
    with bind_public():
        return list(OperatorAction.objects.order_by("id"))


def test_nothing_happens_before_it_is_confirmed(
    germany: None, signed_in: Callable[..., Client], offenbach: Any
) -> None:
    browser = signed_in()
    page = browser.post(_address("stand", OFFENBACH), {"stage": "rehearsal"}).content.decode()
    assert "Das geschieht bei 1 Behörde:" in page
    assert "In Einrichtung → Probelauf" in page
    assert _city(offenbach).stage == "onboarding"
    assert not _trail()


def test_a_confirmed_step_is_done_told_and_in_the_trail(
    germany: None, signed_in: Callable[..., Client], offenbach: Any, at: datetime, no_owner: Callable[[], None]
) -> None:
    browser = signed_in()
    _said, told = _confirmed(browser, _address("stand", OFFENBACH), {"stage": "rehearsal"})
    assert "Bei 1 Behörde ist es geschehen" in told
    assert "bisher: In Einrichtung · jetzt: Probelauf" in told
    assert _city(offenbach).stage == "rehearsal"
    [line] = _trail()
    assert (line.action, line.city, line.operator) == ("city.stage", "offenbach", "ops@zusage.example")
    with bind_public():
        change = StageChange.objects.filter(city=offenbach).latest("id")
    assert change.by == "ops@zusage.example"
    history = browser.get("/behoerde/030600/").content.decode()
    assert history.count("Stand geändert") == 1
    assert "Stand geändert" in browser.get("/protokoll/?stadt=offenbach").content.decode()


def test_several_at_once_and_what_cannot_be_stays(
    germany: None, signed_in: Callable[..., Client], offenbach: Any, wiesbaden: Any, no_owner: Callable[[], None]
) -> None:
    browser = signed_in()
    address = _address("ring", OFFENBACH, WIESBADEN, AALEN)
    said, told = _confirmed(browser, address, {"ring": "canary"})
    assert "Das geschieht bei 2 Behörden:" in said
    assert "1 Behörde bleibt, wie sie ist" in said
    assert "Diese Behörde hat noch keine Stadt bei uns." in said
    assert "Bei 2 Behörden ist es geschehen" in told
    assert {_city(city).ring for city in (offenbach, wiesbaden)} == {"canary"}
    assert {line.city for line in _trail()} == {"offenbach", "wiesbaden"}


def test_what_changed_meanwhile_must_be_read_again(
    germany: None, signed_in: Callable[..., Client], offenbach: Any
) -> None:
    browser = signed_in()
    address, answers = _address("ring", OFFENBACH), {"ring": "canary"}
    page = browser.post(address, answers).content.decode()
    seen = re.search(r'name="bestaetigt" value="(\w+)"', page)
    assert seen
    with bind_public():
        City.objects.filter(pk=offenbach.pk).update(ring="pilot")
    again = browser.post(address, {**answers, "bestaetigt": seen[1]})
    assert "Inzwischen hat sich etwas geändert" in again.content.decode()
    assert _city(offenbach).ring == "pilot"
    assert not _trail()


def test_pressing_twice_does_it_once(germany: None, signed_in: Callable[..., Client], offenbach: Any) -> None:
    browser = signed_in()
    address, answers = _address("ring", OFFENBACH), {"ring": "canary"}
    seen = re.search(r'name="bestaetigt" value="(\w+)"', browser.post(address, answers).content.decode())
    assert seen
    for _press in range(2):
        browser.post(address, {**answers, "bestaetigt": seen[1]})
    assert len(_trail()) == 1


def test_suspending_needs_a_reason_and_says_what_it_means(
    germany: None, signed_in: Callable[..., Client], offenbach: Any
) -> None:
    browser = signed_in()
    address = _address("aussetzen", OFFENBACH)
    assert "Bitte ergänzen Sie" in browser.post(address, {"reason": ""}).content.decode()
    said, _told = _confirmed(browser, address, {"reason": "Umzug der Behörde"})
    assert "dass der Dienst ruht" in said
    assert _city(offenbach).stage == "suspended"
    assert _trail()[0].details["reason"] == "Umzug der Behörde"
    back = browser.post(_address("stand", OFFENBACH), {"stage": "live"}).content.decode()
    assert "Von diesem Stand aus ist das nicht möglich." in back


def test_inviting_orders_a_city_which_the_scheduler_makes(
    germany: None, signed_in: Callable[..., Client], at: datetime
) -> None:
    browser = signed_in()
    form = browser.get(_address("einladen", AALEN)).content.decode()
    assert 'value="aalen"' in form
    assert 'value="08136088"' in form
    answers = {"name": "Aalen", "slug": "aalen", "ags": "08136088", "ring": "all"}
    _said, told = _confirmed(browser, _address("einladen", AALEN), answers)
    assert "Der Auftrag wird in wenigen Sekunden ausgeführt" in told
    with bind_public():
        assert Order.objects.get().ordered_by == "ops@zusage.example"
        assert not City.objects.filter(slug="aalen").exists()
    assert orders.work(at=at) == 1
    page = browser.get("/behoerde/000100/").content.decode()
    assert "aalen.localhost" in page
    assert "In Einrichtung" in page


def test_a_city_that_cannot_be_is_refused_before_it_is_ordered(germany: None, signed_in: Callable[..., Client]) -> None:
    browser, address = signed_in(), _address("einladen", AALEN)
    right = {"name": "Aalen", "slug": "aalen", "ags": "08136088", "ring": "all"}
    for wrong, why in (
        ({"slug": "offenbach"}, "Kurzname"),
        ({"slug": "Aalen!"}, "Kleinbuchstaben"),
        ({"ags": "06413"}, "passt nicht zum Land"),
    ):
        page = browser.post(address, {**right, **wrong}).content.decode()
        assert "Hier ist nichts zu tun" in page
        assert why in page
    with bind_public():
        assert not Order.objects.exists()


def test_many_are_invited_at_once_under_names_of_their_own(germany: None, signed_in: Callable[..., Client]) -> None:
    with bind_public():
        wave = Wave.objects.create(name="Schleswig-Holstein")
        Authority.objects.filter(land="SH").update(wave=wave)
        placed = Authority.objects.filter(land="SH").exclude(ags=None).count()
        others = Authority.objects.filter(land="SH", ags=None).count()
    browser = signed_in()
    said, told = _confirmed(browser, _address("einladen", alle="1", welle=str(wave.pk)), {"ring": "all"})
    assert f"Das geschieht bei {placed} Behörden:" in said
    assert f"{others} Behörden bleiben, wie sie sind" in said
    assert f"Bei {placed} Behörden ist es geschehen" in told
    with bind_public():
        ordered = list(Order.objects.values_list("payload", flat=True))
    assert len({payload["slug"] for payload in ordered}) == placed
    assert {"slug": "kiel", "name": "Kiel"}.items() <= next(one for one in ordered if one["slug"] == "kiel").items()


def test_the_twin_is_ordered_parked_and_woken(
    germany: None, signed_in: Callable[..., Client], offenbach: Any, at: datetime
) -> None:
    browser, address = signed_in(), _address("zwilling", OFFENBACH)
    assert "keinen Zwilling" in browser.post(address, {"do": "parken"}).content.decode()
    _confirmed(browser, address, {"do": "anlegen"})
    assert orders.work(at=at) == 1
    page = browser.get("/behoerde/030600/").content.decode()
    assert "offenbach-test" in page
    _confirmed(browser, address, {"do": "parken"})
    with bind_public():
        assert City.objects.get(slug="offenbach-test").stage == "suspended"
    _confirmed(browser, address, {"do": "wecken"})
    with bind_public():
        assert City.objects.get(slug="offenbach-test").stage == "rehearsal"
    assert [line.action for line in _trail()] == ["twin.ordered", "twin.parked", "twin.woken"]
    assert "655 Einträge" in browser.get("/").content.decode()  # a twin is no authority


def test_all_that_were_found_go_into_a_wave_together(germany: None, signed_in: Callable[..., Client]) -> None:
    with bind_public():
        wave = Wave.objects.create(name="Hessen")
        hesse = Authority.objects.filter(land="HE").count()
    browser = signed_in()
    address = _address("welle", alle="1", land="HE")
    said, _told = _confirmed(browser, address, {"wave": str(wave.pk)})
    assert f"Das geschieht bei {hesse} Behörden:" in said
    with bind_public():
        assert wave.authorities.count() == hesse
    _confirmed(browser, _address("welle", OFFENBACH), {"wave": "keine"})
    with bind_public():
        assert wave.authorities.count() == hesse - 1


def test_who_looks_after_an_authority_stands_in_the_list_and_not_in_the_trail(
    germany: None, signed_in: Callable[..., Client]
) -> None:
    browser = signed_in()
    _confirmed(browser, _address("zustaendig", OFFENBACH), {"owner": "Robin Betrieb"})
    assert "Robin Betrieb" in browser.get("/behoerde/030600/").content.decode()
    assert "Robin" not in str(_trail()[0].details)


def test_without_a_choice_the_page_says_what_to_do(germany: None, signed_in: Callable[..., Client]) -> None:
    browser = signed_in()
    assert "Niemand ist angekreuzt" in browser.get("/handeln/?was=ring").content.decode()
    assert browser.get("/handeln/?was=unsinn").status_code == 404
    assert browser.get("/getan/UNSINN/").status_code == 404


def test_the_page_before_acting_costs_the_same_for_many(germany: None, signed_in: Callable[..., Client]) -> None:
    browser = signed_in()
    costs = []
    for address in (_address("ring", OFFENBACH), _address("ring", alle="1", land="BY")):
        browser.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(address).status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("role", sorted(OPERATOR_ROLES))
def test_who_may_see_does_not_act(germany: None, signed_in: Callable[..., Client], offenbach: Any, role: str) -> None:
    browser = signed_in(role)
    may = role == "ops"
    page = browser.get("/behoerde/030600/").content.decode()
    assert ("Stand ändern" in page) is may
    assert ("Notiz speichern" in page) is may
    assert ("angekreuzten" in browser.get("/").content.decode()) is may
    for address in (_address("ring", OFFENBACH), "/wellen/neu/"):
        assert browser.get(address).status_code == (200 if may else 403), address
    answers = {"ring": "canary", "text": "x", "name": "Welle"}
    for address in (_address("ring", OFFENBACH), "/behoerde/030600/notiz/", "/wellen/neu/"):
        assert browser.post(address, answers).status_code in ((200, 302) if may else (403,)), address
    assert _city(offenbach).ring == "all"


def test_every_page_sends_a_stranger_to_the_sign_in_and_back(germany: None) -> None:
    stranger = Client(SERVER_NAME="betrieb.localhost")
    for address in (
        "/",
        "/karte/",
        "/behoerde/030600/",
        "/wellen/",
        "/wellen/neu/",
        "/handeln/",
        "/protokoll/",
        "/getan/X/",
    ):
        answer = stranger.get(address)
        assert answer.status_code == 302, address
        assert answer["Location"].startswith("/anmelden/?next=")


def test_every_place_in_germany_has_a_name_for_its_address(germany: None) -> None:
    with bind_public():
        placed = list(Authority.objects.exclude(ags=None).order_by("code"))
    by_slug: dict[str, set[str]] = {}
    for one in placed:
        assert re.fullmatch(r"[a-z][a-z0-9-]{1,33}", slug_for(one)), one.name
        assert 2 <= len(name_for(one)) <= 120
        by_slug.setdefault(slug_for(one), set()).add(one.ags or "")
    several = {slug: places for slug, places in by_slug.items() if len(places) > 1}
    assert not several  # two places are never given one name
    known = {one.code: (name_for(one), slug_for(one)) for one in placed}
    assert known["030600"] == ("Offenbach am Main", "offenbach-am-main")
    assert ("Landkreis Regensburg", "kreis-regensburg") in known.values()
    assert ("Regensburg", "regensburg") in known.values()
