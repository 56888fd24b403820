"""A run makes drafts: once, from what was counted, with what held that day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from billing.invoicing import issuing, operations
from billing.invoicing.drafting import Drawn, UnableToDrawUp, draw_up
from billing.invoicing.models import Invoice, Usage
from billing.invoicing.operations import UnableToAgree
from billing.invoicing.seller import UnableToInvoice
from tests.support.invoicing import ALEX, ROBIN, a_contract, a_payer, a_plan, counted

OCTOBER = date(2026, 10, 1)


def _run(at: datetime, run: str = "2026-10") -> Drawn:
    return draw_up(run=run, by=ROBIN, at=at)


def _lines(invoice: Invoice) -> list[tuple[str, int, int]]:
    return list(invoice.lines.order_by("position").values_list("kind", "quantity", "net_cents"))


def test_a_month_charges_its_pieces_its_share_of_the_year_and_the_set_up_once(
    books: Any, offenbach: Any, wiesbaden: Any, at: datetime
) -> None:
    a_contract(offenbach, starts_on=OCTOBER)
    counted(offenbach, OCTOBER, [2] * 31, at=at)
    counted(wiesbaden, OCTOBER, [5] * 31, at=at)
    assert _run(at) == Drawn(1, 0, 0)
    invoice = Invoice.objects.get()
    assert _lines(invoice) == [("setup", 1, 250_000), ("yearly", 1, 20_384), ("cases", 62, 62 * 390)]
    assert (invoice.net_cents, invoice.vat_cents) == (294_564, 55_967)
    assert (invoice.missing_days, invoice.head["city"]) == (
        0,
        "Ausländerbehörde der Stadt Offenbach am Main",
    ) or invoice.head["city"]


def test_repeating_a_run_makes_nothing_twice(books: Any, offenbach: Any, wiesbaden: Any, at: datetime) -> None:
    plan = a_plan()
    a_contract(offenbach, plan)
    a_contract(wiesbaden, plan, a_payer(name="Landeshauptstadt Wiesbaden", leitweg_id="04011000-12345-03"))
    assert _run(at) == Drawn(2, 0, 0)
    assert _run(at) == Drawn(0, 2, 0)
    assert Invoice.objects.count() == 2


def test_what_a_city_corrects_later_comes_with_the_next_invoice(books: Any, offenbach: Any, at: datetime) -> None:
    a_contract(offenbach, starts_on=date(2026, 9, 1), with_setup=False)
    counted(offenbach, date(2026, 9, 1), [1] * 30, at=at)
    _run(at, "2026-09")
    counted(offenbach, date(2026, 9, 30), [4], at=at)
    counted(offenbach, OCTOBER, [1] * 31, at=at)
    _run(at)
    assert _lines(Invoice.objects.get(run="2026-10"))[1:] == [("cases", 31, 12_090), ("late", 3, 1_170)]
    assert Usage.objects.filter(day=date(2026, 9, 30)).count() == 2


def test_days_that_were_not_reported_are_told(books: Any, offenbach: Any, at: datetime) -> None:
    a_contract(offenbach)
    counted(offenbach, OCTOBER, [1] * 29, at=at)
    _run(at)
    assert Invoice.objects.get().missing_days == 2


def test_a_cancelled_month_can_be_drawn_up_again_and_a_discarded_draft_too(
    books: Any, offenbach: Any, at: datetime
) -> None:
    a_contract(offenbach)
    _run(at)
    issuing.discard(invoice_id=Invoice.objects.get().pk)
    assert _run(at).made == 1
    standing = Invoice.objects.get(state="draft")
    issuing.issue(invoice_id=standing.pk, by=ALEX, at=at)
    note = issuing.cancel(invoice_id=standing.pk, by=ROBIN, at=at)
    assert _run(at) == Drawn(0, 1, 0), "until the credit note is out the invoice stands"
    issuing.issue(invoice_id=note.pk, by=ALEX, at=at)
    assert _run(at).made == 1
    assert [one.gross_cents for one in Invoice.objects.filter(state="draft")] == [standing.gross_cents]


def test_a_month_before_one_that_is_drawn_up_is_left_alone(books: Any, offenbach: Any, at: datetime) -> None:
    a_contract(offenbach)
    counted(offenbach, date(2026, 9, 1), [1] * 61, at=at)
    assert _run(at).made == 1
    assert _run(at, "2026-09") == Drawn(0, 1, 0)
    assert ("late", 30, 11_700) in _lines(Invoice.objects.get()), "October took September along"


def test_yearly_contracts_wait_for_the_year(books: Any, offenbach: Any, at: datetime) -> None:
    a_contract(offenbach, rhythm="yearly")
    assert _run(at) == Drawn(0, 0, 0)
    later = at.replace(year=2027, month=1, day=4)
    counted(offenbach, date(2026, 12, 31), [3], at=later)
    assert _run(later, "2026").made == 1
    assert _lines(Invoice.objects.get()) == [("setup", 1, 250_000), ("yearly", 1, 240_000), ("cases", 3, 1_170)]


@pytest.mark.parametrize(("run", "code"), [("2026-11", "not_over"), ("2026", "not_over"), ("2026-13", "unknown_run")])
def test_only_what_is_over_is_drawn_up(books: Any, run: str, code: str, at: datetime) -> None:
    with pytest.raises(UnableToDrawUp) as refusal:
        _run(at, run)
    assert refusal.value.code == code


@pytest.mark.parametrize("told", ["", "{}", "no json", '{"name": "Zusage"}'])
def test_without_the_operators_own_data_nothing_is_drawn_up(books: Any, settings: Any, told: str, at: datetime) -> None:
    settings.INVOICE_SELLER = told
    with pytest.raises(UnableToInvoice):
        _run(at)


def test_an_invoice_keeps_the_payer_as_it_was(books: Any, offenbach: Any, at: datetime) -> None:
    contract = a_contract(offenbach)
    _run(at)
    contract.payer.name = "Regionales Rechenzentrum"
    operations.keep_payer(contract.payer)
    assert Invoice.objects.get().head["payer"]["name"] == "Stadt Offenbach am Main"


def test_one_city_has_one_contract_at_a_time(books: Any, offenbach: Any, wiesbaden: Any) -> None:
    plan = a_plan()
    first = a_contract(offenbach, plan, ends_on=date(2026, 12, 31))
    for start, end in ((date(2026, 6, 1), None), (date(2026, 12, 31), date(2027, 1, 31))):
        with pytest.raises(UnableToAgree) as refusal:
            a_contract(offenbach, plan, first.payer, starts_on=start, ends_on=end)
        assert refusal.value.code == "overlaps"
    a_contract(offenbach, plan, first.payer, starts_on=date(2027, 1, 1))
    a_contract(wiesbaden, plan, first.payer)
    with pytest.raises(UnableToAgree):
        operations.change(first, payer=first.payer, ends_on=None, notice_months=3, order_reference="")


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"leitweg_id": "04011000-1234512345-60"}, "leitweg_wrong"), ({"vat_id": "DE12345678"}, "vat_wrong"),
     ({"email": ""}, "no_way")],
)  # fmt: skip
def test_a_payer_that_no_invoice_would_reach_is_refused(books: Any, changes: dict[str, str], code: str) -> None:
    with pytest.raises(UnableToAgree) as refusal:
        a_payer(**changes)
    assert refusal.value.code == code
