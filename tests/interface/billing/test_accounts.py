"""The city's account: asked, remembered, told once; messages about it go to its own city."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from audit.operations import staff
from billing.payments import accounts, onboarding, timers
from billing.payments.checks import money_can_be_taken_now
from billing.payments.config import PaymentsSection
from billing.payments.models import AccountCheck, ProviderInbox
from billing.payments.onboarding import UnableToSetUpAccount
from billing.providers.base import AccountStanding, AccountState
from configuration.authority import Authority
from configuration.models import ConfigurationVersion
from configuration.queries import in_force
from infra.standins.stripe.server import StandIn
from outbox.models import OutboxEvent
from outbox.operations import dispatch
from tenants import doors
from tenants.binding import bind, bind_public
from tenants.models import StrayMessage
from tests.contract.billing.standin import decide, faults
from tests.interface.billing.support import OFFENBACH, WIESBADEN, announced, carry, messages
from tests.support.versions import as_before, change

Later = Callable[[timedelta], datetime]
BY = staff(1)


@pytest.fixture(autouse=True)
def versions(cities: tuple[Any, Any]) -> Iterator[None]:
    with as_before(cities):
        yield


def _use(city: Any, account: str, at: datetime) -> None:
    """The city's configuration names this account from now on."""
    change(city, PaymentsSection, at=at, provider="stripe", account=account)
    change(city, Authority, at=at, email="kasse@stadt.example")


@pytest.fixture
def configured(cities: tuple[Any, Any], stripe_standin: StandIn, at: datetime) -> tuple[Any, Any]:
    for city, account in zip(cities, (OFFENBACH, WIESBADEN), strict=True):
        _use(city, account, at)
    return cities


@pytest.fixture
def without_account(offenbach: Any, stripe_standin: StandIn, at: datetime) -> Any:
    _use(offenbach, "", at)
    return offenbach


def _thin(standin: StandIn) -> list[dict[str, Any]]:
    return [event for _, event in reversed(standin.world.store.all_of("v2.core.event"))]


def test_a_check_keeps_what_the_provider_says_and_asks_again_tomorrow(
    configured: Any, stripe_standin: StandIn, at: datetime
) -> None:
    with bind(configured[0]):
        [row] = accounts.check(at=at)
        assert (row.account, row.standing, row.pays_out) == (OFFENBACH, "can_charge", True)
        assert row.methods == ["card", "paypal", "sepa_debit"]
        accounts.check(at=at + timedelta(minutes=1))
        assert OutboxEvent.objects.filter(name=timers.ACCOUNT).count() == 1
        assert announced(accounts.CHANGED) == []
    with bind(configured[1]):
        assert AccountCheck.objects.count() == 0


@pytest.mark.usefixtures("eager")
def test_a_change_is_found_daily_and_told_once(
    configured: Any, stripe_standin: StandIn, at: datetime, later: Later
) -> None:
    with bind(configured[0]):
        accounts.check(at=at)
        decide(stripe_standin, OFFENBACH, "due", "2027-01-31")
        for day in (1, 2, 3):
            dispatch(at=later(timedelta(days=day, minutes=day)))
        row = AccountCheck.objects.get()
        assert (row.standing, row.since.date()) == ("action_needed", (at + timedelta(days=1)).date())
        [event] = OutboxEvent.objects.filter(name=accounts.CHANGED)
        assert event.payload == {
            "provider": "stripe", "account": OFFENBACH, "standing": "action_needed", "before": "can_charge",
        }  # fmt: skip
        assert OutboxEvent.objects.filter(name=timers.ACCOUNT, done_at=None).count() == 1


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("version", ["v1", "v2"])
def test_messages_about_an_account_reach_its_city_alone(
    configured: Any, stripe_standin: StandIn, settings: Settings, at: datetime, later: Later, version: str
) -> None:
    for city in configured:
        with bind(city):
            accounts.check(at=at)
    decide(stripe_standin, OFFENBACH, "blocked")
    moment = later(timedelta(hours=1))
    found = messages(stripe_standin, "account.updated") if version == "v1" else _thin(stripe_standin)
    for event in reversed(found):
        for _turn in range(2):
            assert carry(event, settings.STRIPE_WEBHOOK_SECRET).status_code == 200
    with bind(configured[0]):
        dispatch(at=moment)
        assert AccountCheck.objects.get().standing == "blocked"
        assert set(ProviderInbox.objects.values_list("outcome", flat=True)) == {"account"}
        assert ProviderInbox.objects.count() == len(found)
        assert announced(accounts.CHANGED) == [accounts.CHANGED]
    with bind(configured[1]):
        assert AccountCheck.objects.get().standing == "can_charge"
        assert ProviderInbox.objects.count() == 0


