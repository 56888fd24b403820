"""The treasury changes the city's payment service: step by step, with one euro, and nothing under way is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError

from billing.payments import switching, trial
from billing.payments.config import PaymentsSection
from billing.payments.models import Payment, PaymentEvent, ProviderSwitch
from billing.payments.operations import ask, start
from billing.payments.states import State
from configuration import secrets
from configuration.models import ConfigurationVersion
from configuration.queries import in_force
from infra.standins.xbezahldienste.server import StandIn
from tenants.binding import bind
from tests.contract.billing.payment_service import press, trouble
from tests.interface.billing import treasury
from tests.interface.billing.support import new_declaration

PAGE, STEP = "/amt/kasse/wechsel/", "/amt/kasse/wechsel/schritt/"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[StandIn]:
    with StandIn(tmp_path / "xbezahldienste") as standin:
        yield standin


@pytest.fixture
def published(offenbach: Any) -> Iterator[Any]:
    """The city as it was, when the test is over."""
    with treasury.as_it_was(offenbach):
        yield offenbach


@pytest.fixture
def treasurer(published: Any, clerk: Callable[..., Any]) -> Any:
    return clerk(published, "treasury")


def _typed(service: StandIn, **changes: str) -> dict[str, str]:
    return {
        "dienst": "epay21", "originator": "offenbach", "end_point": "verpflichtungserklaerung",
        "address": service.address("basic"), "user": "offenbach",
        "password": service.world.password("offenbach"), **changes,
    }  # fmt: skip


def _step(treasurer: Any, name: str, **typed: str) -> Any:
    return treasurer.browser.post(STEP, {"step": name, **typed}, follow=True)


def _there(city: Any, at: datetime) -> tuple[str, str]:
    with bind(city):
        found = in_force(at=at).section(PaymentsSection)
        return found.provider, found.account


def _begin(treasurer: Any, service: StandIn, **changes: str) -> str:
    answer = treasurer.browser.post(PAGE, _typed(service, **changes), follow=True)
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode())


def _pay(city: Any) -> None:
    with bind(city):
        row = switching.running()
    assert row is not None
    assert row.trial_page
    assert press(row.trial_page, "pay").headers["Location"].endswith("/amt/kasse/wechsel/zurueck/")


def test_from_the_first_page_to_the_new_service(service: StandIn, published: Any, treasurer: Any, at: datetime) -> None:
    soon = at + timedelta(minutes=5)
    before = _there(published, soon)
    assert "Verbindung prüfen" in _begin(treasurer, service)
    assert "1,00 € zur Probe" in _step(treasurer, "check").content.decode()
    page = _step(treasurer, "trial").content.decode()
    assert 'target="_blank"' in page
    assert "Nachsehen, ob das Geld da ist" in page
    assert "Kassenzeichen" in _step(treasurer, "look").content.decode()
    assert _there(published, soon) == before
    _pay(published)
    assert "Schritt 3 von 3" in _step(treasurer, "look").content.decode()
    assert _step(treasurer, "finish", reason="").status_code == 200
    assert _there(published, soon) == before
    assert "Umgestellt" in _step(treasurer, "finish", reason="Vertrag mit ekom21").content.decode()
    assert _there(published, soon) == ("xbezahldienste", "offenbach/verpflichtungserklaerung")
    with bind(published):
        version = ConfigurationVersion.objects.order_by("-number").first()
        assert version is not None
        assert (version.reason, bool(version.author)) == ("Vertrag mit ekom21", True)
        [kept] = secrets.kept()
        assert secrets.read(kept.name).decode() == service.world.password("offenbach")
        assert service.world.password("offenbach") not in str(version.document)
        [paid] = trial.paid_trials()
        assert (paid.amount_cents, paid.provider) == (100, "xbezahldienste")
        assert paid.cash_reference == service.world.store.all()[0]["asked"]["purpose"]
        assert Payment.objects.count() == 0


@pytest.mark.parametrize("until", ["begun", "check", "trial", "paid"])
def test_giving_up_at_any_step_changes_nothing(
    service: StandIn, published: Any, treasurer: Any, at: datetime, until: str
) -> None:
    soon = at + timedelta(minutes=5)
    before = _there(published, soon)
    _begin(treasurer, service)
    for name in ("check", "trial"):
        if until == "begun":
            break
        _step(treasurer, name)
        if until == name:
            break
    if until == "paid":
        _pay(published)
        _step(treasurer, "look")
    assert "bleibt alles, wie es war" in _step(treasurer, "give_up").content.decode()
    assert _there(published, soon) == before
    with bind(published):
        assert secrets.kept() == []
        assert switching.running() is None
        assert len(trial.paid_trials()) == (until == "paid")
    assert "abgebrochen" in treasurer.text(PAGE)


def test_payments_under_way_stay_where_they_were_begun(
    service: StandIn, published: Any, treasurer: Any, at: datetime
) -> None:
    """Begun on the old account, switched, paid late on the old one."""
    soon = at + timedelta(minutes=2)
    treasury.keep_secrets(service, published, at)
    treasury.publish(published, at, {**treasury.section(service, "offenbach"), "account": "offenbach/probe"})
    with bind(published):
        first = new_declaration(at=at)
        begun = start(bill=treasury.bill(service, first, at=soon, account="offenbach/probe"), at=soon)
    _begin(treasurer, service)
    for name in ("check", "trial"):
        _step(treasurer, name)
    _pay(published)
    _step(treasurer, "look")
    assert "Umgestellt" in _step(treasurer, "finish", reason="Neue Kasse").content.decode()
    with bind(published):
        options = dict(in_force(at=at + timedelta(minutes=5)).section(PaymentsSection).options)
        assert start(bill=treasury.bill(service, first, at=soon, options=options), at=soon).address == begun.address
        press(begun.address, "pay")
        paid = ask(payment_id=begun.payment_id, source=PaymentEvent.Source.RETURN, at=soon)
        assert (paid.state, paid.account) == (State.PAID, "offenbach/probe")
        fresh = start(bill=treasury.bill(service, new_declaration(at=at), at=soon, options=options), at=soon)
        assert Payment.objects.get(id=fresh.payment_id).account == "offenbach/verpflichtungserklaerung"


def test_a_change_that_is_published_for_a_later_day_is_not_overtaken(
    service: StandIn, published: Any, treasurer: Any, at: datetime
) -> None:
    treasury.publish(published, at + timedelta(days=9), {"provider": "stripe", "account": "acct_later"})
    _begin(treasurer, service)
    for name in ("check", "trial"):
        _step(treasurer, name)
    _pay(published)
    _step(treasurer, "look")
    answer = _step(treasurer, "finish", reason="Neue Kasse")
    assert (answer.status_code, "späteren Tag" in answer.content.decode()) == (409, True)


def test_a_trial_that_failed_or_differs_does_not_switch_and_can_be_repeated(
    service: StandIn, published: Any, treasurer: Any
) -> None:
    _begin(treasurer, service)
    _step(treasurer, "check")
    _step(treasurer, "trial")
    with bind(published):
        first = switching.running()
    assert first is not None
    press(str(first.trial_page), "fail")
    assert "nicht gelungen" in _step(treasurer, "look").content.decode()
    assert _step(treasurer, "finish", reason="trotzdem").status_code == 409
    _step(treasurer, "again")
    _step(treasurer, "trial")
    _pay(published)
    trouble(service, amount="2.00")
    assert "anders als verlangt" in _step(treasurer, "look").content.decode()
    assert _step(treasurer, "finish", reason="trotzdem").status_code == 409
    trouble(service, amount="")
    assert "Schritt 3 von 3" in _step(treasurer, "look").content.decode()
    _step(treasurer, "give_up")
    with bind(published):
        assert secrets.kept() == []


def test_what_cannot_work_is_refused_in_words_before_anything_is_kept(
    service: StandIn, published: Any, treasurer: Any, wiesbaden: Any
) -> None:
    for changes, said in (
        ({"address": "http://epay.example/"}, "nicht zu erreichen"),
        ({"originator": "a b"}, "nicht zu erreichen"),
        ({"dienst": "stripe", "stripe_account": "acct_somebody_elses"}, "nicht eingerichtet"),
        (
            {"dienst": "epaybl", "certificate": "unbekannt", "address": service.address("certificate")},
            "nichts hinterlegt",
        ),
    ):
        answer = treasurer.browser.post(PAGE, _typed(service, **changes))
        assert answer.status_code == 409
        assert said in answer.content.decode()
        assert service.world.password("offenbach") not in answer.content.decode()
    assert treasurer.browser.post(PAGE, _typed(service, password="")).status_code == 200
    with bind(published):
        assert (ProviderSwitch.objects.count(), secrets.kept()) == (0, [])


def test_a_wrong_password_and_a_silent_service_are_told_and_change_nothing(
    service: StandIn, published: Any, treasurer: Any
) -> None:
    _begin(treasurer, service, password="falsch")
    assert "lässt uns mit diesen Angaben nicht ein" in _step(treasurer, "check").content.decode()
    _step(treasurer, "give_up")
    _begin(treasurer, service)
    trouble(service, answers="down")
    assert "antwortet gerade nicht" in _step(treasurer, "check").content.decode()
    trouble(service, answers="normal")
    _step(treasurer, "check")
    trouble(service, answers="lost", calls="POST")
    assert _step(treasurer, "trial").status_code == 409
    trouble(service, answers="normal", calls="")
    _step(treasurer, "trial")
    assert len(service.world.store.all()) == 1


def test_one_change_at_a_time(service: StandIn, published: Any, treasurer: Any, at: datetime) -> None:
    _begin(treasurer, service)
    answer = treasurer.browser.post(PAGE, _typed(service, end_point="probe"))
    assert answer.status_code == 409
    with bind(published), pytest.raises(IntegrityError, match="switch_alone"):
        ProviderSwitch.objects.create(
            state="tried", old_provider="stripe", new_provider="stripe", new_account="x", trial_key="other",
            begun_by=1, begun_at=at,
        )  # fmt: skip


def test_only_the_treasury_may(service: StandIn, offenbach: Any, clerk: Callable[..., Any]) -> None:
    for role in ("clerk", "reader", "editor", "auditor"):
        person = clerk(offenbach, role)
        assert person.get(PAGE).status_code == 403
        assert person.browser.post(STEP, {"step": "give_up"}).status_code == 403


def test_the_way_back_is_open_and_says_nothing(offenbach: Any, browse: Any) -> None:
    answer = browse(offenbach).get(f"{PAGE}zurueck/")
    assert answer.status_code == 200
    assert "Sie können dieses Fenster schließen" in answer.content.decode()


def test_the_form_asks_only_what_the_chosen_service_must_be_told(treasurer: Any) -> None:
    first = treasurer.text(PAGE)
    assert "epay21" in first
    assert "Mandant" not in first
    assert "Bitte wählen Sie aus: Neuer Zahlungsdienst" in treasurer.text(f"{PAGE}?weiter=1")
    told = treasurer.text(f"{PAGE}?dienst=epay21")
    assert "Mandant" in told
    assert "Zertifikat-Kennworts" not in told
    assert "Mandant" not in treasurer.text(f"{PAGE}?dienst=stripe")


def test_the_owner_may_change_the_service_but_moves_no_money(published: Any, clerk: Callable[..., Any]) -> None:
    owner = clerk(published, "owner")
    assert "epay21" in owner.text(PAGE)
    assert "Zahlungsdienst wechseln" in owner.text("/amt/kasse/")
    assert owner.post(f"/amt/kasse/erstattung/{uuid4()}/", {"step": "release"}).status_code == 403
