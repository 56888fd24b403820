"""The three sides as they stand in the database, brought into the form in which they are compared."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from billing.books.comparing import EUR, Exported, Moved, Ours, Owing, There
from billing.books.kinds import LineKind
from billing.books.models import Account, BatchLine, Difference, Entry
from billing.books.movements import UNDER_WAY, Movement, movements
from billing.books.owing import owing
from billing.payments.models import Payment, PaymentEvent, Refund
from billing.payments.settlement import RECEIVED
from billing.payments.states import LIVE
from billing.payments.trial import Trial, paid_trials
from billing.providers.base import BookEntry, EntryKind

# What is older was compared often enough; it comes back when something new is said of it, or while it is open.
LOOK_BACK = timedelta(days=40)
# A fee may become overdue a month after the case last moved; nights may be caught up with late.
CASES_LOOK_BACK = timedelta(days=100)
AT_THE_BANK = timedelta(days=14)


@dataclass(frozen=True)
class Sides:
    """``unread``: accounts whose book should be there but could not be read; nothing is said of their payments."""

    ours: list[Ours]
    there: list[There]
    exported: dict[uuid.UUID, Exported]
    moved: list[Movement]
    entries: dict[tuple[str, str, str], int]
    unread: frozenset[tuple[str, str]]
    owing: list[Owing]

    @property
    def trials(self) -> list[Ours]:
        """Nominal payments, which are no rows of ``Payment``."""
        return [one for one in self.ours if one.trial]


def gather(*, cutoff: datetime, overdue: timedelta, export_due: datetime | None) -> Sides:
    """Everything that may differ: what happened lately, what is open, what is still owed to the cash system."""
    since = cutoff - LOOK_BACK
    entries = _entries(Q(at__gte=since) | _of_open_differences())
    payments = _payments(_scope(since, entries, cutoff - overdue, export_due))
    payments += _same_cases(payments)
    trials = paid_trials()
    entries += _older([*payments, *map(_as_row, trials)], since, {row["id"] for row in entries})
    ids = [row["id"] for row in payments]
    moved = movements(Q(id__in=ids))
    books = {(row.provider, row.account): row for row in Account.objects.all()}
    unread = frozenset(key for key, row in books.items() if row.keeps_book and row.trouble)
    read = {key for key, row in books.items() if row.keeps_book and row.until and not row.trouble}
    return Sides(
        ours=_ours(payments, moved, read, cutoff, overdue) + [_tried(one, read) for one in trials],
        there=[_there(row) for row in entries if (row["provider"], row["account"]) in read],
        exported=exported_of(ids),
        moved=moved,
        entries={(row["provider"], row["account"], row["entry_ref"]): row["id"] for row in entries},
        unread=unread,
        owing=owing(since=cutoff - CASES_LOOK_BACK, also=_owing_still()),
    )


def _owing_still() -> frozenset[uuid.UUID]:
    open_ones = Difference.objects.filter(closed_at=None, case__isnull=False)
    return frozenset(row.case_id for row in open_ones if row.case_id is not None)


def _as_row(trial: Trial) -> dict[str, Any]:
    return {"id": trial.our_ref, "created_at": trial.paid_at, "provider_raw_ref": trial.raw_ref}


def _tried(trial: Trial, read: set[tuple[str, str]]) -> Ours:
    account = (trial.provider, trial.account)
    return Ours(
        trial.our_ref, trial.our_ref, account, trial.raw_ref, trial.amount_cents, EUR, trial.paid_at, received=True,
        has_book=account in read, trial=trial.cash_reference,
    )  # fmt: skip


def _entries(which: Q) -> list[Any]:
    compared = [EntryKind.CHARGE, EntryKind.REFUND, EntryKind.DISPUTE]
    return list(Entry.objects.filter(which, kind__in=compared).order_by().values())


def _of_open_differences() -> Q:
    """Lines of a payment that is unknown here: all of them, however old, as long as that is not settled."""
    open_ones = Difference.objects.filter(closed_at=None, entry__isnull=False)
    raw = open_ones.exclude(entry__raw_ref="").values("entry__raw_ref")
    return Q(id__in=open_ones.values("entry_id")) | Q(raw_ref__in=raw)


def _scope(since: datetime, entries: list[dict[str, Any]], overdue: datetime, export_due: datetime | None) -> Q:
    named = {row["our_ref"] for row in entries if row["our_ref"]}
    scope = (
        Q(paid_at__gte=since)
        | Q(state__in=sorted(LIVE), created_at__lt=overdue)
        | Q(id__in=[found for found in map(_uuid, named) if found])
        | Q(provider_raw_ref__in=sorted({row["raw_ref"] for row in entries if row["raw_ref"]}))
        | Q(id__in=Difference.objects.filter(closed_at=None, payment__isnull=False).values("payment_id"))
        | Q(id__in=Refund.objects.filter(settled_at__gte=since).values("payment_id"))
    )
    if export_due is not None:
        told = BatchLine.objects.filter(payment_id=OuterRef("id"), kind=LineKind.RECEIPT)
        scope |= Q(Q(paid_at__lt=export_due) & ~Exists(told))
    return scope


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


_COLUMNS = (
    "id", "declaration_id", "provider", "account", "provider_raw_ref", "amount_cents", "currency", "paid_at",
    "created_at", "state",
)  # fmt: skip


def _payments(which: Q) -> list[dict[str, Any]]:
    return list(Payment.objects.filter(which).order_by().values(*_COLUMNS))


def _same_cases(payments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What else was paid for a case that was paid lately: paid twice is seen only beside the other."""
    known = [row["id"] for row in payments]
    cases = [row["declaration_id"] for row in payments if row["state"] in RECEIVED]
    others = Payment.objects.filter(declaration_id__in=cases, state__in=sorted(RECEIVED)).exclude(id__in=known)
    return list(others.order_by().values(*_COLUMNS))


