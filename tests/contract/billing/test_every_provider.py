"""What every payment provider has to do, whoever it is: one list, each against its own stand-in."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from billing.providers.base import (
    Forged,
    Misconfigured,
    PaymentLine,
    PaymentProvider,
    ProviderRefused,
    ProviderStatus,
    ProviderUnavailable,
    RefundOrder,
    Started,
    StartPayment,
)
from billing.providers.registry import PROVIDERS
from billing.providers.rehearsal import adapter as rehearsal
from billing.providers.stripe.adapter import StripeProvider
from billing.providers.stripe.client import new_client
from tests.contract.billing import live
from tests.contract.billing import payment_service as services
from tests.contract.billing import standin as stripe
from tests.contract.billing.standin import an_order

ITSELF = "stripe, itself"  # Stripe in test mode, where there are keys
KINDS = ("stripe", ITSELF, "rehearsal", *(f"xbezahldienste, {flavour}" for flavour in services.FLAVOURS))
NO = (ProviderRefused, Misconfigured)


@dataclass
class Candidate:
    """``pays`` and ``fails`` are the payer's deeds; ``count`` how many pages there are; ``trouble`` sets a fault."""

    provider: PaymentProvider
    account: str
    foreign: str
    pays: Callable[[Started], object]
    count: Callable[[], int] | None = None
    trouble: Callable[[str], None] | None = None
    faults: tuple[str, ...] = ()
    refunds: bool = False
    book: bool = False
    waits: bool = True
    closes: bool = True
    orders: dict[str, Any] = field(default_factory=dict)

    def order(self, **changes: Any) -> StartPayment:
        return an_order(**{"account": self.account, **self.orders, **changes})


def _nobody(_started: Started) -> None:
    pytest.skip("nobody but a person can pay on Stripe's own page")


@pytest.fixture(params=KINDS)
def candidate(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Candidate]:
    kind = str(request.param)
    if kind == "stripe":
        standin = request.getfixturevalue("stripe_standin")
        yield Candidate(
            request.getfixturevalue("provider"), stripe.OFFENBACH, stripe.WIESBADEN,
            lambda started: stripe.click(started.redirect_url, "pay"),
            lambda: len(standin.world.store.all_of("checkout.session")),
            lambda kind: stripe.faults(standin, answers=kind), ("unavailable", "lost", "nonsense"), refunds=True, book=True,
        )  # fmt: skip
        return
    if kind == ITSELF:
        if not live.IS_SET_UP:
            pytest.skip(live.WHY_NOT)
        provider = StripeProvider(new_client(live.KEY), ["whsec_unused"])
        yield Candidate(
            provider, live.ACCOUNTS[0], live.ACCOUNTS[1], _nobody, refunds=True, book=True, orders={"methods": ()}
        )
        return
    if kind == "rehearsal":
        monkeypatch.setattr(rehearsal, "in_rehearsal", lambda: True)
        yield Candidate(
            rehearsal.RehearsalProvider(), "", "", lambda _started: None, refunds=True, waits=False, closes=False
        )  # fmt: skip
        return
    service = request.getfixturevalue("payment_service")
    yield Candidate(
        services.connected(service, kind.rpartition(" ")[2]), services.OF_OFFENBACH, services.OF_WIESBADEN,
        lambda started: services.press(started.redirect_url, "pay"),
        lambda: len(service.world.store.all()),
        lambda kind: services.trouble(service, answers=kind),
        ("down", "unspecified", "lost", "nonsense", "broken", "half", "huge"), closes=False,
    )  # fmt: skip


def test_every_provider_that_can_be_chosen_is_in_this_list() -> None:
    assert {kind.partition(",")[0] for kind in KINDS} == set(PROVIDERS.names())


def test_starting_twice_opens_one_page(candidate: Candidate) -> None:
    order = candidate.order()
    first, second = candidate.provider.start(order), candidate.provider.start(order)
    assert (first.provider_ref, first.redirect_url) == (second.provider_ref, second.redirect_url)
    assert candidate.count is None or candidate.count() == 1


def test_what_is_fetched_is_about_this_payment_and_its_amount(candidate: Candidate) -> None:
    order = candidate.order()
    started = candidate.provider.start(order)
    if candidate.waits:
        state = candidate.provider.fetch(started.provider_ref, account=candidate.account)
        assert (state.status, state.redirect_url) == (ProviderStatus.OPEN, started.redirect_url)
    candidate.pays(started)
    state = candidate.provider.fetch(started.provider_ref, account=candidate.account)
    assert (state.status, state.redirect_url) == (ProviderStatus.PAID, None)
    assert (state.amount_cents, state.currency) == (order.amount_cents, "EUR")
    assert (state.our_ref, state.account, state.provider_ref) == (
        str(order.payment_id), candidate.account, started.provider_ref,
    )  # fmt: skip