@pytest.mark.usefixtures("eager")
def test_what_a_message_says_of_the_account_is_not_believed(
    configured: Any, stripe_standin: StandIn, settings: Settings, at: datetime, later: Later
) -> None:
    decide(stripe_standin, OFFENBACH, "blocked")
    moment = later(timedelta(hours=1))
    [event] = messages(stripe_standin, "account.updated")
    event["data"]["object"]["charges_enabled"] = True
    carry(event, settings.STRIPE_WEBHOOK_SECRET)
    with bind(configured[0]):
        dispatch(at=moment)
        assert AccountCheck.objects.get().standing == "blocked"


@pytest.mark.usefixtures("eager")
def test_a_message_for_an_account_that_nobody_has_waits_and_alarms(
    configured: Any, stripe_standin: StandIn, settings: Settings, later: Later, caplog: pytest.LogCaptureFixture
) -> None:
    later(timedelta(minutes=1))
    decide(stripe_standin, OFFENBACH, "due")
    event = json.loads(json.dumps(_thin(stripe_standin)[0]).replace(OFFENBACH, "acct_Nobody"))
    with caplog.at_level(logging.ERROR):
        assert carry(event, settings.STRIPE_WEBHOOK_SECRET).status_code == 200
    assert "an account that no city has" in caplog.text
    with bind_public():
        assert [stray.external_id for stray in StrayMessage.objects.all()] == ["acct_Nobody"]


def test_an_older_answer_never_replaces_a_newer_one(in_offenbach: Any, at: datetime) -> None:
    account = ("stripe", OFFENBACH)
    accounts.remember(account, AccountState(OFFENBACH, AccountStanding.BLOCKED), at=at + timedelta(minutes=1))
    accounts.remember(account, AccountState(OFFENBACH, AccountStanding.CAN_CHARGE), at=at)
    assert AccountCheck.objects.get().standing == "blocked"


@pytest.mark.parametrize("fault", ["unavailable", "nonsense"])
def test_a_provider_that_is_down_changes_nothing_that_is_known(
    configured: Any, stripe_standin: StandIn, at: datetime, fault: str
) -> None:
    with bind(configured[0]):
        accounts.check(at=at)
        faults(stripe_standin, answers=fault)
        [row] = accounts.check(at=at + timedelta(days=1))
        assert (row.standing, row.checked_at) == ("can_charge", at)


def test_an_account_that_the_provider_does_not_know_is_blocked(
    offenbach: Any, stripe_standin: StandIn, at: datetime
) -> None:
    _use(offenbach, "acct_Mistyped", at)
    with bind(offenbach):
        [row] = accounts.check(at=at)
        assert (row.standing, row.wanted) == ("blocked", [accounts.UNKNOWN])


@pytest.mark.parametrize(
    ("step", "ready", "code"), [("complete", True, ""), ("due", True, ""), ("blocked", False, "account_blocked")]
)
def test_readiness_blocks_on_blocked_and_warns_of_what_is_due(
    configured: Any, stripe_standin: StandIn, at: datetime, step: str, *, ready: bool, code: str
) -> None:
    decide(stripe_standin, OFFENBACH, step, "2027-01-31")
    with bind(configured[0]):
        found = money_can_be_taken_now(at=at)
    assert (found.ready, found.code) == (ready, code)
    assert ("31. Januar 2027" in str(found.text)) is (step == "due")


def test_readiness_asks_when_nothing_fresh_is_known(configured: Any, stripe_standin: StandIn, at: datetime) -> None:
    with bind(configured[0]):
        assert money_can_be_taken_now(at=at).ready
        faults(stripe_standin, answers="unavailable")
        assert money_can_be_taken_now(at=at + timedelta(hours=25)).ready
        assert money_can_be_taken_now(at=at + timedelta(hours=27)).code == "account_unasked"
        faults(stripe_standin, answers="normal")
        decide(stripe_standin, OFFENBACH, "blocked")
        assert money_can_be_taken_now(at=at + timedelta(hours=27)).code == "account_blocked"


def test_a_city_without_account_gets_one_of_its_own_and_its_messages(
    without_account: Any, stripe_standin: StandIn, at: datetime
) -> None:
    with bind(without_account):
        row = onboarding.open_account(by=BY, at=at)
        assert row.standing == "blocked"
        assert "identity.business_details.address.line1" in row.wanted
        with pytest.raises(UnableToSetUpAccount) as refusal:
            onboarding.open_account(by=BY, at=at)
        assert refusal.value.code == "already_open"
    assert doors.find("stripe", row.account) == without_account
    assert len(stripe_standin.world.store.all_of("account")) == 3