def _older(payments: list[dict[str, Any]], since: datetime, known: set[int]) -> list[dict[str, Any]]:
    old = [row for row in payments if row["created_at"] < since]
    if not old:
        return []
    refs = [row["provider_raw_ref"] for row in old if row["provider_raw_ref"]]
    found = _entries(Q(at__lt=since) & (Q(raw_ref__in=refs) | Q(our_ref__in=[str(row["id"]) for row in old])))
    return [row for row in found if row["id"] not in known]


def _ours(
    payments: list[dict[str, Any]],
    moved: list[Movement],
    read: set[tuple[str, str]],
    cutoff: datetime,
    overdue: timedelta,
) -> list[Ours]:
    back: dict[uuid.UUID, list[Movement]] = defaultdict(list)
    for movement in moved:
        if movement.kind != LineKind.RECEIPT:
            back[movement.payment_id].append(movement)
    waiting = _under_way([row["id"] for row in payments])
    late = _overdue(payments, cutoff, overdue)
    return [_one(row, back[row["id"]], waiting.get(row["id"], ()), read, row["id"] in late) for row in payments]


def _one(
    row: dict[str, Any],
    back: list[Movement],
    waiting: Iterable[Moved],
    read: set[tuple[str, str]],
    overdue: bool,
) -> Ours:
    taken = [movement for movement in back if movement.kind == LineKind.CHARGEBACK]
    refunds = [movement for movement in back if movement.kind == LineKind.REFUND]
    return Ours(
        payment_id=row["id"],
        case_id=row["declaration_id"],
        account=(row["provider"], row["account"]),
        raw_ref=row["provider_raw_ref"],
        amount_cents=row["amount_cents"],
        currency=row["currency"],
        at=row["paid_at"] or row["created_at"],
        received=row["state"] in RECEIVED,
        has_book=(row["provider"], row["account"]) in read,
        overdue=overdue,
        charged_back=-sum(movement.cents for movement in taken),
        charged_back_at=max((movement.at for movement in taken), default=None),
        refunds=(*(Moved(one.refund_ref, -one.cents, one.at) for one in refunds), *waiting),
    )


def _under_way(ids: list[uuid.UUID]) -> dict[uuid.UUID, list[Moved]]:
    found: dict[uuid.UUID, list[Moved]] = defaultdict(list)
    rows = Refund.objects.filter(payment_id__in=ids, state__in=UNDER_WAY)
    for row in rows.annotate(when=Coalesce(F("released_at"), F("proposed_at"))).order_by():
        found[row.payment_id].append(Moved(row.provider_ref, row.amount_cents, row.when, done=False))
    return found


def _overdue(payments: list[dict[str, Any]], cutoff: datetime, overdue: timedelta) -> set[uuid.UUID]:
    """A payment that the payer's bank works on may take two weeks."""
    late = {row["id"]: row["created_at"] for row in payments if row["state"] in LIVE}
    late = {payment_id: at for payment_id, at in late.items() if at < cutoff - overdue}
    patient = {payment_id for payment_id, at in late.items() if at >= cutoff - max(AT_THE_BANK, overdue)}
    at_work = PaymentEvent.objects.filter(payment_id__in=patient, kind="under_way").values_list("payment_id", flat=True)
    return set(late) - set(at_work)


def _there(row: dict[str, Any]) -> There:
    line = BookEntry(
        row["entry_ref"], EntryKind(row["kind"]), row["amount_cents"], row["fee_cents"], row["net_cents"],
        row["currency"], row["at"], row["raw_ref"], row["refund_ref"], row["payout_ref"], row["our_ref"],
    )  # fmt: skip
    return There((row["provider"], row["account"]), line)


def exported_of(ids: list[uuid.UUID]) -> dict[uuid.UUID, Exported]:
    found: dict[uuid.UUID, Exported] = {}
    rows = BatchLine.objects.filter(payment_id__in=ids).order_by().values_list("payment_id", "kind", "cents")
    for payment_id, kind, cents in rows:
        found[payment_id] = found.get(payment_id, Exported()).and_also(kind, cents)
    return found
