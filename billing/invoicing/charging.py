"""Arithmetic of invoices, in whole cents. No tables: what is due, from what was counted and what was charged before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

FULL_RATE = 10_000  # hundredths of a percent


@dataclass(frozen=True)
class Line:
    """One line: ``quantity × unit_cents``, net, without rounding. ``kind`` as in ``InvoiceLine``."""

    kind: str
    first_day: date
    last_day: date
    quantity: int
    unit_cents: int

    @property
    def net_cents(self) -> int:
        return self.quantity * self.unit_cents


@dataclass(frozen=True)
class Sums:
    net_cents: int
    vat_cents: int

    @property
    def gross_cents(self) -> int:
        return self.net_cents + self.vat_cents


@dataclass(frozen=True)
class Span:
    """Days with both ends. ``None`` instead of a span where there is no day."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def within(self, other: Span) -> Span | None:
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Span(first, last) if first <= last else None


@dataclass(frozen=True)
class Agreed:
    """What a contract says. ``days`` ends at 9999-12-31 where no end is agreed. Prices in cents, net."""

    days: Span
    setup_cents: int
    yearly_cents: int
    case_cents: int


@dataclass(frozen=True)
class Charged:
    """What standing invoices have charged: the set-up, cents of the yearly fee by year, pieces of days before the run."""

    setup: bool
    yearly: dict[int, int]
    pieces_before: int


@dataclass(frozen=True)
class Pieces:
    """What was counted in the run's days, and in the contract's days before it."""

    within: int
    before: int


def due_lines(*, run: Span, agreed: Agreed, charged: Charged, pieces: Pieces) -> list[Line]:
    """What is due at the end of the run and not charged yet; nothing if the contract has not begun.

    Usage of earlier days that was reported or corrected later comes as one line ``late``, negative if it went down.
    """
    until = agreed.days.within(Span(agreed.days.first, run.last)) if agreed.days.first <= run.last else None
    if until is None:
        return []
    lines = []
    if agreed.setup_cents and not charged.setup:
        lines.append(Line("setup", agreed.days.first, agreed.days.first, 1, agreed.setup_cents))
    lines += _yearly(until, run, agreed, charged)
    here = until.within(run)
    if here and pieces.within and agreed.case_cents:
        lines.append(Line("cases", here.first, here.last, pieces.within, agreed.case_cents))
    late = pieces.before - charged.pieces_before
    if late and agreed.case_cents:
        last = min(until.last, run.first - timedelta(days=1))
        lines.append(Line("late", agreed.days.first, max(last, agreed.days.first), late, agreed.case_cents))
    return lines


def _yearly(until: Span, run: Span, agreed: Agreed, charged: Charged) -> list[Line]:
    """Per year what is due up to the end of ``until`` less what was charged: parts add up to the whole, to the cent.

    Where a contract was ended after its days were charged, the line has the quantity −1.
    """
    lines = []
    for year in sorted({*range(until.first.year, until.last.year + 1), *charged.yearly}):
        whole, before = year_of(year), charged.yearly.get(year, 0)
        here = until.within(whole)
        cents = (share(agreed.yearly_cents, here) if here else 0) - before
        if cents:
            told = here or Span(whole.first, whole.first)
            first = max(told.first, run.first) if before else told.first
            lines.append(Line("yearly", min(first, told.last), told.last, 1 if cents > 0 else -1, abs(cents)))
    return lines


def year_of(year: int) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31))


def share(yearly_cents: int, days: Span) -> int:
    """The part of a year's fee for these days of one year, by days (365 or 366), half a cent up."""
    return _half_up(yearly_cents * days.days, year_of(days.first.year).days)


def sums(lines: Sequence[Line], *, rate: int) -> Sums:
    """VAT is computed once from the net sum (EN 16931, BR-CO-17), half a cent up. ``rate``: hundredths of a percent."""
    net = sum(line.net_cents for line in lines)
    return Sums(net, _half_up(net * rate, FULL_RATE))


def _half_up(numerator: int, denominator: int) -> int:
    """Rounded to a whole number; a half goes away from zero."""
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))
