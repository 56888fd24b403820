"""Whether the city's accounts can take money: asked outside any transaction, remembered, and told once when it changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from audit.operations import SYSTEM
from audit.operations import record as audit
from billing.payments import timers
from billing.payments.config import PaymentsSection
from billing.payments.ledger import outside_transaction
from billing.payments.models import AccountCheck
from billing.providers.base import AccountStanding, AccountState, ProviderError, ProviderRefused
from billing.providers.registry import provider
from configuration.queries import in_force
from outbox import operations as outbox
from tenants.binding import in_rehearsal

CHANGED = "payment.account_changed"
# An answer of the provider is believed for so long; messages renew it sooner.
FRESH = timedelta(hours=26)

# Stands in ``wanted`` where the provider knows no such account of ours.
UNKNOWN = "account_unknown"

Account = tuple[str, str]


def account_in_force(*, at: datetime) -> Account:
    """Provider and account that payments go to now; the account is empty when there is none. Small queries."""
    section = in_force(at=at).section(PaymentsSection)
    return section.provider, section.account


def known(*, at: datetime) -> list[Account]:
    """The account in force first, then those that were opened here and are not in use."""
    now = account_in_force(at=at)
    others = AccountCheck.objects.exclude(provider=now[0], account=now[1]).order_by("id")
    return [*([now] if now[1] else []), *others.values_list("provider", "account")]


def last_check(account: Account) -> AccountCheck | None:
    return AccountCheck.objects.filter(provider=account[0], account=account[1]).first()


def check(*, at: datetime) -> list[AccountCheck]:
    """Asks about each account of the city and keeps the answers. Called outside any transaction; each answer is one.

    An account that cannot be asked about now keeps what was known of it. A rehearsal has no account and asks nobody.
    """
    outside_transaction()
    if in_rehearsal():
        return []
    with transaction.atomic():
        accounts = known(at=at)
    return [found for found in (_try(account, at) for account in accounts) if found is not None]


def check_one(account: Account, *, at: datetime) -> AccountCheck:
    """Asks now. Raises ``ProviderUnavailable`` or ``Misconfigured``, which say nothing of the account; one that the provider
    does not know is blocked. Providers that have no such question (*not_offered*) raise ``ProviderRefused``."""
    outside_transaction()
    try:
        state = provider(account[0]).account(account[1])
    except ProviderRefused as error:
        if str(error) == "not_offered":
            raise
        state = AccountState(account[1], AccountStanding.BLOCKED, wanted=(UNKNOWN,))
    return remember(account, state, at=at)


def remember(account: Account, state: AccountState, *, at: datetime) -> AccountCheck:
    """One transaction. An answer to a question that was asked before the one we know changes nothing.

    ``payment.account_changed`` (provider, account, standing, before) is announced once per change, never for the first.
    """
    with transaction.atomic():
        row, _new = AccountCheck.objects.get_or_create(
            provider=account[0],
            account=account[1],
            defaults={"standing": state.standing.value, "checked_at": at, "since": at},
        )
        row = AccountCheck.objects.select_for_update(of=("self",)).get(id=row.id)
        if row.checked_at > at:
            return row
        before = row.standing
        row.standing, row.checked_at = state.standing.value, at
        row.wanted, row.methods = list(state.wanted), list(state.methods)
        row.pays_out, row.due_by = state.pays_out, state.due_by
        if before != row.standing:
            row.since = at
            _tell(row, before, at)
        row.save()
        timers.check_account_tomorrow(at=at)
        return row


def _tell(row: AccountCheck, before: str, at: datetime) -> None:
    facts: dict[str, Any] = {
        "provider": row.provider,
        "account": row.account,
        "standing": row.standing,
        "before": before,
    }
    audit(action=CHANGED, actor=SYSTEM, at=at, **facts)
    outbox.record(name=CHANGED, at=at, **facts)


def _try(account: Account, at: datetime) -> AccountCheck | None:
    try:
        return check_one(account, at=at)
    except ProviderError:
        return last_check(account)
