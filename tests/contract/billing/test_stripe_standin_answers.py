"""The stand-in answers with what the stripe library says that Stripe answers with."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests
import stripe
from stripe.params import RefundCreateParams
from stripe.params.checkout import SessionCreateParams, SessionCreateParamsPaymentIntentData
from stripe.params.v2.core import AccountCreateParams, AccountLinkCreateParams

from billing.providers.cards import TestCard
from billing.providers.stripe.accounts import new_account, onboarding_page
from billing.providers.stripe.adapter import StripeProvider
from billing.providers.stripe.client import API_VERSION
from billing.providers.stripe.request import checkout_session
from infra.standins.stripe import accounts_v2, orders, reversals, sessions, shapes
from infra.standins.stripe.events import emit
from infra.standins.stripe.onboarding import CAPABILITY_UPDATED, REQUIREMENTS_UPDATED
from infra.standins.stripe.server import StandIn
from tests.contract.billing.standin import OFFENBACH, an_order, bank, click, decide, events
from tests.contract.billing.stripe_holding import CALLS, Holding, known_to_the_standin
from tests.contract.billing.stripe_params import wrong_parameters
from tests.contract.billing.stripe_types import differences
from tests.contract.billing.test_stripe_test_card import at as in_test_mode

HEADERS = {"Authorization": "Bearer sk_test_zusage", "Stripe-Account": OFFENBACH}


def _get(standin: StandIn, path: str) -> dict[str, Any]:
    response = requests.get(f"{standin.url}{path}", headers=HEADERS, timeout=10)
    assert response.status_code == 200, response.text
    return dict(response.json())


def _session(standin: StandIn, session_id: str) -> dict[str, Any]:
    return _get(standin, f"/v1/checkout/sessions/{session_id}?expand[0]=payment_intent.latest_charge")


@pytest.mark.parametrize(
    "actions",
    [[], ["decline"], ["decline", "pay"], ["debit"], ["pay"], ["secure"], ["secure", "pay"], ["pay_by_paypal"]],
)
def test_sessions_intents_and_charges_have_the_librarys_shape(
    stripe_standin: StandIn, provider: StripeProvider, actions: list[str]
) -> None:
    started = provider.start(an_order(methods=()))
    for action in actions:
        click(started.redirect_url, action)
    session = _session(stripe_standin, started.provider_ref)
    assert differences(session, stripe.checkout.Session) == []
    if actions:
        intent = session["payment_intent"]
        assert differences(intent, stripe.PaymentIntent) == []
        if actions != ["secure"]:
            assert differences(intent["latest_charge"], stripe.Charge) == []


def test_reversals_have_the_librarys_shape(stripe_standin: StandIn, provider: StripeProvider) -> None:
    for action in ("refund", "refund_half", "dispute_lost", "dispute_won"):
        started = provider.start(an_order())
        click(started.redirect_url, "pay")
        bank(stripe_standin, action, started.provider_ref)
    refunds = _get(stripe_standin, "/v1/refunds")["data"]
    disputes = _get(stripe_standin, "/v1/disputes")["data"]
    assert [differences(refund, stripe.Refund) for refund in refunds] == [[], []]
    assert [differences(dispute, stripe.Dispute) for dispute in disputes] == [[], []]


def test_events_have_the_librarys_shape_and_known_kinds(stripe_standin: StandIn, provider: StripeProvider) -> None:
    for after in ("refund", "dispute_lost"):
        started = provider.start(an_order())
        click(started.redirect_url, "decline")
        click(started.redirect_url, "pay")
        bank(stripe_standin, after, started.provider_ref)
    for outcome in ("debit_ok", "debit_failed"):
        started = provider.start(an_order(methods=()))
        click(started.redirect_url, "debit")
        bank(stripe_standin, outcome, started.provider_ref)
    bank(stripe_standin, "expire", provider.start(an_order()).provider_ref)
    kinds = {event["type"] for event in events(stripe_standin)}
    assert {"checkout.session.completed", "checkout.session.expired", "charge.refunded"} <= kinds
    assert {"checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed"} <= kinds
    assert [problem for event in events(stripe_standin) for problem in differences(event, stripe.Event)] == []


PARTS = ("configuration.merchant", "requirements", "future_requirements", "defaults")


@pytest.mark.parametrize("step", ["new", "complete", "due", "blocked"])
def test_accounts_have_the_librarys_shape_in_both_versions(stripe_standin: StandIn, step: str) -> None:
    client = stripe.StripeClient("sk_test_zusage", base_addresses={"api": stripe_standin.url})
    made = client.v2.core.accounts.create({"display_name": "Musterstadt", "dashboard": "full"})
    assert made.configuration is None
    decide(stripe_standin, made.id, step)
    query = "&".join(f"include[{number}]={part}" for number, part in enumerate(PARTS))
    whole = _get(stripe_standin, f"/v2/core/accounts/{made.id}?{query}")
    assert whole["configuration"]["merchant"]["capabilities"]["card_payments"]["status"] in ("active", "restricted")
    assert differences(whole, stripe.v2.core.Account) == []
    assert differences(_get(stripe_standin, f"/v1/accounts/{made.id}"), stripe.Account) == []
    [offered] = _get(stripe_standin, "/v1/payment_method_configurations")["data"]
    assert differences(offered, stripe.PaymentMethodConfiguration, complete=False) == []


def test_account_links_and_thin_events_have_the_librarys_shape(
    stripe_standin: StandIn, provider: StripeProvider
) -> None:
    client = stripe.StripeClient("sk_test_zusage", base_addresses={"api": stripe_standin.url})
    link = client.v2.core.account_links.create(onboarding_page(OFFENBACH, "http://localhost/a", "http://localhost/b"))
    assert differences(link.to_dict(), stripe.v2.core.AccountLink) == []
    decide(stripe_standin, OFFENBACH, "due")
    thin = [event for _, event in stripe_standin.world.store.all_of("v2.core.event")]
    assert {event["type"] for event in thin} == {REQUIREMENTS_UPDATED, CAPABILITY_UPDATED}
    for event in thin:
        body = {name: value for name, value in event.items() if name != "related_object"}
        assert differences(body, stripe.v2.core.Event) == []
        read = client.parse_event_notification_without_verification(json.dumps(event))
        assert type(read).__name__ != "UnknownEventNotification"
        assert client.v2.core.events.retrieve(event["id"]).type == event["type"]


def test_what_is_sent_about_accounts_is_the_librarys() -> None:
    from tests.contract.billing.test_stripe_accounts import an_account_order

    assert wrong_parameters(dict(new_account(an_account_order())), AccountCreateParams, form=False) == []
    assert (
        wrong_parameters(dict(onboarding_page("acct_1", "http://a", "http://b")), AccountLinkCreateParams, form=False)
        == []
    )
    assert set(AccountCreateParams.__annotations__) >= accounts_v2.KNOWN


def test_every_parameter_that_the_standin_takes_is_one_of_the_librarys() -> None:
    assert set(SessionCreateParams.__annotations__) >= orders.KNOWN
    assert set(SessionCreateParamsPaymentIntentData.__annotations__) >= orders.KNOWN_OF_INTENT
    assert set(RefundCreateParams.__annotations__) >= reversals.KNOWN_OF_REFUND


def test_every_address_of_the_standin_is_held_and_asked(
    stripe_standin: StandIn, provider: StripeProvider, stripe_holding: Holding
) -> None:
    """The fixture holds each answer to the library's types; here each address is asked once."""
    unpaid, paid = provider.start(an_order()), provider.start(an_order())
    provider.close(unpaid.provider_ref, account=OFFENBACH, idempotency_key="close-1")
    click(paid.redirect_url, "pay")
    client = stripe.StripeClient("sk_test_zusage", base_addresses={"api": stripe_standin.url})
    intent = provider.fetch(paid.provider_ref, account=OFFENBACH).raw_ref
    client.v1.refunds.create({"payment_intent": intent, "amount": 100}, {"stripe_account": OFFENBACH})
    bank(stripe_standin, "pay_out", OFFENBACH)
    bank(stripe_standin, "dispute_open", paid.provider_ref)
    for path in ("refunds", "disputes", "balance_transactions", "events", "payouts"):
        for thing in _get(stripe_standin, f"/v1/{path}?limit=1")["data"]:
            _get(stripe_standin, f"/v1/{path}/{thing['id']}")
    charge = _get(stripe_standin, f"/v1/payment_intents/{intent}")["latest_charge"]
    _get(stripe_standin, f"/v1/charges/{charge}")
    client.v1.accounts.create({"business_profile": {"name": "Musterstadt"}})
    client.v1.accounts.retrieve(OFFENBACH)
    client.v2.core.accounts.create({"display_name": "Musterstadt", "dashboard": "full"})
    provider.account_page(OFFENBACH, return_url="http://a", refresh_url="http://b", idempotency_key="link-1")
    provider.account(OFFENBACH)
    in_test_mode(stripe_standin).try_card(TestCard(OFFENBACH, 100, "EUR", "held-1"))
    decide(stripe_standin, OFFENBACH, "due")
    [(_, event), *_] = stripe_standin.world.store.all_of("v2.core.event")
    client.v2.core.events.retrieve(event["id"])
    assert known_to_the_standin() == set(CALLS) == stripe_holding.calls


