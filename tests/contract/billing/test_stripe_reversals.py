"""Refunds and disputes through the library, against the stand-in: on the city's account, once, in the library's shapes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import stripe

from billing.providers.base import ProviderRefused, ProviderUnavailable, RefundOrder, RefundStatus
from billing.providers.stripe.adapter import StripeProvider
from infra.standins.stripe.server import StandIn
from tests.contract.billing.standin import OFFENBACH, WIESBADEN, an_order, bank, click, events, faults
from tests.contract.billing.stripe_types import differences


@pytest.fixture
def paid(provider: StripeProvider) -> str:
    started = provider.start(an_order())
    click(started.redirect_url, "pay")
    return started.provider_ref


def _order(provider: StripeProvider, ref: str, amount: int, refund: UUID | None = None, key: str = "") -> RefundOrder:
    refund = refund or uuid4()
    raw = provider.fetch(ref, account=OFFENBACH).raw_ref
    return RefundOrder(refund, ref, raw, OFFENBACH, amount, "EUR", key or f"refund-{refund}")


def test_a_part_then_the_rest_then_no_more(provider: StripeProvider, paid: str) -> None:
    first = provider.refund(_order(provider, paid, 1000))
    assert (first.status, first.amount_cents) == (RefundStatus.DONE, 1000)
    assert provider.fetch_refund(first.refund_ref, account=OFFENBACH) == first
    provider.refund(_order(provider, paid, 2245))
    with pytest.raises(ProviderRefused):
        provider.refund(_order(provider, paid, 1))


def test_repeated_it_is_the_same_refund_also_after_the_key_is_forgotten(
    stripe_standin: StandIn, provider: StripeProvider, paid: str
) -> None:
    order = _order(provider, paid, 1000)
    first = provider.refund(order)
    with stripe_standin.world.store.work():
        stripe_standin.world.store.rows("DELETE FROM answers")
    assert provider.refund(order) == first
    assert len(stripe_standin.world.store.all_of("refund")) == 1


def test_the_payment_is_found_by_its_page_alone(provider: StripeProvider, paid: str) -> None:
    refund = uuid4()
    order = RefundOrder(refund, paid, "", OFFENBACH, 500, "EUR", f"refund-{refund}")
    assert provider.refund(order).status == RefundStatus.DONE


@pytest.mark.parametrize(("mood", "status"), [("pending", RefundStatus.PENDING), ("failed", RefundStatus.FAILED)])
def test_what_the_bank_has_not_said_or_sends_back(
    stripe_standin: StandIn, provider: StripeProvider, paid: str, mood: str, status: RefundStatus
) -> None:
    faults(stripe_standin, refunds=mood)
    seen = provider.refund(_order(provider, paid, 1000))
    assert seen.status == status
    assert bool(seen.note) == (status is RefundStatus.FAILED)


def test_trouble_is_told_in_our_words(stripe_standin: StandIn, provider: StripeProvider, paid: str) -> None:
    order = _order(provider, paid, 1000)
    faults(stripe_standin, refunds="refused")
    with pytest.raises(ProviderRefused):
        provider.refund(order)
    faults(stripe_standin, answers="nonsense")
    with pytest.raises(ProviderUnavailable):
        provider.refund(order)
    with pytest.raises(ProviderUnavailable):
        list(provider.disputes(OFFENBACH, since=datetime.now(UTC)))


def test_disputes_of_the_account_since_a_day(stripe_standin: StandIn, provider: StripeProvider, paid: str) -> None:
    since = datetime.now(UTC) - timedelta(hours=1)
    bank(stripe_standin, "dispute_open", paid)
    [opened] = provider.disputes(OFFENBACH, since=since)
    assert (opened.status, opened.amount_cents, opened.raw_ref) == (
        "open", 3245, provider.fetch(paid, account=OFFENBACH).raw_ref,
    )  # fmt: skip
    assert opened.due_by
    bank(stripe_standin, "dispute_lost", paid)
    assert [dispute.status for dispute in provider.disputes(OFFENBACH, since=since)] == ["lost"]
    assert list(provider.disputes(OFFENBACH, since=since + timedelta(days=1))) == []
    assert list(provider.disputes(WIESBADEN, since=since)) == []


def test_events_of_refunds_have_the_librarys_shape(
    stripe_standin: StandIn, provider: StripeProvider, paid: str
) -> None:
    faults(stripe_standin, refunds="pending")
    provider.refund(_order(provider, paid, 1000))
    bank(stripe_standin, "refund_settles", paid)
    bank(stripe_standin, "refund_fails", paid)
    mine = [event for event in events(stripe_standin) if event["type"].startswith("refund.")]
    assert [event["type"] for event in mine] == ["refund.created", "refund.updated", "refund.failed"]
    assert [problem for event in mine for problem in differences(event["data"]["object"], stripe.Refund)] == []
