"""Random ledgers with injected faults: each fault is one difference of its kind, and a clean ledger has none."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.books.comparing import Exported, Found, Moved, Ours, Owing, Rules, There, compare
from billing.books.kinds import Kind
from billing.providers.base import BookEntry, EntryKind

CUTOFF = datetime(2026, 11, 21, 23, 0, tzinfo=UTC)
RULES = Rules(CUTOFF, export_due=CUTOFF - timedelta(days=3))
OLD = CUTOFF - timedelta(days=8)
HOUR = timedelta(hours=1)
ACCOUNT, COUNTER = ("stripe", "acct_a"), ("counter", "")


@dataclass
class Row:
    """One payment on its three sides."""

    ours: Ours
    there: list[There] = field(default_factory=list)
    exported: Exported | None = None


def line(row: Ours, kind: EntryKind, cents: int, **changes: object) -> There:
    fields: dict[str, object] = {
        "entry_ref": f"txn_{uuid.uuid4().hex}", "kind": kind, "amount_cents": cents, "fee_cents": 0, "net_cents": cents,
        "currency": "EUR", "at": row.at, "raw_ref": row.raw_ref,
    }  # fmt: skip
    return There(row.account, BookEntry(**(fields | changes)))  # type: ignore[arg-type]  # fields by name, of the right kinds


def clean(amount: int, story: str, counter: bool) -> Row:
    """``story``: paid, refunded in part or whole, taken back by the bank, pending, failed."""
    payment = uuid.uuid4()
    received = story not in ("pending", "failed")
    ours = Ours(
        payment, uuid.uuid4(), COUNTER if counter else ACCOUNT, "" if counter else f"pi_{payment.hex}", amount, "EUR",
        OLD, received, has_book=not counter,
    )  # fmt: skip
    row = Row(ours)
    if received and not counter:
        row.there.append(line(ours, EntryKind.CHARGE, amount, payout_ref="po_1", our_ref=str(payment)))
    if story in ("part", "whole"):
        cents = amount if story == "whole" else max(1, amount // 2)
        row.ours = replace(ours, refunds=(Moved("" if counter else f"re_{payment.hex}", cents, OLD + HOUR),))
        if not counter:
            row.there.append(line(ours, EntryKind.REFUND, -cents, refund_ref=f"re_{payment.hex}"))
    if story == "taken" and not counter:
        row.ours = replace(ours, charged_back=amount, charged_back_at=OLD + HOUR)
        row.there.append(line(ours, EntryKind.DISPUTE, -amount, fee_cents=2000))
    if received:
        row.exported = Exported(True, row.ours.net_cents)
    return row


STORIES = st.sampled_from(["paid", "paid", "paid", "part", "whole", "taken", "pending", "failed"])
LEDGER = st.lists(st.builds(clean, st.integers(2, 100_000), STORIES, st.booleans()), min_size=1, max_size=12)


def found_in(rows: list[Row], rules: Rules = RULES, more: list[There] | None = None) -> dict[str, Found]:
    there = [item for row in rows for item in row.there] + (more or [])
    exported = {row.ours.payment_id: row.exported for row in rows if row.exported}
    return compare([row.ours for row in rows], there, exported, rules=rules)


def _missing_there(row: Row) -> None:
    row.there.clear()


def _unknown_here(row: Row) -> None:
    row.ours, row.exported = replace(row.ours, received=False, refunds=(), charged_back=0, raw_ref=""), None


def _amount(row: Row) -> None:
    charge = row.there[0]
    row.there[0] = There(charge.account, replace(charge.line, amount_cents=charge.line.amount_cents - 1))


def _refund_missing_there(row: Row) -> None:
    row.ours = replace(row.ours, refunds=(Moved("re_lost", 1, OLD + HOUR),))
    row.exported = Exported(True, row.ours.net_cents)


def _refund_missing_here(row: Row) -> None:
    row.there.append(line(row.ours, EntryKind.REFUND, -1, refund_ref="re_by_hand"))


def _charged_back(row: Row) -> None:
    row.there.append(line(row.ours, EntryKind.DISPUTE, -row.ours.amount_cents))


def _twice(row: Row) -> None:
    row.there.append(line(row.ours, EntryKind.CHARGE, row.ours.amount_cents))


def _not_exported(row: Row) -> None:
    row.exported = None


def _reversed_later(row: Row) -> None:
    cents = row.ours.amount_cents
    row.ours = replace(row.ours, refunds=(Moved("re_late", cents, OLD + HOUR),))
    if row.ours.has_book:
        row.there.append(line(row.ours, EntryKind.REFUND, -cents, refund_ref="re_late"))


def _currency(row: Row) -> None:
    charge = row.there[0]
    row.there[0] = There(charge.account, replace(charge.line, currency="USD"))


def _pending_long(row: Row) -> None:
    row.ours, row.exported = replace(row.ours, received=False, overdue=True), None
    row.there.clear()


FAULTS: dict[Kind, tuple[Callable[[Row], None], bool]] = {
    Kind.MISSING_THERE: (_missing_there, True),
    Kind.UNKNOWN_HERE: (_unknown_here, True),
    Kind.AMOUNT: (_amount, True),
    Kind.REFUND_MISSING_THERE: (_refund_missing_there, True),
    Kind.REFUND_MISSING_HERE: (_refund_missing_here, True),
    Kind.CHARGED_BACK: (_charged_back, True),
    Kind.TWICE: (_twice, True),
    Kind.NOT_EXPORTED: (_not_exported, False),
    Kind.REVERSED_LATER: (_reversed_later, False),
    Kind.CURRENCY: (_currency, True),
    Kind.PENDING_LONG: (_pending_long, False),
}


@given(LEDGER)
def test_a_clean_ledger_has_no_difference(rows: list[Row]) -> None:
    assert found_in(rows) == {}


@given(LEDGER, st.data())
def test_every_fault_is_one_difference_of_its_kind(rows: list[Row], data: st.DataObject) -> None:
    """Up to six faults at once, each in a payment of its own that was in order before."""
    kinds = data.draw(st.lists(st.sampled_from(sorted(FAULTS)), min_size=1, max_size=6))
    expected: dict[str, Kind] = {}
    for kind in kinds:
        fault, needs_book = FAULTS[Kind(kind)]
        row = clean(data.draw(st.integers(2, 100_000)), "paid", False if needs_book else data.draw(st.booleans()))
        fault(row)
        rows.insert(data.draw(st.integers(0, len(rows))), row)
        expected[f"payment:{row.ours.payment_id}"] = Kind(kind)
    found = found_in(rows)
    assert {subject: one.kind for subject, one in found.items()} == expected


@given(LEDGER, st.integers(1, 100_000), st.booleans())
def test_a_strangers_payment_is_told_apart_and_may_be_left_aside(rows: list[Row], cents: int, marked: bool) -> None:
    stranger = replace(rows[0].ours, account=ACCOUNT, raw_ref="pi_of_the_museum", at=OLD)
    more = [line(stranger, EntryKind.CHARGE, cents, our_ref=str(uuid.uuid4()) if marked else "")]
    more.append(line(stranger, EntryKind.REFUND, -1, refund_ref="re_of_the_museum"))
    kind = Kind.UNKNOWN_HERE if marked else Kind.FOREIGN
    found = found_in(rows, more=more)
    assert [(one.subject, one.kind, one.cents) for one in found.values()] == [
        ("there:stripe:pi_of_the_museum", kind, cents - 1)
    ]
    assert bool(found_in(rows, replace(RULES, report_foreign=False), more)) == marked


def test_another_account_with_the_same_names_is_another_payment() -> None:
    row = clean(2900, "paid", False)
    row.there = [There(("stripe", "acct_b"), item.line) for item in row.there]
    kinds = {subject.split(":")[0]: one.kind for subject, one in found_in([row]).items()}
    assert kinds == {"payment": Kind.MISSING_THERE, "there": Kind.UNKNOWN_HERE}


@pytest.mark.parametrize("story", ["paid", "part", "taken"])
def test_what_is_not_yet_a_day_old_is_not_judged(story: str) -> None:
    """News that crosses midnight is on one side only for a moment."""
    row = clean(2900, story, False)
    late = CUTOFF + HOUR
    row.there = [There(item.account, replace(item.line, at=late)) for item in row.there]
    refunds = tuple(replace(refund, at=late) for refund in row.ours.refunds)
    row.ours = replace(row.ours, at=late, refunds=refunds, charged_back_at=late if story == "taken" else None)
    assert found_in([Row(row.ours)]) == {}
    unpaid = replace(row.ours, received=False, refunds=(), charged_back=0)
    assert found_in([Row(unpaid, row.there)]) == {}


def test_a_refund_under_way_may_be_there_already_and_need_not() -> None:
    row = clean(2900, "paid", False)
    row.ours = replace(row.ours, refunds=(Moved("", 1000, OLD + HOUR, done=False),))
    assert found_in([row]) == {}
    row.there.append(line(row.ours, EntryKind.REFUND, -1000, refund_ref="re_new"))
    assert found_in([row]) == {}


def test_a_refund_that_failed_at_the_bank_is_none() -> None:
    row = clean(2900, "paid", False)
    for cents in (-2900, 2900):
        row.there.append(line(row.ours, EntryKind.REFUND, cents, refund_ref="re_failed"))
    assert found_in([row]) == {}


def test_a_dispute_that_was_won_is_none() -> None:
    row = clean(2900, "paid", False)
    for cents in (-2900, 2900):
        row.there.append(line(row.ours, EntryKind.DISPUTE, cents))
    assert found_in([row]) == {}


def test_a_case_that_was_paid_twice_is_told_at_the_second_payment() -> None:
    first, second = clean(2900, "paid", False), clean(2900, "paid", True)
    second.ours = replace(second.ours, case_id=first.ours.case_id, at=OLD + HOUR)
    [found] = found_in([first, second]).values()
    assert (found.kind, found.payment_id) == (Kind.TWICE, second.ours.payment_id)
    given_back = clean(2900, "whole", False)
    given_back.ours = replace(given_back.ours, case_id=first.ours.case_id)
    assert found_in([first, given_back]) == {}


def test_a_city_that_exports_nothing_is_not_asked_for_exports() -> None:
    row = clean(2900, "paid", False)
    row.exported = None
    assert found_in([row], Rules(CUTOFF)) == {}
    row.there = [There(item.account, replace(item.line, payout_ref="")) for item in row.there]
    assert found_in([row]) == {}, "what is not paid out yet need not be exported"


@given(LEDGER, st.integers(0, 11))
def test_a_case_that_owes_is_told_once_and_not_beside_its_own_payment(rows: list[Row], which: int) -> None:
    """Whoever paid, or whose payment differs itself, is not told of a second time; what is too young is not judged."""
    row = rows[which % len(rows)]
    nobody, young = Owing(uuid.uuid4(), 2900, OLD), Owing(uuid.uuid4(), 2900, CUTOFF)
    same = Owing(row.ours.case_id, 2900, OLD)
    there = [item for one in rows for item in one.there]
    exported = {one.ours.payment_id: one.exported for one in rows if one.exported}
    found = compare([one.ours for one in rows], there, exported, rules=RULES, owing=[nobody, young, same])
    unpaid = {one.case_id: one.cents for one in found.values() if one.kind is Kind.UNPAID}
    expected = {nobody.case_id} | ({same.case_id} if row.ours.net_cents <= 0 else set())
    assert unpaid == dict.fromkeys(expected, -2900)
