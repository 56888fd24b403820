"""The same provider against Stripe itself, in test mode: only where a test key and two connected accounts are at hand.

``test_every_provider.py`` runs there too. ``STRIPE_LIVE_TEST_KEY`` is a platform's ``sk_test_…``; ``STRIPE_LIVE_ACCOUNTS`` two of its accounts with a comma between.
Nothing is paid here: nobody but a person can fill in Stripe's page.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import stripe

from billing.providers.base import Misconfigured, PaymentLine, ProviderRefused, ProviderStatus
from billing.providers.stripe.accounts import WHOLE
from billing.providers.stripe.adapter import StripeProvider
from billing.providers.stripe.client import new_client
from tests.contract.billing.live import ACCOUNTS, IS_SET_UP, KEY, WHY_NOT
from tests.contract.billing.standin import an_order
from tests.contract.billing.stripe_holding import answer_differences
from tests.contract.billing.stripe_types import differences

pytestmark = pytest.mark.skipif(not IS_SET_UP, reason=WHY_NOT)


@pytest.fixture
def real() -> StripeProvider:
    return StripeProvider(new_client(KEY), ["whsec_unused"])


def test_a_page_opens_once_is_seen_and_ends(real: StripeProvider) -> None:
    order = an_order(account=ACCOUNTS[0], methods=())
    started = real.start(order)
    assert real.start(order) == started
    seen = real.fetch(started.provider_ref, account=ACCOUNTS[0])
    assert (seen.status, seen.amount_cents, seen.currency) == (ProviderStatus.OPEN, 3245, "EUR")
    assert seen.our_ref == str(order.payment_id)
    for _ in range(2):
        closed = real.close(started.provider_ref, account=ACCOUNTS[0], idempotency_key=f"close-{order.payment_id}")
        assert closed.status is ProviderStatus.EXPIRED


def test_another_citys_account_does_not_find_the_page(real: StripeProvider) -> None:
    started = real.start(an_order(account=ACCOUNTS[0], methods=()))
    with pytest.raises(ProviderRefused):
        real.fetch(started.provider_ref, account=ACCOUNTS[1])
    real.close(started.provider_ref, account=ACCOUNTS[0], idempotency_key=f"close-{uuid4()}")


def test_refusals_are_read_as_with_the_standin(real: StripeProvider) -> None:
    order = an_order(account=ACCOUNTS[0], methods=())
    started = real.start(order)
    with pytest.raises(ProviderRefused):
        real.start(an_order(account=ACCOUNTS[0], methods=(), idempotency_key=order.idempotency_key))
    with pytest.raises(ProviderRefused):
        real.start(an_order(account=ACCOUNTS[0], methods=(), lines=(PaymentLine("Zu wenig", 1),)))
    with pytest.raises(ProviderRefused):
        real.start(an_order(account=ACCOUNTS[0], methods=(), expires_at=datetime.now(UTC) + timedelta(days=2)))
    with pytest.raises(Misconfigured):
        real.start(an_order(account="acct_Unknown", methods=()))
    real.close(started.provider_ref, account=ACCOUNTS[0], idempotency_key=f"close-{uuid4()}")


def test_stripes_own_answer_has_the_shape_that_the_standin_is_held_to(real: StripeProvider) -> None:
    started = real.start(an_order(account=ACCOUNTS[0], methods=()))
    client = stripe.StripeClient(KEY, stripe_version=stripe.api_version)
    session = client.v1.checkout.sessions.retrieve(started.provider_ref, {}, {"stripe_account": ACCOUNTS[0]})
    assert differences(session.to_dict(), stripe.checkout.Session, complete=False) == []
    real.close(started.provider_ref, account=ACCOUNTS[0], idempotency_key=f"close-{uuid4()}")


def test_the_accounts_book_disputes_and_standing_can_be_read(real: StripeProvider) -> None:
    until = datetime.now(UTC)
    assert all(entry.currency for entry in real.entries(ACCOUNTS[0], since=until - timedelta(days=3), until=until))
    assert all(dispute.dispute_ref for dispute in real.disputes(ACCOUNTS[0], since=until - timedelta(days=3)))
    assert real.account(ACCOUNTS[0]).account == ACCOUNTS[0]


def test_stripes_own_account_has_the_shape_that_the_standin_is_held_to() -> None:
    client = stripe.StripeClient(KEY, stripe_version=stripe.api_version)
    account = client.v2.core.accounts.retrieve(ACCOUNTS[0], WHOLE)
    assert answer_differences(account.to_dict(), stripe.v2.core.Account, complete=False) == []
