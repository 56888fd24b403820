"""The comparison itself: three sides in, differences out. It knows no database, no clock and no provider."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from billing.books.kinds import Kind, LineKind
from billing.providers.base import BookEntry, EntryKind

EUR = "EUR"
_COMPARED = frozenset({EntryKind.CHARGE, EntryKind.REFUND, EntryKind.DISPUTE})


@dataclass(frozen=True, slots=True)
class Moved:
    """Money that went back by our books. ``ref`` is the provider's name of the refund, empty where we know none.
    ``done``: false while it is under way; then it may be in the provider's book already, but need not."""

    ref: str
    cents: int
    at: datetime
    done: bool = True


@dataclass(frozen=True, slots=True)
class Ours:
    """A payment by our books. ``at``: when it was paid, else when it was begun. ``has_book``: the provider's is read.

    ``overdue``: neither paid nor failed for too long. ``charged_back``: cents that the payer's bank took for good.
    ``trial``: the cash reference of a nominal payment that proved a new provider, and is of no case; else empty.
    """

    payment_id: uuid.UUID
    case_id: uuid.UUID
    account: tuple[str, str]
    raw_ref: str
    amount_cents: int
    currency: str
    at: datetime
    received: bool
    has_book: bool = True
    overdue: bool = False
    charged_back: int = 0
    charged_back_at: datetime | None = None
    refunds: tuple[Moved, ...] = ()
    trial: str = ""

    @property
    def net_cents(self) -> int:
        gone = sum(refund.cents for refund in self.refunds if refund.done)
        return (self.amount_cents if self.received else 0) - gone - self.charged_back


@dataclass(frozen=True, slots=True)
class There:
    """A line of the provider's book, and whose account it is in."""

    account: tuple[str, str]
    line: BookEntry


@dataclass(frozen=True, slots=True)
class Exported:
    """What the cash system was told of one payment; ``receipt``: that it came."""

    receipt: bool = False
    cents: int = 0

    def and_also(self, kind: str, cents: int) -> Exported:
        return Exported(self.receipt or kind == LineKind.RECEIPT, self.cents + cents)


@dataclass(frozen=True, slots=True)
class Rules:
    """What happened at ``cutoff`` or later is not judged yet, only taken into account. ``export_due``: what was paid out
    before it must have been exported; none where nothing is. ``report_foreign``: payments that are not ours count."""

    cutoff: datetime
    export_due: datetime | None = None
    report_foreign: bool = True


@dataclass(frozen=True, slots=True)
class Owing:
    """A case whose fee of ``cents`` should have been there since ``due_at``, by the city's timing."""

    case_id: uuid.UUID
    cents: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """``subject`` names what it is about: there is at most one difference for each."""

    kind: Kind
    subject: str
    cents: int
    payment_id: uuid.UUID | None = None
    case_id: uuid.UUID | None = None
    entry_ref: tuple[str, str, str] | None = None


@dataclass(slots=True)
class _Side:
    """The lines of one payment in the provider's book."""

    lines: list[BookEntry] = field(default_factory=list)

    def of(self, kind: EntryKind) -> list[BookEntry]:
        return [line for line in self.lines if line.kind is kind]


def compare(
    ours: Iterable[Ours],
    there: Iterable[There],
    exported: Mapping[uuid.UUID, Exported],
    *,
    rules: Rules,
    owing: Iterable[Owing] = (),
) -> dict[str, Found]:
    """Differences by their subject. Each payment, here or there, and each case that owes and did not pay has one at most."""
    payments = list(ours)
    paired, strangers = _paired(payments, there)
    found: dict[str, Found] = {}
    surplus = _surplus(payments)
    for payment in payments:
        side = paired.get(payment.payment_id, _Side())
        hit = next(_judged(payment, side, exported.get(payment.payment_id, Exported()), rules, surplus), None)
        if hit is not None:
            subject = f"trial:{payment.trial}" if payment.trial else subject_of(payment.payment_id)
            found[subject] = Found(hit[0], subject, hit[1], None if payment.trial else payment.payment_id)
    for (account, name), lines in strangers.items():
        for stranger in _stranger(account, name, lines, rules):
            found[stranger.subject] = stranger
    found |= {one.subject: one for one in _unpaid(payments, found, owing, rules)}
    return found


