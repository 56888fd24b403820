"""What was taken at the counter on one day, clerk by clerk: the list that goes to the treasury with the money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from billing.payments.counter import Method
from billing.payments.models import Payment, Refund
from billing.payments.refund_ledger import COUNTER
from billing.payments.states import RefundReason
from kernel.clock import GERMANY


@dataclass(frozen=True)
class Entry:
    """One line, cents. A voided entry has a second line with the amount taken off again."""

    at: datetime
    payment: Payment
    method: str
    amount_cents: int
    mistake: str = ""


@dataclass(frozen=True)
class Till:
    """``clerk`` took what stands here, in the order in which it happened."""

    clerk: int
    entries: list[Entry]

    def sum_of(self, method: str) -> int:
        return sum(entry.amount_cents for entry in self.entries if entry.method == method)

    @property
    def sums(self) -> list[tuple[str, int]]:
        """Cents by method, without methods that nobody used."""
        used = {entry.method for entry in self.entries}
        return [(method.value, self.sum_of(method)) for method in Method if method in used]

    @property
    def total_cents(self) -> int:
        return sum(entry.amount_cents for entry in self.entries)


def tills_of(*, day: date, clerk: int | None = None) -> list[Till]:
    """Of that day in Germany, by clerk; of one clerk only where ``clerk`` is given. Two statements, however many entries."""
    since = datetime.combine(day, time.min, tzinfo=GERMANY)
    until = datetime.combine(day + timedelta(days=1), time.min, tzinfo=GERMANY)
    taken = Payment.objects.filter(provider=COUNTER, paid_at__gte=since, paid_at__lt=until)
    if clerk is not None:
        taken = taken.filter(taken_by=clerk)
    rows = list(taken.select_related("declaration").order_by("paid_at", "id"))
    voided = Refund.objects.filter(payment__in=rows, reason=RefundReason.MISTAKEN)
    return _by_clerk([*map(_taken, rows), *_taken_off(rows, voided)])


def _taken(payment: Payment) -> Entry:
    return Entry(payment.paid_at or payment.created_at, payment, payment.method or "", payment.amount_cents)


def _taken_off(rows: Iterable[Payment], voided: Iterable[Refund]) -> list[Entry]:
    """With the clerk in whose till the money was."""
    of = {row.id: row for row in rows}
    return [
        Entry(row.proposed_at, of[row.payment_id], of[row.payment_id].method or "", -row.amount_cents, row.note)
        for row in voided
    ]


def _by_clerk(entries: Iterable[Entry]) -> list[Till]:
    found: dict[int, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: entry.at):
        found[entry.payment.taken_by or 0].append(entry)
    return [Till(clerk, lines) for clerk, lines in sorted(found.items())]