def test_a_crash_between_opening_and_noting_opens_no_second_account(
    without_account: Any, stripe_standin: StandIn, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    with bind(without_account):
        for step in ("_open_door", "_note_opened"):
            with monkeypatch.context() as broken:
                broken.setattr(onboarding, step, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
                with pytest.raises(KeyboardInterrupt):
                    onboarding.open_account(by=BY, at=at)
        faults(stripe_standin, answers="lost", answers_left="2")
        with pytest.raises(UnableToSetUpAccount) as refusal:
            onboarding.open_account(by=BY, at=at)
        assert refusal.value.code == "try_again"
        onboarding.open_account(by=BY, at=at)
        assert AccountCheck.objects.count() == 1
    assert len(stripe_standin.world.store.all_of("account")) == 3


def test_an_account_is_taken_into_use_when_it_can_charge_with_author_and_reason(
    without_account: Any, stripe_standin: StandIn, at: datetime
) -> None:
    with bind(without_account):
        row = onboarding.open_account(by=BY, at=at)

        def refused(reason: str = "Freigabe der Kasse") -> str:
            with pytest.raises(UnableToSetUpAccount) as refusal:
                onboarding.take_into_use(check_id=row.id, reason=reason, by=BY, author="staff 1", at=at)
            return refusal.value.code

        assert (refused(), refused(" ")) == ("account_blocked", "reason_missing")
        before = in_force(at=at).stored
        decide(stripe_standin, row.account, "complete")
        number = onboarding.take_into_use(check_id=row.id, reason="Freigabe", by=BY, author="staff 1", at=at)
        version = ConfigurationVersion.objects.get(number=number)
        assert (version.author, version.reason) == ("staff 1", "Freigabe")
        assert accounts.account_in_force(at=at) == ("stripe", row.account)
        after = in_force(at=at).stored
        assert {name for name in after if after[name] != before[name]} == {"payments"}


def test_a_city_that_takes_money_already_has_to_switch(configured: Any, stripe_standin: StandIn, at: datetime) -> None:
    with bind(configured[0]):
        row = onboarding.open_account(by=BY, at=at)
        decide(stripe_standin, row.account, "complete")
        with pytest.raises(UnableToSetUpAccount) as refusal:
            onboarding.take_into_use(check_id=row.id, reason="x", by=BY, author="staff 1", at=at)
        assert refusal.value.code == "switch_needed"
        assert accounts.account_in_force(at=at) == ("stripe", OFFENBACH)


def test_another_citys_account_is_refused(
    without_account: Any, stripe_standin: StandIn, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even if the provider should answer it, or a row of it should have come here."""
    from billing.providers.stripe.adapter import StripeProvider

    monkeypatch.setattr(StripeProvider, "open_account", lambda *_: WIESBADEN)
    with bind(without_account):
        with pytest.raises(UnableToSetUpAccount) as refusal:
            onboarding.open_account(by=BY, at=at)
        assert (refusal.value.code, AccountCheck.objects.count()) == ("account_of_another", 0)
        row = accounts.remember(
            ("stripe", WIESBADEN), AccountState(WIESBADEN, AccountStanding.CAN_CHARGE), at=at - timedelta(days=1)
        )
        with pytest.raises(UnableToSetUpAccount) as refusal:
            onboarding.take_into_use(check_id=row.id, reason="x", by=BY, author="staff 1", at=at)
        assert refusal.value.code == "account_of_another"
        assert accounts.account_in_force(at=at)[1] == ""


def test_a_planned_change_of_the_configuration_is_not_overtaken(
    without_account: Any, stripe_standin: StandIn, at: datetime
) -> None:
    from django.db import transaction

    from configuration import document
    from configuration.document import UnableToConfigure
    from configuration.operations import publish

    with bind(without_account):
        row = onboarding.open_account(by=BY, at=at)
        decide(stripe_standin, row.account, "complete")
        raw = document.as_typed(in_force(at=at).stored) | {"payments": {"page_minutes": 60}}
        with transaction.atomic():
            publish(raw=raw, author="test", at=at, valid_from=at + timedelta(days=9))
        with pytest.raises(UnableToConfigure):
            onboarding.take_into_use(check_id=row.id, reason="x", by=BY, author="staff 1", at=at)


def test_the_provider_is_never_asked_inside_a_transaction(configured: Any, at: datetime) -> None:
    from django.db import transaction

    with bind(configured[0]), transaction.atomic():
        for call in (accounts.check, lambda at: onboarding.open_account(by=BY, at=at), money_can_be_taken_now):
            with pytest.raises(RuntimeError):
                call(at=at)


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("Stadt Offenbach am Main", "STADT OFFENBACH AM MAI"),
        ("Kreis Düren", "KREIS DUEREN"),
        ("Ulm", "STADT ULM"),
        ("Große Kreisstadt Böblingen", "GROSSE KREISSTADT BOEB"),
    ],
)
def test_statements_are_plain_and_fit(name: str, statement: str) -> None:
    assert onboarding.statement_of(name) == statement
    assert onboarding.STATEMENT_LEAST <= len(statement) <= onboarding.STATEMENT_PLACES