def subject_of(payment_id: uuid.UUID) -> str:
    return f"payment:{payment_id}"


def _unpaid(payments: list[Ours], found: Mapping[str, Found], owing: Iterable[Owing], rules: Rules) -> Iterator[Found]:
    """Where a payment of the case differs itself, that is told and not the same euro once more."""
    told = {one.payment_id for one in found.values()}
    busy = [one for one in payments if one.payment_id in told or (one.received and one.net_cents > 0)]
    settled = {payment.case_id for payment in busy}
    for one in owing:
        if one.due_at < rules.cutoff and one.case_id not in settled:
            yield Found(Kind.UNPAID, f"case:{one.case_id}", -one.cents, case_id=one.case_id)


def _paired(
    payments: list[Ours], there: Iterable[There]
) -> tuple[dict[uuid.UUID, _Side], dict[tuple[tuple[str, str], str], list[BookEntry]]]:
    """By our own name for a payment first, by the provider's for it then; never over the bounds of an account."""
    lines = [item for item in there if item.line.kind in _COMPARED]
    by_id = {(payment.account, str(payment.payment_id)): payment for payment in payments}
    by_raw = {(payment.account, payment.raw_ref): payment for payment in payments if payment.raw_ref}
    for item in lines:
        known = by_id.get((item.account, item.line.our_ref)) if item.line.our_ref else None
        if known is not None and item.line.raw_ref:
            by_raw.setdefault((item.account, item.line.raw_ref), known)
    paired: dict[uuid.UUID, _Side] = defaultdict(_Side)
    strangers: dict[tuple[tuple[str, str], str], list[BookEntry]] = defaultdict(list)
    for item in lines:
        line = item.line
        payment = by_id.get((item.account, line.our_ref)) or by_raw.get((item.account, line.raw_ref))
        if payment is not None:
            paired[payment.payment_id].lines.append(line)
        else:
            strangers[item.account, line.raw_ref or line.entry_ref].append(line)
    return paired, strangers


def _stranger(account: tuple[str, str], name: str, lines: list[BookEntry], rules: Rules) -> Iterator[Found]:
    """A payment there that none of ours is. Marked with a name of ours it is grave; else the account serves others too."""
    judged = [line for line in lines if line.at < rules.cutoff]
    if not judged:
        return
    grave = any(line.our_ref for line in lines)
    if not grave and not rules.report_foreign:
        return
    strange = any(line.currency != EUR for line in lines)
    kind = Kind.UNKNOWN_HERE if grave else Kind.FOREIGN
    first = min(judged, key=lambda line: (line.at, line.entry_ref))
    yield Found(
        Kind.CURRENCY if strange and grave else kind,
        f"there:{account[0]}:{name}",
        sum(line.amount_cents for line in judged),
        entry_ref=(*account, first.entry_ref),
    )


def _surplus(payments: list[Ours]) -> set[uuid.UUID]:
    """Payments for a case that was paid already, unless one of them went back: all but the first."""
    by_case: dict[uuid.UUID, list[Ours]] = defaultdict(list)
    for payment in payments:
        if payment.received and payment.net_cents > 0:
            by_case[payment.case_id].append(payment)
    return {
        payment.payment_id
        for paid in by_case.values()
        for payment in sorted(paid, key=lambda one: (one.at, str(one.payment_id)))[1:]
    }


