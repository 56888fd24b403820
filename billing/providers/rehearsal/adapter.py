"""Whoever presses the button has paid. Nothing is kept: the reference itself says for what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from billing.providers.base import (
    Forged,
    Misconfigured,
    Notification,
    PaymentProvider,
    ProviderRefused,
    ProviderState,
    ProviderStatus,
    RefundOrder,
    RefundState,
    RefundStatus,
    Started,
    StartPayment,
)
from tenants.binding import in_rehearsal


class RehearsalProvider(PaymentProvider):
    """For twins alone. A real city that names it is refused, or its fees would count as paid without being so."""

    name: ClassVar[str] = "rehearsal"
    shortest_validity: ClassVar[timedelta] = timedelta(minutes=1)
    longest_validity: ClassVar[timedelta] = timedelta(days=1)

    def start(self, order: StartPayment) -> Started:
        _only_in_rehearsals()
        reference = f"probe.{order.payment_id}.{order.amount_cents}.{order.currency}"
        return Started(reference, order.success_url, order.expires_at)

    def fetch(self, provider_ref: str, *, account: str) -> ProviderState:
        _only_in_rehearsals()
        parts = provider_ref.split(".")
        if len(parts) != 4 or parts[0] != "probe" or not parts[2].isdigit():
            raise ProviderRefused("not a rehearsal's payment")
        _, payment, cents, currency = parts
        return ProviderState(provider_ref, account, payment, ProviderStatus.PAID, int(cents), currency)

    def close(self, provider_ref: str, *, account: str, idempotency_key: str) -> ProviderState:
        return self.fetch(provider_ref, account=account)

    def parse_notification(self, body: bytes, headers: Mapping[str, str], *, at: datetime) -> Notification:
        raise Forged("a rehearsal sends no messages")

    def refund(self, order: RefundOrder) -> RefundState:
        _only_in_rehearsals()
        return RefundState(f"probe.{order.refund_id}.{order.amount_cents}", RefundStatus.DONE, order.amount_cents)

    def fetch_refund(self, refund_ref: str, *, account: str) -> RefundState:
        _only_in_rehearsals()
        return RefundState(refund_ref, RefundStatus.DONE, int(refund_ref.rpartition(".")[2]))


def _only_in_rehearsals() -> None:
    if not in_rehearsal():
        raise Misconfigured("the city is no rehearsal")
