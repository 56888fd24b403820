"""Whether a city's account takes a card, tried with a test card: in a payment service's test mode alone, where no money is.

Nothing is bought: the card is authorised and let go at once, so nothing stands in any book, and no payment is kept.
"""

from __future__ import annotations

from datetime import datetime

from billing.payments.accounts import Account, account_in_force
from billing.payments.ledger import outside_transaction
from billing.providers.base import AccountStanding, ProviderError, ProviderRefused
from billing.providers.cards import TestCard, TriedCard
from billing.providers.registry import provider
from kernel.errors import Refusal

CENTS, CURRENCY = 100, "EUR"


class UnableToTry(Refusal):
    """no_account, not_in_test_mode (a real card could be charged), account_not_ready, not_reachable, card_refused."""

    code = "no_account"


def account(*, at: datetime) -> Account:
    """The bound city's provider and account. Refused: ``UnableToTry`` (no_account)."""
    found = account_in_force(at=at)
    if not found[1]:
        raise UnableToTry(code="no_account")
    return found


def attempt(account: Account, *, name: str) -> TriedCard:
    """Outside any transaction. ``name``: the same attempt when it is repeated. Refused: ``UnableToTry``."""
    outside_transaction()
    try:
        service = provider(account[0])
        if not service.in_test_mode:
            raise UnableToTry(code="not_in_test_mode")
        if service.account(account[1]).standing is AccountStanding.BLOCKED:
            raise UnableToTry(code="account_not_ready")
    except ProviderRefused:
        raise UnableToTry(code="account_not_ready") from None
    except ProviderError:
        raise UnableToTry(code="not_reachable") from None
    try:
        return service.try_card(TestCard(account[1], CENTS, CURRENCY, name))
    except ProviderRefused:
        raise UnableToTry(code="card_refused") from None
    except ProviderError:
        raise UnableToTry(code="not_reachable") from None
