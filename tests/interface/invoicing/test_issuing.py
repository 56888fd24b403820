"""Four eyes, numbers without gaps, and nothing that can be changed once it stands."""

from __future__ import annotations

import threading
from datetime import date, datetime
from typing import Any

import pytest
from django.db import ProgrammingError, connections, transaction

from billing.invoicing import issuing, queries, transfers
from billing.invoicing.drafting import draw_up
from billing.invoicing.issuing import UnableToIssue
from billing.invoicing.models import Contract, Invoice, InvoiceLine, Issue, Paper, Plan, Transfer, Usage
from billing.invoicing.transfers import UnableToNote
from tenants.binding import bind_public
from tests.support.invoicing import ALEX, ROBIN, a_contract, a_payer, a_plan


@pytest.fixture
def draft(books: Any, offenbach: Any, at: datetime) -> Invoice:
    a_contract(offenbach)
    draw_up(run="2026-10", by=ROBIN, at=at)
    return Invoice.objects.get()


def _refused(code: str, call: Any) -> None:
    with pytest.raises((UnableToIssue, UnableToNote)) as refusal:
        call()
    assert refusal.value.code == code


def test_another_person_issues_what_one_drew_up(draft: Invoice, at: datetime) -> None:
    _refused("same_person", lambda: issuing.issue(invoice_id=draft.pk, by=ROBIN, at=at))
    issue = issuing.issue(invoice_id=draft.pk, by=ALEX, at=at)
    assert (issue.number, issue.issued_on, issue.due_on) == ("Z2026-00001", date(2026, 11, 22), date(2026, 12, 22))
    _refused("not_open", lambda: issuing.issue(invoice_id=draft.pk, by=ALEX, at=at))
    _refused("not_open", lambda: issuing.discard(invoice_id=draft.pk))
    _refused("unknown_invoice", lambda: issuing.issue(invoice_id=draft.pk + 1, by=ALEX, at=at))


def test_a_draft_that_breaks_a_rule_does_not_go_out(books: Any, offenbach: Any, at: datetime) -> None:
    contract = a_contract(offenbach)
    contract.payer.town = " "
    contract.payer.save()
    draw_up(run="2026-10", by=ROBIN, at=at)
    with pytest.raises(UnableToIssue) as refusal:
        issuing.issue(invoice_id=Invoice.objects.get().pk, by=ALEX, at=at)
    assert [fault.rule for fault in refusal.value.faults] == ["BR-DE-8"]
    assert not Issue.objects.exists()


def test_numbers_have_no_gaps_under_threads_of_which_some_give_up(
    cities: Any, offenbach: Any, wiesbaden: Any, at: datetime
) -> None:
    """Eight at once, a third of them rolled back after they had taken a number."""
    with bind_public(), transaction.atomic():
        plan, payer = a_plan(), a_payer()
        for city in (offenbach, wiesbaden):
            a_contract(city, plan, payer)
        for month in range(1, 11):
            draw_up(run=f"2026-{month:02d}", by=ROBIN, at=at)
        drafts = list(Invoice.objects.order_by("id").values_list("id", flat=True))
    assert len(drafts) == 20
    failed: list[Exception] = []

    def work(numbers: list[int]) -> None:
        try:
            for number in numbers:
                with bind_public():
                    try:
                        with transaction.atomic():
                            issuing.issue(invoice_id=number, by=ALEX, at=at)
                            if number % 3 == 0:
                                raise InterruptedError
                    except InterruptedError:
                        continue
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(drafts[place::8],)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not failed
    with bind_public():
        numbers = sorted(Issue.objects.values_list("sequence", flat=True))
        assert len(numbers) == sum(number % 3 != 0 for number in drafts)
        assert numbers == list(range(1, len(numbers) + 1))
        assert Invoice.objects.filter(state="issued").count() == len(numbers)


def test_each_year_begins_anew(draft: Invoice, wiesbaden: Any, at: datetime) -> None:
    a_contract(wiesbaden, Plan.objects.get(), draft.contract.payer)
    draw_up(run="2026-10", by=ROBIN, at=at)
    other = Invoice.objects.exclude(pk=draft.pk).get()
    issuing.issue(invoice_id=draft.pk, by=ALEX, at=at)
    later = issuing.issue(invoice_id=other.pk, by=ALEX, at=at.replace(year=2027))
    assert later.number == "Z2027-00001"


