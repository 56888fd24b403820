"""The stand-in answers with what the stripe library says that Stripe answers with."""

from __future__ import annotations

from typing import Any

import pytest
import requests
import stripe
from stripe.params.checkout import SessionCreateParams, SessionCreateParamsPaymentIntentData

from billing.providers.stripe.adapter import StripeProvider
from billing.providers.stripe.client import API_VERSION
from infra.standins.stripe import orders, shapes
from infra.standins.stripe.server import StandIn
from tests.contract.billing.standin import OFFENBACH, an_order, bank, click, events
from tests.contract.billing.stripe_types import differences

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


def test_accounts_have_the_librarys_shape_in_both_versions(stripe_standin: StandIn) -> None:
    client = stripe.StripeClient("sk_test_zusage", base_addresses={"api": stripe_standin.url})
    made = client.v2.core.accounts.create({"display_name": "Musterstadt", "dashboard": "full"})
    assert made.to_dict()["configuration"]["merchant"]["capabilities"]["card_payments"]["status"] == "active"
    assert differences(_get(stripe_standin, f"/v2/core/accounts/{made.id}"), stripe.v2.core.Account) == []
    assert differences(_get(stripe_standin, f"/v1/accounts/{made.id}"), stripe.Account) == []


def test_every_parameter_that_the_standin_takes_is_one_of_the_librarys() -> None:
    assert set(SessionCreateParams.__annotations__) >= orders.KNOWN
    assert set(SessionCreateParamsPaymentIntentData.__annotations__) >= orders.KNOWN_OF_INTENT


def test_adapter_standin_and_library_mean_the_same_version_of_the_api() -> None:
    assert stripe.api_version == API_VERSION == shapes.API_VERSION


def test_the_comparison_itself_sees_what_is_wrong(stripe_standin: StandIn, provider: StripeProvider) -> None:
    session = _session(stripe_standin, provider.start(an_order()).provider_ref)
    spoilt = session | {"status": "finished", "amount_total": "2900", "surprise": 1}
    del spoilt["locale"]
    problems = "\n".join(differences(spoilt, stripe.checkout.Session))
    assert all(f"Session.{name}:" in problems for name in ("status", "amount_total", "surprise", "locale"))
