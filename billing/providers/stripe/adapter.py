"""Stripe behind our interface."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import stripe
from django.conf import settings

from billing.providers.account_opening import NewAccount
from billing.providers.base import (
    AccountState,
    BookEntry,
    DisputeState,
    Misconfigured,
    Notification,
    PaymentProvider,
    ProviderRefused,
    ProviderState,
    ProviderUnavailable,
    RefundOrder,
    RefundState,
    Started,
    StartPayment,
)
from billing.providers.cards import TestCard, TriedCard
from billing.providers.pay_outs import PayOutState
from billing.providers.stripe import reversals, test_card
from billing.providers.stripe.accounts import WHOLE, new_account, onboarding_page, read_account
from billing.providers.stripe.book import read_book
from billing.providers.stripe.client import new_client, talking
from billing.providers.stripe.notifications import read_notification
from billing.providers.stripe.payouts import read_payouts
from billing.providers.stripe.request import checkout_session
from billing.providers.stripe.states import EXPAND, charge_of, intent_of, read_session

# An account that does not exist, or is not connected to us.
_NOT_OURS = frozenset({"resource_missing", "not_found", "account_invalid"})


class StripeProvider(PaymentProvider):
    """Checkout Sessions on the city's connected account: the city is the merchant, the money is the city's."""

    name: ClassVar[str] = "stripe"
    # Stripe's own bounds of a Checkout Session, with a little air for clocks that differ.
    shortest_validity: ClassVar[timedelta] = timedelta(minutes=31)
    longest_validity: ClassVar[timedelta] = timedelta(hours=23, minutes=55)

    def __init__(
        self, client: stripe.StripeClient, webhook_secrets: Sequence[str], *, in_test_mode: bool = False
    ) -> None:
        self._client = client
        self.in_test_mode = in_test_mode
        self._secrets = tuple(secret for secret in webhook_secrets if secret)

    def start(self, order: StartPayment) -> Started:
        with talking():
            session = self._client.v1.checkout.sessions.create(
                checkout_session(order),
                {**_on(order.account), "idempotency_key": order.idempotency_key},
            )
            if not session.url:
                raise ProviderUnavailable("Stripe opened a session without an address")
            return Started(session.id, session.url, datetime.fromtimestamp(session.expires_at, UTC))

    def fetch(self, provider_ref: str, *, account: str) -> ProviderState:
        with talking():
            session = self._client.v1.checkout.sessions.retrieve(provider_ref, {"expand": EXPAND}, _on(account))
            return self._read(session, account)

    def close(self, provider_ref: str, *, account: str, idempotency_key: str) -> ProviderState:
        """A session that is no longer open cannot be expired; then its true state is the answer."""
        with talking():
            try:
                session = self._client.v1.checkout.sessions.expire(
                    provider_ref, {"expand": EXPAND}, {**_on(account), "idempotency_key": idempotency_key}
                )
            except stripe.InvalidRequestError as error:
                if error.code == "resource_missing":
                    raise ProviderRefused("Stripe knows no such session on this account") from error
                return self.fetch(provider_ref, account=account)
            return self._read(session, account)

    def parse_notification(self, body: bytes, headers: Mapping[str, str], *, at: datetime) -> Notification:
        return read_notification(body, headers, client=self._client, secrets=self._secrets, at=at)

    def try_card(self, card: TestCard) -> TriedCard:
        if not self.in_test_mode:
            raise Misconfigured("a test card needs a test key")
        with talking():
            return test_card.authorise(self._client, card, _on(card.account))

    def account(self, account: str) -> AccountState:
        with talking():
            try:
                found = self._client.v2.core.accounts.retrieve(account, WHOLE)
                offers = self._client.v1.payment_method_configurations.list({}, _on(account))
            except (stripe.InvalidRequestError, stripe.PermissionError) as error:
                if error.code in _NOT_OURS:
                    raise ProviderRefused("Stripe knows no such account of ours") from error
                raise
            return read_account(found, list(offers.data))

    def open_account(self, order: NewAccount) -> str:
        with talking():
            made = self._client.v2.core.accounts.create(new_account(order), {"idempotency_key": order.idempotency_key})
            return str(made.id)

    def account_page(self, account: str, *, return_url: str, refresh_url: str, idempotency_key: str) -> str:
        with talking():
            link = self._client.v2.core.account_links.create(
                onboarding_page(account, return_url, refresh_url), {"idempotency_key": idempotency_key}
            )
            return str(link.url)

    def refund(self, order: RefundOrder) -> RefundState:
        with talking():
            return reversals.send(self._client, order, _on(order.account))

    def fetch_refund(self, refund_ref: str, *, account: str) -> RefundState:
        with talking():
            return reversals.fetch(self._client, refund_ref, _on(account))

    def disputes(self, account: str, *, since: datetime) -> Iterator[DisputeState]:
        with talking():
            yield from reversals.disputes(self._client, _on(account), since=since)

    def entries(self, account: str, *, since: datetime, until: datetime) -> Iterator[BookEntry]:
        return read_book(self._client, _on(account), since=since, until=until)

    def payouts(self, account: str, *, since: datetime) -> Iterator[PayOutState]:
        with talking():
            yield from read_payouts(self._client, _on(account), since=since)

    def _read(self, session: stripe.checkout.Session, account: str) -> ProviderState:
        return read_session(session, account=account, lost_dispute=self._dispute_is_lost(session, account))

    def _dispute_is_lost(self, session: stripe.checkout.Session, account: str) -> bool:
        """A dispute alone takes nothing back: a won one leaves the charge marked as disputed for ever."""
        intent = intent_of(session)
        charge = charge_of(intent)
        if intent is None or charge is None or not charge.disputed:
            return False
        disputes = self._client.v1.disputes.list({"payment_intent": intent.id}, _on(account))
        return any(dispute.status == "lost" for dispute in disputes.data)


def _on(account: str) -> stripe.RequestOptions:
    if not account:
        raise Misconfigured("the city has no account at Stripe")
    return {"stripe_account": account}


def from_settings() -> StripeProvider:
    """``STRIPE_WEBHOOK_SECRET`` may hold several, with commas: see ``read_notification``."""
    secrets = [secret.strip() for secret in settings.STRIPE_WEBHOOK_SECRET.split(",")]
    key = settings.STRIPE_SECRET_KEY
    client = new_client(key, settings.STRIPE_API_BASE)
    return StripeProvider(client, secrets, in_test_mode=test_card.is_test_key(key))
