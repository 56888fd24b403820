"""The account's own book: balance transactions, read day by day, and the pay-outs that they went into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import stripe

from billing.providers.base import BookEntry, EntryKind
from billing.providers.stripe.client import talking
from billing.providers.stripe.request import OUR_REF

if TYPE_CHECKING:
    from stripe.params import BalanceTransactionListParamsCreated

PAGE = 100
# Stripe lists the newest first. A day is turned round in memory; more than that never is.
STEP = timedelta(days=1)
EXPAND = ["data.source"]

_KINDS: dict[str, EntryKind] = {
    "charge": EntryKind.CHARGE,
    "payment": EntryKind.CHARGE,
    "refund": EntryKind.REFUND,
    "payment_refund": EntryKind.REFUND,
    "refund_failure": EntryKind.REFUND,
    # A direct debit that the bank returned after it had counted as paid.
    "payment_failure_refund": EntryKind.DISPUTE,
    "payment_reversal": EntryKind.DISPUTE,
    "stripe_fee": EntryKind.FEE,
    "stripe_fx_fee": EntryKind.FEE,
    "tax_fee": EntryKind.FEE,
    "payout": EntryKind.PAYOUT,
    "payout_cancel": EntryKind.PAYOUT,
    "payout_failure": EntryKind.PAYOUT,
}
_OF_A_DISPUTE = frozenset({"dispute", "dispute_reversal"})


def read_book(
    client: stripe.StripeClient, options: stripe.RequestOptions, *, since: datetime, until: datetime
) -> Iterator[BookEntry]:
    """Oldest first. Each pay-out is followed by its lines, whenever they were booked."""
    while since < until:
        end = min(since + STEP, until)
        for entry, automatic in _day(client, options, since, end):
            yield entry
            if automatic:
                yield from _paid_out(client, options, entry.payout_ref)
        since = end


def _day(
    client: stripe.StripeClient, options: stripe.RequestOptions, since: datetime, end: datetime
) -> list[tuple[BookEntry, bool]]:
    """Stripe counts whole seconds; the end is not included."""
    bounds: BalanceTransactionListParamsCreated = {
        "gte": int(since.timestamp()),
        "lt": int(end.timestamp()),
    }
    with talking():
        found = client.v1.balance_transactions.list({"created": bounds, "limit": PAGE, "expand": EXPAND}, options)
        rows = [(_entry(line), _is_automatic(line)) for line in found.auto_paging_iter()]
    return rows[::-1]


def _paid_out(client: stripe.StripeClient, options: stripe.RequestOptions, payout: str) -> Iterator[BookEntry]:
    """The lines of an automatic pay-out; which ones a manual one took, nobody can say."""
    with talking():
        found = client.v1.balance_transactions.list({"payout": payout, "limit": PAGE, "expand": EXPAND}, options)
        lines = [_entry(line) for line in found.auto_paging_iter()]
    yield from (replace(line, payout_ref=payout) for line in reversed(lines) if line.kind is not EntryKind.PAYOUT)


def _is_automatic(line: stripe.BalanceTransaction) -> bool:
    return line.type == "payout" and isinstance(line.source, stripe.Payout) and line.source.automatic


def _entry(line: stripe.BalanceTransaction) -> BookEntry:
    kind = _kind(line)
    source = line.source
    return BookEntry(
        entry_ref=line.id,
        kind=kind,
        amount_cents=line.amount,
        fee_cents=line.fee,
        net_cents=line.net,
        currency=line.currency.upper(),
        at=datetime.fromtimestamp(line.created, UTC),
        raw_ref=_intent(source),
        refund_ref=source.id if isinstance(source, stripe.Refund) else "",
        payout_ref=_name(source) if kind is EntryKind.PAYOUT else "",
        our_ref=_ours(source),
    )


def _kind(line: stripe.BalanceTransaction) -> EntryKind:
    if line.reporting_category in _OF_A_DISPUTE:
        return EntryKind.DISPUTE
    return _KINDS.get(line.type, EntryKind.OTHER)


def _intent(source: object) -> str:
    return _name(getattr(source, "payment_intent", None))


def _ours(source: object) -> str:
    metadata = getattr(source, "metadata", None)
    return str(metadata[OUR_REF]) if isinstance(source, stripe.Charge) and metadata and OUR_REF in metadata else ""


def _name(thing: object) -> str:
    """What is not expanded stands there by its name."""
    return str(getattr(thing, "id", thing) or "")