@pytest.mark.parametrize("cents", [1450, 2900, 5801, 123_456])
def test_the_amount_is_exact_to_the_cent(candidate: Candidate, cents: int) -> None:
    order = candidate.order(lines=(PaymentLine("Verpflichtungserklärung", cents - 7), PaymentLine("Rest", 7)))
    if candidate.provider.name == "stripe":
        order = candidate.order(lines=(PaymentLine("Verpflichtungserklärung", cents),))
    started = candidate.provider.start(order)
    candidate.pays(started)
    assert candidate.provider.fetch(started.provider_ref, account=candidate.account).amount_cents == cents


def test_closing_tells_the_truth_and_takes_no_money_away(candidate: Candidate) -> None:
    unpaid, paid = candidate.provider.start(candidate.order()), candidate.provider.start(candidate.order())
    candidate.pays(paid)
    for _ in range(2):
        closed = [
            candidate.provider.close(each.provider_ref, account=candidate.account, idempotency_key=each.provider_ref)
            for each in (unpaid, paid)
        ]
    assert closed[1].status is ProviderStatus.PAID
    if candidate.closes:
        assert closed[0].status is ProviderStatus.EXPIRED
    elif candidate.waits:
        assert closed[0].status is ProviderStatus.OPEN


def test_another_citys_account_opens_and_finds_nothing(candidate: Candidate) -> None:
    if not candidate.foreign:
        pytest.skip("a rehearsal has no accounts")
    started = candidate.provider.start(candidate.order())
    with pytest.raises(NO):
        candidate.provider.fetch(started.provider_ref, account=candidate.foreign)
    with pytest.raises(NO):
        candidate.provider.close(started.provider_ref, account=candidate.foreign, idempotency_key="other")
    with pytest.raises(NO):
        candidate.provider.start(candidate.order(account="nobody/at-all"))


def test_an_unknown_payment_is_refused_and_a_broken_reference_too(candidate: Candidate) -> None:
    for ref in (str(uuid.uuid4()), "../../status", "ä", "x" * 300, "probe.1"):
        with pytest.raises(NO):
            candidate.provider.fetch(ref, account=candidate.account)


def test_whatever_goes_wrong_is_one_of_the_three_and_repeating_helps(candidate: Candidate) -> None:
    if candidate.trouble is None:
        pytest.skip("nothing can go wrong where nothing is called")
    for fault in candidate.faults:
        order = candidate.order()
        candidate.trouble(fault)
        with pytest.raises(ProviderUnavailable):
            candidate.provider.start(order)
        candidate.trouble("normal")
        started = candidate.provider.start(order)
        candidate.trouble(fault)
        with pytest.raises(ProviderUnavailable):
            candidate.provider.fetch(started.provider_ref, account=candidate.account)
        candidate.trouble("normal")
        candidate.pays(started)
        state = candidate.provider.fetch(started.provider_ref, account=candidate.account)
        assert state.status is ProviderStatus.PAID
    assert candidate.count is None or candidate.count() == len(candidate.faults)


def test_what_it_does_not_offer_it_refuses_and_says_so(candidate: Candidate) -> None:
    if not candidate.refunds:
        with pytest.raises(ProviderRefused, match="not_offered"):
            candidate.provider.refund(RefundOrder(uuid.uuid4(), "x", "y", candidate.account, 100, "EUR", "refund-x"))
    if not candidate.book:
        with pytest.raises(ProviderRefused, match="not_offered"):
            list(candidate.provider.entries(candidate.account, since=datetime.now(UTC), until=datetime.now(UTC)))


def test_whether_the_account_can_be_used_is_told_or_not_offered(candidate: Candidate) -> None:
    try:
        found = candidate.provider.account(candidate.account).account
    except ProviderRefused as error:
        found = str(error)
    assert found in (candidate.account, "not_offered")


def test_a_message_that_nobody_signed_is_forged(candidate: Candidate) -> None:
    with pytest.raises(Forged):
        candidate.provider.parse_notification(b"{}", {}, at=datetime.now(UTC))


def test_what_names_the_payment_says_nothing_of_a_person(candidate: Candidate) -> None:
    started = candidate.provider.start(candidate.order(cash_reference="VE12345678"))
    assert len(started.provider_ref) <= 255
    own = ("http://localhost", "http://127.0.0.1", "http://offenbach.localhost", "https://checkout.stripe.com/")
    assert started.redirect_url.startswith(own)
