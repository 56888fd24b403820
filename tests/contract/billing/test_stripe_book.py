"""The account's book through the library: every movement once, gross and charge apart, oldest first, pay-outs told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import stripe

from billing.providers.base import BookEntry, EntryKind, Misconfigured, ProviderUnavailable
from billing.providers.stripe.adapter import StripeProvider
from infra.standins.stripe.server import StandIn
from tests.contract.billing.standin import OFFENBACH, WIESBADEN, an_order, bank, click, faults
from tests.contract.billing.stripe_types import differences

START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
HEADERS = {"Authorization": "Bearer sk_test_zusage", "Stripe-Account": OFFENBACH}


def _at(standin: StandIn, moment: datetime) -> None:
    standin.world.clock = moment.timestamp


def _paid(standin: StandIn, provider: StripeProvider, at: datetime, **changes: Any) -> tuple[str, str]:
    """Answers the session and our payment's id."""
    _at(standin, at)
    order = an_order(expires_at=at + timedelta(hours=1), **changes)
    started = provider.start(order)
    click(started.redirect_url, "pay")
    return started.provider_ref, str(order.payment_id)


def _book(provider: StripeProvider, account: str = OFFENBACH, days: int = 5) -> list[BookEntry]:
    return list(provider.entries(account, since=START - timedelta(days=1), until=START + timedelta(days=days)))


def test_a_payment_its_refund_and_the_pay_out_are_read_in_order(
    stripe_standin: StandIn, provider: StripeProvider
) -> None:
    first, ours = _paid(stripe_standin, provider, START)
    second, _ = _paid(stripe_standin, provider, START + timedelta(hours=1))
    _at(stripe_standin, START + timedelta(hours=2))
    bank(stripe_standin, "refund_half", second)
    _at(stripe_standin, START + timedelta(days=1))
    bank(stripe_standin, "pay_out", OFFENBACH)
    book = _book(provider)
    assert [entry.kind for entry in book[:4]] == ["charge", "charge", "refund", "payout"]
    charge, _, refund, payout = book[:4]
    assert (charge.amount_cents, charge.fee_cents, charge.net_cents, charge.currency) == (3245, 74, 3171, "EUR")
    assert (charge.our_ref, charge.raw_ref) == (ours, provider.fetch(first, account=OFFENBACH).raw_ref)
    assert (refund.amount_cents, refund.refund_ref[:3]) == (-1622, "re_")
    assert refund.raw_ref == provider.fetch(second, account=OFFENBACH).raw_ref
    assert payout.amount_cents == -sum(entry.net_cents for entry in book[:3])
    again = {entry.entry_ref: entry.payout_ref for entry in book[4:]}
    assert again == {entry.entry_ref: payout.payout_ref for entry in book[:3]}


def test_disputes_lost_and_won(stripe_standin: StandIn, provider: StripeProvider) -> None:
    for action in ("dispute_lost", "dispute_won"):
        bank(stripe_standin, action, _paid(stripe_standin, provider, START)[0])
    disputes = [entry for entry in _book(provider) if entry.kind is EntryKind.DISPUTE]
    assert sorted(entry.amount_cents for entry in disputes) == [-3245, -3245, 3245]
    assert sum(entry.fee_cents for entry in disputes) == 4000
    assert all(entry.raw_ref.startswith("pi_") for entry in disputes)


def test_more_than_a_page_is_read_whole_and_once(stripe_standin: StandIn, provider: StripeProvider) -> None:
    from infra.standins.stripe import balance

    with stripe_standin.world.store.work():
        for number in range(250):
            _at(stripe_standin, START + timedelta(minutes=number))
            source = {"id": f"ch_{number}", "currency": "eur"}
            balance.book(stripe_standin.world, OFFENBACH, "charge", 100 + number, source)
    book = _book(provider)
    assert [entry.amount_cents for entry in book] == list(range(100, 350))
    assert len({entry.entry_ref for entry in book}) == 250


def test_another_accounts_book_is_not_read(stripe_standin: StandIn, provider: StripeProvider) -> None:
    _paid(stripe_standin, provider, START, account=WIESBADEN)
    assert _book(provider) == []
    assert len(_book(provider, WIESBADEN)) == 1
    with pytest.raises(Misconfigured):
        _book(provider, "acct_nobody")


def test_the_bounds_are_kept(stripe_standin: StandIn, provider: StripeProvider) -> None:
    _paid(stripe_standin, provider, START)
    inside = provider.entries(OFFENBACH, since=START, until=START + timedelta(seconds=1))
    assert len(list(inside)) == 1
    assert list(provider.entries(OFFENBACH, since=START - timedelta(days=1), until=START)) == []
    assert list(provider.entries(OFFENBACH, since=START + timedelta(seconds=1), until=START + timedelta(days=1))) == []


@pytest.mark.parametrize("trouble", ["unavailable", "nonsense"])
def test_trouble_is_told_in_our_words(stripe_standin: StandIn, provider: StripeProvider, trouble: str) -> None:
    faults(stripe_standin, answers=trouble)
    with pytest.raises(ProviderUnavailable):
        _book(provider)


def test_answers_have_the_librarys_shape(stripe_standin: StandIn, provider: StripeProvider) -> None:
    for action in ("refund", "dispute_lost", "dispute_won"):
        bank(stripe_standin, action, _paid(stripe_standin, provider, START)[0])
    for _ in range(4):
        _paid(stripe_standin, provider, START)
    bank(stripe_standin, "pay_out", OFFENBACH)
    for path in ("balance_transactions?limit=100", "balance_transactions?limit=100&expand[0]=data.source", "payouts"):
        rows = requests.get(f"{stripe_standin.url}/v1/{path}", headers=HEADERS, timeout=10).json()["data"]
        kind = stripe.Payout if path == "payouts" else stripe.BalanceTransaction
        assert rows
        assert [problem for row in rows for problem in differences(row, kind)] == []


def test_pay_outs_are_told_as_they_stand(stripe_standin: StandIn, provider: StripeProvider) -> None:
    for days, state in ((0, "paid"), (1, "failed"), (2, "in_transit"), (3, "canceled")):
        _paid(stripe_standin, provider, START + timedelta(days=days))
        bank(stripe_standin, "pay_out", OFFENBACH)
        with stripe_standin.world.store.work():
            payout = stripe_standin.world.store.all_of("payout", OFFENBACH)[0][1]
            code = "account_closed" if state == "failed" else None
            stripe_standin.world.save(OFFENBACH, {**payout, "status": state, "failure_code": code})
    found = list(provider.payouts(OFFENBACH, since=START - timedelta(days=1)))
    assert [(one.status, one.note) for one in found] == [
        ("cancelled", ""), ("pending", ""), ("failed", "account_closed"), ("paid", ""),
    ]  # fmt: skip
    last = found[0]
    assert (last.currency, last.amount_cents) == ("EUR", 3171)
    assert last.arrives_on == (last.at + timedelta(days=1)).date()
    assert list(provider.payouts(WIESBADEN, since=START - timedelta(days=1))) == []