def test_adapter_standin_and_library_mean_the_same_version_of_the_api() -> None:
    assert stripe.api_version == API_VERSION == shapes.API_VERSION


def test_the_comparison_itself_sees_what_is_wrong(stripe_standin: StandIn, provider: StripeProvider) -> None:
    session = _session(stripe_standin, provider.start(an_order()).provider_ref)
    spoilt = session | {"status": "finished", "amount_total": "2900", "surprise": 1}
    del spoilt["locale"]
    problems = "\n".join(differences(spoilt, stripe.checkout.Session))
    assert all(f"Session.{name}:" in problems for name in ("status", "amount_total", "surprise", "locale"))


@pytest.fixture
def found(stripe_holding: Holding) -> Callable[[], str]:
    """What the holding has found so far, and then forgets."""

    def take() -> str:
        problems = "\n".join(stripe_holding.problems)
        stripe_holding.problems.clear()
        return problems

    return take


@pytest.mark.parametrize(
    ("spoilt", "problem"),
    [
        ({"surprise": 1}, "Session.surprise: the library knows no such field"),
        ({"amount_total": "2900"}, "Session.amount_total: '2900' is not int"),
        ({"status": "finished"}, "Session.status: 'finished' is none of the known values"),
        ({"metadata": {"payment": 1}}, "Session.metadata.payment: 1 is not str"),
        ({"automatic_tax": {"enabled": False, "why": ""}}, "automatic_tax.why: the library knows no such field"),
        ({"custom_fields": None}, "Session.custom_fields: not a list"),
    ],
)
def test_an_answer_that_the_library_does_not_know_is_found(
    provider: StripeProvider,
    found: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
    spoilt: dict[str, Any],
    problem: str,
) -> None:
    shown = sessions.shown
    monkeypatch.setattr(sessions, "shown", lambda *call: shown(*call) | spoilt)
    provider.start(an_order())
    assert problem in found()


