"""Money on its way from the provider to the city's bank: how it stands, and what of it never arrived."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Min

from billing.books.comparing import Found
from billing.books.kinds import Kind
from billing.books.models import Account, PayOut
from billing.providers.base import PaymentProvider, ProviderRefused
from billing.providers.pay_outs import PayOutState, PayOutStatus

# A bank may send a pay-out back some days after it was called paid.
LOOK_BACK = timedelta(days=30)


def look_at_pay_outs(account: Account, service: PaymentProvider, *, at: datetime) -> None:
    """Asks how the pay-outs of the last weeks stand. Outside any transaction; raises what the provider raises. A provider
    that knows none says nothing."""
    try:
        states = list(service.payouts(account.account, since=at - LOOK_BACK))
    except ProviderRefused as error:
        if str(error) == "not_offered":
            return
        raise
    _remember(account, states, at)


@transaction.atomic
def _remember(account: Account, states: list[PayOutState], at: datetime) -> None:
    """Of what failed the provider's book says when; where it does not yet, now counts."""
    owner = {"provider": account.provider, "account": account.account}
    known = {row.payout_ref: row for row in PayOut.objects.filter(**owner).select_for_update(of=("self",))}
    for state in states:
        row = known.get(state.payout_ref)
        if row is None:
            PayOut.objects.create(
                **owner, payout_ref=state.payout_ref, amount_cents=state.amount_cents, currency=state.currency,
                at=state.at, **_changing(state, None, at),
            )  # fmt: skip
            continue
        for name, value in _changing(state, row.failed_at, at).items():
            setattr(row, name, value)
        row.save()


def _changing(state: PayOutState, failed_at: datetime | None, at: datetime) -> dict[str, Any]:
    back = state.status in (PayOutStatus.FAILED, PayOutStatus.CANCELLED)
    return {
        "state": state.status, "arrives_on": state.arrives_on, "note": state.note[:60],
        "failed_at": (failed_at or at) if back else None,
    }  # fmt: skip


def failed_pay_outs(*, cutoff: datetime) -> dict[str, Found]:
    """Those that failed before ``cutoff`` and were not made up for: what failed is paid out with later money, so that as
    much as that has to have arrived since, the oldest first."""
    found: dict[str, Found] = {}
    for account, rows in _since_the_first_failure().items():
        for row in _not_made_up_for(rows):
            if row.failed_at and row.failed_at < cutoff:
                subject = f"payout:{account[0]}:{account[1]}:{row.payout_ref}"
                found[subject] = Found(Kind.PAY_OUT_FAILED, subject, -row.amount_cents)
    return found


def _since_the_first_failure() -> dict[tuple[str, str], list[PayOut]]:
    failed = PayOut.objects.filter(state=PayOutStatus.FAILED)
    first = failed.aggregate(first=Min("at"))["first"]
    found: dict[tuple[str, str], list[PayOut]] = defaultdict(list)
    if first is not None:
        for row in PayOut.objects.filter(at__gte=first, state__in=[PayOutStatus.FAILED, PayOutStatus.PAID]):
            found[row.provider, row.account].append(row)
    return found


def _not_made_up_for(rows: list[PayOut]) -> list[PayOut]:
    waiting: list[tuple[PayOut, int]] = []
    for row in sorted(rows, key=lambda one: (one.failed_at or one.at, one.id)):
        if row.state == PayOutStatus.FAILED:
            waiting.append((row, row.amount_cents))
            continue
        arrived, left = row.amount_cents, []
        for failed, missing in waiting:
            made_up = min(arrived, missing)
            arrived -= made_up
            if missing > made_up:
                left.append((failed, missing - made_up))
        waiting = left
    return [failed for failed, _missing in waiting]
