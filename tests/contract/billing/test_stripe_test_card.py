"""A test card on a city's account: reserved and let go, in test mode alone."""

from __future__ import annotations

from typing import Any

import pytest

from billing.providers.base import Misconfigured, ProviderRefused
from billing.providers.cards import TestCard
from billing.providers.stripe import test_card
from billing.providers.stripe.adapter import StripeProvider
from billing.providers.stripe.client import new_client
from infra.standins.stripe import accounts
from infra.standins.stripe.server import StandIn
from tests.contract.billing.standin import OFFENBACH

CARD = TestCard(OFFENBACH, 100, "EUR", "rehearsal-1")


def at(standin: StandIn, key: str = "sk_test_local") -> StripeProvider:
    return StripeProvider(new_client(key, standin.url), (), in_test_mode=test_card.is_test_key(key))


def kept(standin: StandIn, kind: str) -> list[dict[str, Any]]:
    with standin.world.store.work():
        return [thing for _, thing in standin.world.store.all_of(kind, OFFENBACH)]


def test_the_card_is_let_go_at_once_and_nothing_stands_in_the_book(stripe_standin: StandIn) -> None:
    assert at(stripe_standin).try_card(CARD).last4 == "4242"
    assert at(stripe_standin).try_card(CARD).last4 == "4242"
    assert [(one["status"], one["livemode"]) for one in kept(stripe_standin, "payment_intent")] == [("canceled", False)]
    assert kept(stripe_standin, "charge") == kept(stripe_standin, "balance_transaction") == []


@pytest.mark.parametrize("key", ["sk_live_x", "rk_live_x", "pk_test_x", "x_sk_test_"])
def test_with_any_other_key_nobody_is_asked(stripe_standin: StandIn, key: str) -> None:
    provider = at(stripe_standin, key)
    assert not provider.in_test_mode
    with pytest.raises(Misconfigured, match="test key"):
        provider.try_card(CARD)
    assert kept(stripe_standin, "payment_intent") == []


def test_restricted_keys_of_the_test_mode_are_test_keys() -> None:
    assert test_card.is_test_key("rk_test_x")


def test_a_card_that_is_declined_is_a_refusal(stripe_standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(test_card, "_CARD", "pm_card_visa_chargeDeclined")
    with pytest.raises(ProviderRefused, match="card_declined"):
        at(stripe_standin).try_card(CARD)


def test_an_account_that_takes_no_money_refuses_it(stripe_standin: StandIn) -> None:
    with stripe_standin.world.store.work():
        accounts.set_step(stripe_standin.world, OFFENBACH, "blocked")
    with pytest.raises(ProviderRefused):
        at(stripe_standin).try_card(CARD)