def _judged(
    payment: Ours, side: _Side, exported: Exported, rules: Rules, surplus: set[uuid.UUID]
) -> Iterator[tuple[Kind, int]]:
    """What is wrong with one payment, the gravest first; only that is told."""
    if payment.currency != EUR or any(line.currency != EUR for line in side.lines):
        yield Kind.CURRENCY, sum(line.amount_cents for line in side.lines)
    if payment.has_book:
        yield from _arrival(payment, side, rules)
    elif payment.overdue and not payment.received:
        yield Kind.PENDING_LONG, payment.amount_cents
    if payment.trial:  # whether it came is compared; what the treasurer then does with one euro is not
        return
    if payment.payment_id in surplus and payment.at < rules.cutoff:
        yield Kind.TWICE, payment.amount_cents
    if payment.has_book and payment.received:
        yield from _departure(payment, side, rules)
    if rules.export_due is not None:
        yield from _export(payment, side, exported, rules.export_due)


def _arrival(payment: Ours, side: _Side, rules: Rules) -> Iterator[tuple[Kind, int]]:
    """Did the money come, on both sides, once, and as much as was asked for?"""
    charges = side.of(EntryKind.CHARGE)
    came = sum(line.amount_cents for line in charges)
    if not payment.received:
        if any(line.at < rules.cutoff for line in charges):
            yield Kind.UNKNOWN_HERE, came
        elif payment.overdue and not charges:
            yield Kind.PENDING_LONG, payment.amount_cents
        return
    if not charges:
        if payment.at < rules.cutoff:
            yield Kind.MISSING_THERE, -payment.amount_cents
        return
    if len(charges) > 1:
        yield Kind.TWICE, came - payment.amount_cents
    if came != payment.amount_cents:
        yield Kind.AMOUNT, came - payment.amount_cents


def _departure(payment: Ours, side: _Side, rules: Rules) -> Iterator[tuple[Kind, int]]:
    """Did the same go back, on both sides?"""
    taken = -sum(line.amount_cents for line in side.of(EntryKind.DISPUTE))
    late = any(line.at >= rules.cutoff for line in side.of(EntryKind.DISPUTE))
    fresh = payment.charged_back_at is not None and payment.charged_back_at >= rules.cutoff
    if taken != payment.charged_back and not late and not fresh:
        yield Kind.CHARGED_BACK, payment.charged_back - taken
    yield from _refunds(payment, side, rules)


def _refunds(payment: Ours, side: _Side, rules: Rules) -> Iterator[tuple[Kind, int]]:
    """By the provider's names for them; what we know no name of is matched by its amount."""
    left: dict[str, int] = defaultdict(int)
    judged: dict[str, bool] = {}
    for line in side.of(EntryKind.REFUND):
        name = line.refund_ref or line.entry_ref
        left[name] -= line.amount_cents
        judged[name] = judged.get(name, True) and line.at < rules.cutoff
    left = defaultdict(int, {name: cents for name, cents in left.items() if cents})
    missing: list[Moved] = []
    for refund in sorted(payment.refunds, key=lambda one: not one.ref):
        name = refund.ref if refund.ref else _of_amount(left, refund.cents)
        if name not in left:
            missing.append(refund)
        elif left.pop(name) != refund.cents:
            yield Kind.AMOUNT, refund.cents
    lost = sum(refund.cents for refund in missing if refund.done and refund.at < rules.cutoff)
    if lost:
        yield Kind.REFUND_MISSING_THERE, lost
    unknown = sum(cents for name, cents in left.items() if judged[name])
    if unknown:
        yield Kind.REFUND_MISSING_HERE, -unknown


def _of_amount(left: Mapping[str, int], cents: int) -> str:
    return next((name for name, amount in left.items() if amount == cents), "")


def _export(payment: Ours, side: _Side, exported: Exported, due: datetime) -> Iterator[tuple[Kind, int]]:
    """Was the cash system told what is true? What it was told of late is told by the next export."""
    paid_out = not payment.has_book or any(line.payout_ref for line in side.of(EntryKind.CHARGE))
    if payment.received and paid_out and payment.at < due and not exported.receipt:
        yield Kind.NOT_EXPORTED, payment.amount_cents
    reversals = [refund.at for refund in payment.refunds if refund.done]
    reversals += [payment.charged_back_at] if payment.charged_back_at else []
    if exported.receipt and exported.cents != payment.net_cents and all(moment < due for moment in reversals):
        yield Kind.REVERSED_LATER, payment.net_cents - exported.cents
