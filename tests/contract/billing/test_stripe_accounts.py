"""A city's account at Stripe: opened, described, and read as one of three honest states."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import stripe

from billing.fees.config import Method
from billing.providers.account_opening import NewAccount
from billing.providers.base import AccountStanding, Misconfigured, ProviderRefused, ProviderUnavailable
from billing.providers.stripe.accounts import OFFERED, read_account
from billing.providers.stripe.adapter import StripeProvider
from billing.providers.stripe.client import new_client
from infra.standins.stripe.accounts import ASKED_AT_FIRST, ASKED_LATER
from infra.standins.stripe.delivery import sign
from infra.standins.stripe.server import StandIn
from tests.contract.billing.standin import OFFENBACH, SECRET, WIESBADEN, an_order, click, decide, faults

BACK, AGAIN = "http://offenbach.localhost/zurueck", "http://offenbach.localhost/noch-einmal"


def an_account_order(**changes: Any) -> NewAccount:
    order: dict[str, Any] = {
        "name": "Stadt Offenbach am Main",
        "email": "kasse@offenbach.example",
        "website": "https://www.offenbach.example",
        "statement": "STADT OFFENBACH",
        "our_ref": "offenbach",
        "idempotency_key": "account-offenbach-0",
    }
    return NewAccount(**(order | changes))


def _page(provider: StripeProvider, account: str, key: str = "link-1") -> str:
    return provider.account_page(account, return_url=BACK, refresh_url=AGAIN, idempotency_key=key)


def test_a_new_account_is_the_citys_own_and_blocked_until_it_has_said_everything(
    stripe_standin: StandIn, provider: StripeProvider
) -> None:
    account = provider.open_account(an_account_order())
    [made] = [thing for _, thing in stripe_standin.world.store.all_of("account") if thing["id"] == account]
    asked = made["_asked"]
    assert (asked["dashboard"], asked["identity"]["entity_type"]) == ("full", "government_entity")
    assert set(asked["defaults"]["responsibilities"].values()) == {"stripe"}
    assert not {"application_fee", "fees"} & asked.keys()
    assert asked["configuration"]["merchant"]["statement_descriptor"] == {
        "descriptor": "STADT OFFENBACH", "prefix": "STADT OFFE",
    }  # fmt: skip
    state = provider.account(account)
    assert (state.standing, state.methods, state.pays_out) == (AccountStanding.BLOCKED, (), False)
    assert state.wanted[: len(ASKED_AT_FIRST)] == ASKED_AT_FIRST
    assert state.due_by is None


def test_repeating_opens_no_second_account(stripe_standin: StandIn, provider: StripeProvider) -> None:
    faults(stripe_standin, answers="lost", answers_left="1")
    assert provider.open_account(an_account_order()) == provider.open_account(an_account_order())
    assert len(stripe_standin.world.store.all_of("account")) == 3


def test_the_way_through_the_hosted_page_to_an_account_that_takes_money(
    stripe_standin: StandIn, provider: StripeProvider
) -> None:
    account = provider.open_account(an_account_order())
    page = _page(provider, account)
    assert "Alles angegeben" in requests.get(page, timeout=10).text
    answer = requests.post(page, data={"step": "complete"}, allow_redirects=False, timeout=10)
    assert answer.headers["Location"] == BACK
    state = provider.account(account)
    assert (state.standing, state.wanted, state.pays_out) == (AccountStanding.CAN_CHARGE, (), True)
    assert state.methods == ("card", "paypal", "sepa_debit")
    started = provider.start(an_order(account=account))
    assert click(started.redirect_url, "pay").status_code == 303


def test_a_link_is_good_for_one_visit_and_five_minutes(stripe_standin: StandIn, provider: StripeProvider) -> None:
    used, late = _page(provider, OFFENBACH), _page(provider, OFFENBACH, "link-2")
    requests.post(used, data={"step": "later"}, allow_redirects=False, timeout=10)
    assert requests.get(used, allow_redirects=False, timeout=10).headers["Location"] == AGAIN
    soon = stripe_standin.world.clock() + 301
    stripe_standin.world.clock = lambda: soon
    assert requests.get(late, allow_redirects=False, timeout=10).headers["Location"] == AGAIN


def test_what_is_due_is_said_with_its_day(stripe_standin: StandIn, provider: StripeProvider) -> None:
    page = _page(provider, OFFENBACH)
    requests.post(page, data={"step": "due", "due": "2027-09-30"}, allow_redirects=False, timeout=10)
    state = provider.account(OFFENBACH)
    assert (state.standing, state.wanted) == (AccountStanding.ACTION_NEEDED, ASKED_LATER)
    assert state.due_by == datetime(2027, 9, 30, tzinfo=UTC)
    assert state.methods


def test_a_blocked_account_says_why_and_offers_nothing(stripe_standin: StandIn, provider: StripeProvider) -> None:
    decide(stripe_standin, OFFENBACH, "blocked")
    state = provider.account(OFFENBACH)
    assert (state.standing, state.methods, state.pays_out) == (AccountStanding.BLOCKED, (), False)
    assert state.wanted == (*ASKED_LATER, "requirements_past_due")
    assert provider.account(WIESBADEN).standing is AccountStanding.CAN_CHARGE


def test_what_a_city_can_wish_is_what_can_be_offered_and_what_has_ended_is_not() -> None:
    assert set(OFFERED) == {method.value for method in Method}
    assert not {"giropay", "sofort", "paydirekt"} & set(OFFERED)


def test_an_account_that_is_not_ours_is_refused(stripe_standin: StandIn, provider: StripeProvider) -> None:
    with pytest.raises(ProviderRefused):
        provider.account("acct_Nobody")


def test_a_key_that_is_refused_is_our_trouble_and_says_nothing_of_the_account(stripe_standin: StandIn) -> None:
    with pytest.raises(Misconfigured):
        StripeProvider(new_client("sk_live_x", stripe_standin.url), [SECRET]).account(OFFENBACH)


@pytest.mark.parametrize("fault", ["unavailable", "nonsense", "lost"])
def test_trouble_at_stripe_says_nothing_of_the_account(
    stripe_standin: StandIn, provider: StripeProvider, fault: str
) -> None:
    faults(stripe_standin, answers=fault)
    with pytest.raises(ProviderUnavailable):
        provider.account(OFFENBACH)


def _read(whole: dict[str, Any], **changes: Any) -> Any:
    account = stripe.v2.core.Account.construct_from(whole | changes, "sk_test_x")
    return read_account(account, [])


def _whole(standin: StandIn, account: str) -> dict[str, Any]:
    client = stripe.StripeClient("sk_test_x", base_addresses={"api": standin.url})
    found = client.v2.core.accounts.retrieve(
        account, {"include": ["configuration.merchant", "requirements", "future_requirements"]}
    )
    return dict(found.to_dict())


def test_what_stripe_itself_is_working_on_is_nobodys_task(stripe_standin: StandIn) -> None:
    decide(stripe_standin, OFFENBACH, "due")
    whole = _whole(stripe_standin, OFFENBACH)
    for entry in whole["requirements"]["entries"]:
        entry["awaiting_action_from"] = "stripe"
    assert _read(whole).standing is AccountStanding.CAN_CHARGE


def test_what_will_be_wanted_some_day_is_no_task_yet(stripe_standin: StandIn) -> None:
    decide(stripe_standin, OFFENBACH, "due")
    whole = _whole(stripe_standin, OFFENBACH)
    whole["requirements"]["entries"][0]["minimum_deadline"]["status"] = "eventually_due"
    whole["requirements"]["summary"]["minimum_deadline"]["status"] = "eventually_due"
    assert _read(whole).standing is AccountStanding.CAN_CHARGE
    moved = whole | {"requirements": None, "future_requirements": _whole(stripe_standin, OFFENBACH)["requirements"]}
    assert _read(moved).standing is AccountStanding.ACTION_NEEDED


def test_a_closed_account_is_blocked_whatever_else_it_says(stripe_standin: StandIn) -> None:
    assert _read(_whole(stripe_standin, OFFENBACH), closed=True).standing is AccountStanding.BLOCKED


def _thin(**changes: Any) -> dict[str, Any]:
    event = {
        "id": "evt_test_1", "object": "v2.core.event", "type": "v2.core.account[requirements].updated",
        "created": "2027-08-03T10:00:00.000Z", "livemode": False, "context": None, "reason": None,
        "related_object": {"id": OFFENBACH, "type": "v2.core.account", "url": f"/v2/core/accounts/{OFFENBACH}"},
    }  # fmt: skip
    return event | changes


NOW = datetime(2027, 8, 3, 10, 0, tzinfo=UTC)


def _parse(provider: StripeProvider, event: dict[str, Any], at: datetime = NOW) -> Any:
    body = json.dumps(event).encode()
    return provider.parse_notification(body, {"Stripe-Signature": sign(SECRET, body, int(NOW.timestamp()))}, at=at)


def test_thin_events_are_routed_by_the_account_they_are_about(provider: StripeProvider) -> None:
    read = _parse(provider, _thin())
    assert (read.account, read.kind, read.created_at) == (OFFENBACH, "v2.core.account[requirements].updated", NOW)
    inside = _thin(context=f"acct_platform/{WIESBADEN}", related_object=None, type="v2.money.unheard_of")
    assert _parse(provider, inside).account == WIESBADEN
    person = {"id": "person_1", "type": "v2.core.account_person", "url": "/v2/core/x"}
    assert _parse(provider, _thin(related_object=person, type="v2.core.account_person.updated")).account == ""


def test_thin_events_are_believed_no_longer_than_others(provider: StripeProvider) -> None:
    from billing.providers.base import Forged

    with pytest.raises(Forged):
        _parse(provider, _thin(), at=NOW + timedelta(minutes=6))
    for spoilt in (
        _thin(object="v3.event"),
        _thin(created="soon"),
        _thin(related_object={}),
        {"object": "v2.core.event"},
    ):
        with pytest.raises(Forged):
            _parse(provider, spoilt)