def _without(params: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in params.items() if key != name}


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [
        (
            lambda sent: sent | {"payment_intent_data": sent["payment_intent_data"] | {"x": 1}},
            "intent_data.x: the library",
        ),
        (lambda sent: sent | {"line_items": [sent["line_items"][0] | {"sum": 1}]}, "line_items[0].sum: the library"),
        (lambda sent: sent | {"submit_type": "give"}, "submit_type: 'give' is none of the known values"),
        (lambda sent: sent | {"expires_at": "soon"}, "expires_at: 'soon' is not int"),
        (lambda sent: sent | {"adaptive_pricing": {"enabled": "no"}}, "adaptive_pricing.enabled: 'no' is not bool"),
        (lambda sent: sent | {"stripe_account": "acct_1"}, "stripe_account: the library knows no such parameter"),
    ],
)
def test_a_parameter_that_the_library_does_not_know_is_found(
    spoil: Callable[[dict[str, Any]], dict[str, Any]], problem: str
) -> None:
    sent = dict(checkout_session(an_order()))
    assert wrong_parameters(sent, SessionCreateParams, form=False) == []
    assert problem in "\n".join(wrong_parameters(spoil(sent), SessionCreateParams, form=False))


def test_a_parameter_that_is_needed_and_lacks_is_found() -> None:
    page = dict(onboarding_page("acct_1", "http://a", "http://b"))
    assert wrong_parameters(_without(page, "account"), AccountLinkCreateParams, form=False) == [
        "AccountLinkCreateParams.account: lacks"
    ]


def test_what_is_sent_is_looked_at_on_the_wire(stripe_standin: StandIn, found: Callable[[], str]) -> None:
    """Also where the stand-in itself would not mind."""
    _get(stripe_standin, "/v1/disputes?limit=10&surprise=1&expand=charge")
    problems = found()
    assert "DisputeListParams.surprise: the library knows no such parameter" in problems
    assert "DisputeListParams.expand: not a list" in problems


def test_events_are_held_with_what_is_in_them(
    stripe_standin: StandIn, stripe_holding: Holding, found: Callable[[], str]
) -> None:
    with stripe_standin.world.store.work():
        emit(stripe_standin.world, OFFENBACH, "refund.made", {"object": "refund", "id": "re_1", "amount": "1"})
    stripe_holding.take_events(stripe_standin.world)
    problems = found()
    assert "Event.type: 'refund.made' is none of the known values" in problems
    assert "Refund.amount: '1' is not int" in problems
    with stripe_standin.world.store.work():
        stripe_standin.world.store.rows("DELETE FROM objects WHERE kind = 'event'")
