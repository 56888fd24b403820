"""The Stripe stand-in as a fixture, with two cities' accounts, and a payer without a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests
import stripe

from billing.providers.base import PaymentLine, StartPayment
from billing.providers.stripe.adapter import StripeProvider
from billing.providers.stripe.client import new_client
from infra.standins.stripe import api, onboarding
from infra.standins.stripe.server import StandIn
from tests.contract.billing.stripe_holding import Holding

SECRET = "whsec_test"
OFFENBACH = "acct_Offenbach"
WIESBADEN = "acct_Wiesbaden"


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library waits half a second before it tries again."""
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0.01)
    monkeypatch.setattr(stripe.HTTPClient, "MAX_DELAY", 0.01)


@pytest.fixture
def stripe_holding(monkeypatch: pytest.MonkeyPatch) -> Holding:
    """Takes down whatever the library's types do not allow."""
    holding = Holding(api.handle)
    monkeypatch.setattr(api, "handle", holding)
    return holding


@pytest.fixture
def stripe_standin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stripe_holding: Holding) -> Iterator[StandIn]:
    hurry(monkeypatch)
    with StandIn(tmp_path / "stripe", webhook_secret=SECRET) as running:
        running.add_accounts({OFFENBACH: "Offenbach am Main", WIESBADEN: "Wiesbaden"})
        yield running
        stripe_holding.take_events(running.world)
        assert stripe_holding.problems == []


@pytest.fixture
def provider(stripe_standin: StandIn) -> StripeProvider:
    return StripeProvider(new_client("sk_test_zusage", stripe_standin.url), [SECRET])


def an_order(**changes: Any) -> StartPayment:
    payment_id = uuid4()
    order: dict[str, Any] = {
        "payment_id": payment_id,
        "account": OFFENBACH,
        "currency": "EUR",
        "lines": (PaymentLine("Verpflichtungserklärung", 2900), PaymentLine("Zustellung", 345)),
        "cash_reference": "VE7K3M9QXT",
        "methods": ("card", "paypal"),
        "locale": "de",
        "success_url": "http://offenbach.localhost/zahlung/zurueck",
        "cancel_url": "http://offenbach.localhost/zahlung/abgebrochen",
        "expires_at": datetime.now(UTC) + timedelta(hours=1),
        "idempotency_key": f"start-{payment_id}",
    }
    return StartPayment(**(order | changes))


def click(address: str, action: str) -> requests.Response:
    """A button of the hosted page; the way back to the city is not followed."""
    return requests.post(address, data={"action": action}, allow_redirects=False, timeout=10)


def bank(standin: StandIn, action: str, session_id: str) -> None:
    response = requests.post(
        f"{standin.url}/act", data={"action": action, "id": session_id}, allow_redirects=False, timeout=10
    )
    assert response.status_code == 303, response.text


def decide(standin: StandIn, account: str, step: str, day: str = "") -> None:
    """What Stripe thinks of an account from now on, as on the page behind an account link."""
    with standin.world.store.work():
        onboarding.decide(standin.world, account, step, day=day)


def faults(standin: StandIn, **wanted: str) -> None:
    response = requests.post(f"{standin.url}/faults", data=wanted, allow_redirects=False, timeout=10)
    assert response.status_code == 303, response.text


def events(standin: StandIn) -> list[dict[str, Any]]:
    """Oldest first."""
    return [event for _, event in reversed(standin.world.store.all_of("event"))]


def buttons(html: str) -> list[str]:
    return re.findall(r"<button[^>]*>([^<]+)</button>", html)
