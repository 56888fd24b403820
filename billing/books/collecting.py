"""The provider's book, read into ours: each line once, however often and however far the reading got before."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Min

from billing.books.models import Account, Entry, PayOut
from billing.books.pay_outs import look_at_pay_outs
from billing.payments.accounts import account_in_force
from billing.payments.ledger import outside_transaction
from billing.payments.models import Payment
from billing.payments.states import LIVE
from billing.payments.trial import VALIDITY as TRIAL_VALIDITY
from billing.payments.trial import paid_trials
from billing.providers.base import (
    BookEntry,
    EntryKind,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
)
from billing.providers.pay_outs import PayOutStatus
from billing.providers.registry import PROVIDERS, provider

log = logging.getLogger("zusage.books")

# Read once more each time: a line may have been written late.
OVERLAP = timedelta(days=2)
AT_ONCE = 500


def accounts() -> list[Account]:
    """The accounts through which this city was ever paid, also by a nominal payment, and no others."""
    known = {(row.provider, row.account): row for row in Account.objects.all()}
    used = Payment.objects.exclude(account="").order_by().values_list("provider", "account").distinct()
    tried = [(one.provider, one.account) for one in paid_trials()]
    for name, account in [*used, *tried]:
        if (name, account) not in known and name in PROVIDERS:
            known[name, account] = Account.objects.get_or_create(provider=name, account=account)[0]
    return sorted(known.values(), key=lambda row: row.id)


def collect(*, at: datetime) -> bool:
    """Reads every account's book up to ``at``. Outside any transaction. Answers whether all that can answer have.

    False: a provider is silent and will be asked again. One that refuses is a matter for a person, and is not waited for.
    """
    outside_transaction()
    troubles = [_collect_one(row, at) if row.keeps_book else _call_on(row, at) for row in accounts()]
    return "unavailable" not in troubles


def _collect_one(account: Account, at: datetime) -> str:
    since = account.until - OVERLAP if account.until else _first(account)
    try:
        service = provider(account.provider)
        lines = service.entries(account.account, since=since, until=at)
        while some := list(islice(lines, AT_ONCE)):
            take_in(account, some, at=at)
        look_at_pay_outs(account, service, at=at)
    except ProviderError as error:
        return _in_trouble(account, error, at)
    Account.objects.filter(id=account.id).update(until=at, trouble="", trouble_since=None)
    return ""


def _call_on(account: Account, at: datetime) -> str:
    """A provider without a book is only asked whether it is there, as long as the city needs it: so the city hears of its
    silence too."""
    if not _in_use(account, at):
        return ""
    try:
        provider(account.provider).account(account.account)
    except ProviderError as error:
        return _in_trouble(account, error, at)
    Account.objects.filter(id=account.id).update(trouble="", trouble_since=None)
    return ""


def _in_use(account: Account, at: datetime) -> bool:
    owner = (account.provider, account.account)
    with transaction.atomic():
        live = Payment.objects.filter(provider=owner[0], account=owner[1], state__in=sorted(LIVE))
        return account_in_force(at=at) == owner or live.exists()


def _first(account: Account) -> datetime:
    owner = (account.provider, account.account)
    began = Payment.objects.filter(provider=account.provider, account=account.account)
    first: datetime | None = began.aggregate(first=Min("created_at"))["first"]
    tried = [one.paid_at for one in paid_trials() if (one.provider, one.account) == owner]
    return min([*tried, *([first] if first else [])]) - TRIAL_VALIDITY


def _in_trouble(account: Account, error: ProviderError, at: datetime) -> str:
    """No book is no trouble. The rest is kept with its beginning, so that it is told once and not each night."""
    if isinstance(error, ProviderRefused) and str(error) == "not_offered":
        Account.objects.filter(id=account.id).update(keeps_book=False)
        return ""
    code = "unavailable" if isinstance(error, ProviderUnavailable) else "refused"
    log.warning("the book of account %s was not read: %s", account.id, code)
    since = account.trouble_since if account.trouble == code else at
    Account.objects.filter(id=account.id).update(trouble=code, trouble_since=since)
    return code


@transaction.atomic
def take_in(account: Account, lines: list[BookEntry], *, at: datetime) -> None:
    """Atomic. The same line again adds nothing but the pay-out that it went into."""
    owner = {"provider": account.provider, "account": account.account}
    latest = {line.entry_ref: line for line in lines if not line.payout_ref} | {
        line.entry_ref: line for line in lines if line.payout_ref
    }
    rows = [Entry(**owner, **_columns(line), seen_at=at) for line in latest.values()]
    Entry.objects.bulk_create(rows, ignore_conflicts=True)
    for payout, refs in _paid_out(lines):
        Entry.objects.filter(**owner, entry_ref__in=refs, payout_ref="").update(payout_ref=payout)
    _take_in_payouts(owner, [line for line in lines if line.kind is EntryKind.PAYOUT and line.payout_ref])


def _columns(line: BookEntry) -> dict[str, Any]:
    return {name: getattr(line, name) for name in BookEntry.__slots__}


def _paid_out(lines: list[BookEntry]) -> Iterator[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for line in lines:
        if line.payout_ref:
            found.setdefault(line.payout_ref, []).append(line.entry_ref)
    yield from found.items()


def _take_in_payouts(owner: dict[str, str], lines: list[BookEntry]) -> None:
    """What leaves the account is negative; what comes back of a pay-out means that it failed."""
    PayOut.objects.bulk_create(
        [
            PayOut(**owner, payout_ref=line.payout_ref, amount_cents=-line.amount_cents, currency=line.currency, at=line.at)
            for line in lines
            if line.amount_cents < 0
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    for line in lines:
        if line.amount_cents > 0:
            PayOut.objects.filter(**owner, payout_ref=line.payout_ref, failed_at=None).update(
                failed_at=line.at, state=PayOutStatus.FAILED
            )