def test_a_credit_note_takes_an_invoice_back_and_keeps_it(draft: Invoice, at: datetime) -> None:
    _refused("not_open", lambda: issuing.cancel(invoice_id=draft.pk, by=ROBIN, at=at))
    issuing.issue(invoice_id=draft.pk, by=ALEX, at=at)
    note = issuing.cancel(invoice_id=draft.pk, by=ALEX, at=at)
    assert issuing.cancel(invoice_id=draft.pk, by=ALEX, at=at) == note
    assert note.gross_cents == draft.gross_cents
    _refused("same_person", lambda: issuing.issue(invoice_id=note.pk, by=ALEX, at=at))
    assert issuing.issue(invoice_id=note.pk, by=ROBIN, at=at).number == "Z2026-00002"
    draft.refresh_from_db()
    assert draft.state == "cancelled"
    _refused("not_open", lambda: issuing.cancel(invoice_id=note.pk, by=ROBIN, at=at))
    assert queries.run_states()["2026-10"].gross_cents == 0


def test_an_invoice_is_paid_once_the_money_is_there(draft: Invoice, at: datetime) -> None:
    def note(cents: int, day: date = date(2026, 11, 20)) -> Transfer:
        return transfers.note(
            invoice_id=draft.pk, amount_cents=cents, received_on=day, bank_reference="", by=ALEX, at=at
        )  # fmt: skip

    _refused("not_out", lambda: note(100))
    issuing.issue(invoice_id=draft.pk, by=ALEX, at=at)
    note(draft.gross_cents - 1)
    [item] = queries.open_items(at=at)
    assert (item.open_cents, item.days_over) == (1, 0)
    note(1)
    assert queries.open_items(at=at) == []
    assert Invoice.objects.get().state == "paid"
    note(-1)
    assert Invoice.objects.get().state == "issued"
    _refused("nothing", lambda: note(0))
    _refused("below_zero", lambda: note(-draft.gross_cents))
    _refused("in_future", lambda: note(1, date(2026, 11, 23)))
    [late] = queries.open_items(at=at.replace(year=2027))
    assert late.days_over == 335


def test_money_for_a_cancelled_invoice_is_shown_as_owed_back(draft: Invoice, at: datetime) -> None:
    issuing.issue(invoice_id=draft.pk, by=ALEX, at=at)
    transfers.note(
        invoice_id=draft.pk, amount_cents=5_00, received_on=date(2026, 11, 20), bank_reference="", by=ALEX, at=at
    )  # fmt: skip
    issuing.issue(invoice_id=issuing.cancel(invoice_id=draft.pk, by=ALEX, at=at).pk, by=ROBIN, at=at)
    assert [item.open_cents for item in queries.open_items(at=at)] == [-5_00]


UNCHANGEABLE = [
    (Invoice, "net_cents"), (Invoice, "head"), (Invoice, "run"), (Plan, "case_cents"), (Plan, "yearly"),
    (Contract, "plan"), (Contract, "size"), (Contract, "starts_on"), (InvoiceLine, "net_cents"), (Issue, "sequence"),
    (Issue, "issued_on"), (Usage, "submitted"), (Paper, "content"), (Transfer, "amount_cents"),
]  # fmt: skip


@pytest.mark.parametrize(("model", "column"), UNCHANGEABLE, ids=lambda value: getattr(value, "__name__", value))
def test_the_database_refuses_to_change_what_stands(draft: Invoice, model: Any, column: str) -> None:
    field = model._meta.get_field(column)
    value = {"JSONField": {}, "DateField": date(2026, 1, 1), "BinaryField": b"", "CharField": "x"}
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        model.objects.update(**{field.attname: value.get(type(field).__name__, 1)})


@pytest.mark.parametrize("model", [Plan, Contract, Usage, Invoice, InvoiceLine, Issue, Paper, Transfer])
def test_the_database_refuses_to_delete_from_the_books(draft: Invoice, model: Any) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        model.objects.all()._raw_delete("default")
