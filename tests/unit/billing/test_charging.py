"""What is due: line by line, VAT once, a year by days, pieces times price; and parts that add up to the whole."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from billing.invoicing import runs
from billing.invoicing.charging import Agreed, Charged, Line, Pieces, Span, due_lines, share, sums, year_of

DAY = date(2026, 1, 1)
cents = st.integers(0, 5_000_000)
days = st.dates(date(2024, 1, 1), date(2029, 12, 31))
lines = st.lists(
    st.builds(Line, st.just("cases"), st.just(DAY), st.just(DAY), st.integers(-500, 5000), cents), max_size=8
)


@given(lines, st.sampled_from([0, 700, 1900]))
def test_sums_are_those_of_decimal_arithmetic(told: list[Line], rate: int) -> None:
    found = sums(told, rate=rate)
    net = sum((Decimal(line.quantity) * Decimal(line.unit_cents) for line in told), Decimal(0))
    vat = (net * rate / 10_000).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    assert [Decimal(found.net_cents), Decimal(found.vat_cents), Decimal(found.gross_cents)] == [net, vat, net + vat]


@given(cents, days, days)
@example(100, date(2028, 2, 29), date(2028, 2, 29))
def test_a_part_of_a_year_is_never_off_by_more_than_half_a_cent(yearly: int, one: date, other: date) -> None:
    first, last = min(one, other), max(one, other)
    last = min(last, date(first.year, 12, 31))
    span = Span(first, last)
    exact = Decimal(yearly) * span.days / year_of(first.year).days
    assert abs(Decimal(share(yearly, span)) - exact) <= Decimal("0.5")


def test_a_whole_year_costs_the_whole_fee_also_with_29_february() -> None:
    for year in (2026, 2028):
        assert share(1_199_999, year_of(year)) == 1_199_999


@given(
    cents, days, st.integers(0, 900), st.integers(0, 400_000), st.lists(st.integers(0, 300), min_size=80, max_size=80)
)
def test_monthly_invoices_add_up_to_what_the_contract_costs(
    yearly: int, start: date, length: int, setup: int, counts: list[int]
) -> None:
    """Whatever the start and the end: the months together are the set-up, the years by days and every piece, once."""
    end = start + timedelta(days=length)
    agreed = Agreed(Span(start, end), setup, yearly, 790)
    charged, total = Charged(False, {}, 0), 0
    for number, run in enumerate(_months(start, end)):
        told = due_lines(run=run, agreed=agreed, charged=charged, pieces=Pieces(counts[number], sum(counts[:number])))
        total += sum(line.net_cents for line in told)
        charged = _after(charged, told)
        assert all(line.first_day <= line.last_day <= run.last for line in told)
    number = len(_months(start, end))
    by_year = sum(
        share(yearly, here) for year in range(start.year, end.year + 1) if (here := agreed.days.within(year_of(year)))
    )
    assert total == setup + by_year + sum(counts[:number]) * 790


def test_what_was_reported_late_comes_with_the_next_invoice_and_what_was_too_much_is_taken_off() -> None:
    agreed = Agreed(Span(DAY, date.max), 0, 0, 500)
    october = runs.month(2026, 10)
    late = due_lines(run=october, agreed=agreed, charged=Charged(True, {}, 40), pieces=Pieces(7, 43))
    assert [(line.kind, line.quantity, line.net_cents) for line in late] == [("cases", 7, 3500), ("late", 3, 1500)]
    less = due_lines(run=october, agreed=agreed, charged=Charged(True, {}, 40), pieces=Pieces(7, 38))
    assert [(line.kind, line.quantity, line.net_cents) for line in less] == [("cases", 7, 3500), ("late", -2, -1000)]


def test_a_contract_ended_after_its_days_were_charged_gets_them_back() -> None:
    agreed = Agreed(Span(DAY, date(2026, 6, 30)), 0, 365_00, 0)
    told = due_lines(
        run=runs.month(2026, 9), agreed=agreed, charged=Charged(False, {2026: 243_00}, 0), pieces=Pieces(0, 0)
    )
    assert [(line.kind, line.quantity, line.net_cents) for line in told] == [("yearly", -1, -62_00)]


def test_before_a_contract_begins_nothing_is_due() -> None:
    agreed = Agreed(Span(date(2026, 11, 1), date.max), 100, 100, 100)
    assert due_lines(run=runs.month(2026, 10), agreed=agreed, charged=Charged(False, {}, 0), pieces=Pieces(3, 3)) == []


def test_runs_are_months_and_years() -> None:
    assert runs.days_of("2028-02") == Span(date(2028, 2, 1), date(2028, 2, 29))
    assert runs.days_of("2026-12") == Span(date(2026, 12, 1), date(2026, 12, 31))
    assert runs.days_of("2026") == year_of(2026)
    for wrong in ("", "2026-13", "2026-1", "26", "2026-00", "2026-10-01", "２０２６"):
        assert runs.days_of(wrong) is None
    assert runs.closed(date(2026, 1, 15))[:2] == ["2025-12", "2025-11"]


def _months(start: date, end: date) -> list[Span]:
    found, day = [], start.replace(day=1)
    while day <= end:
        found.append(runs.month(day.year, day.month))
        day = found[-1].last + timedelta(days=1)
    return found


def _after(charged: Charged, told: list[Line]) -> Charged:
    yearly = dict(charged.yearly)
    for line in told:
        if line.kind == "yearly":
            yearly[line.last_day.year] = yearly.get(line.last_day.year, 0) + line.net_cents
    pieces = sum(line.quantity for line in told if line.kind in ("cases", "late"))
    setup = charged.setup or any(line.kind == "setup" for line in told)
    return Charged(setup, yearly, charged.pieces_before + pieces)
