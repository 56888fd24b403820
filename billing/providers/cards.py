"""Cards of a provider's test mode, with which no money moves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TestCard:
    """An attempt with a card of the provider's test mode, the same at every repetition. Nothing in it is about a person."""

    account: str
    amount_cents: int
    currency: str
    idempotency_key: str


@dataclass(frozen=True, slots=True)
class TriedCard:
    """``last4``: how the test card ends, as it would stand on a receipt."""

    last4: str
