"""A rehearsal tries a test card on the city's account; where it must not or cannot, it says why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from billing.payments import test_card
from billing.payments.test_card import UnableToTry
from billing.providers.registry import REHEARSAL, STRIPE, provider
from infra.standins.stripe import accounts
from infra.standins.stripe.server import StandIn
from tests.interface.billing.support import OFFENBACH, WIESBADEN

THERE = (STRIPE, OFFENBACH)


def refused(account: tuple[str, str]) -> str:
    with pytest.raises(UnableToTry) as refusal:
        test_card.attempt(account, name="rehearsal-1")
    return refusal.value.code


def test_it_is_the_bound_citys_account(in_offenbach: Any, stripe_standin: StandIn, at: datetime) -> None:
    assert test_card.account(at=at) == (STRIPE, "acct_offenbach")
    assert test_card.attempt(THERE, name="rehearsal-1").last4 == "4242"
    with stripe_standin.world.store.work():
        assert list(stripe_standin.world.store.all_of("payment_intent", WIESBADEN)) == []


def test_with_a_real_key_no_card_is_tried(in_offenbach: Any, stripe_standin: StandIn, settings: Settings) -> None:
    settings.STRIPE_SECRET_KEY = "sk_live_x"
    provider.cache_clear()
    assert refused(THERE) == "not_in_test_mode"
    with stripe_standin.world.store.work():
        assert list(stripe_standin.world.store.all_of("payment_intent", OFFENBACH)) == []


def test_a_provider_that_knows_no_test_mode_is_not_asked(in_offenbach: Any) -> None:
    assert refused((REHEARSAL, "x")) == "not_in_test_mode"


def test_an_account_that_cannot_take_money_yet_is_no_fault(in_offenbach: Any, stripe_standin: StandIn) -> None:
    with stripe_standin.world.store.work():
        accounts.set_step(stripe_standin.world, OFFENBACH, "new")
    assert refused(THERE) == "account_not_ready"
    assert refused((STRIPE, "acct_of_nobody")) == "account_not_ready"


def test_a_service_that_does_not_answer_is_no_fault(
    in_offenbach: Any, stripe_standin: StandIn, settings: Settings
) -> None:
    settings.STRIPE_API_BASE = "http://127.0.0.1:9"
    provider.cache_clear()
    assert refused(THERE) == "not_reachable"


def test_a_card_that_is_declined_is_told(
    in_offenbach: Any, stripe_standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("billing.providers.stripe.test_card._CARD", "pm_card_visa_chargeDeclined")
    assert refused(THERE) == "card_refused"
