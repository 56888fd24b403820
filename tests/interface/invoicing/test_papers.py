"""PDF and XRechnung of an invoice: what stands in them is what stands in the books, and they never change."""

from __future__ import annotations

import csv
import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pytest
from drafthorse.models.document import Document

from billing.invoicing import export, issuing
from billing.invoicing.drafting import draw_up
from billing.invoicing.models import Invoice, Paper
from billing.invoicing.papers import UnableToPrint, make, make_due
from billing.invoicing.rules import THERE, Read, broken
from billing.invoicing.seller import Seller
from tests.support.invoicing import ALEX, EXEMPT, OUTSIDE, ROBIN, SELLER, a_contract, a_payer, a_plan, counted, paper_of
from tests.support.pdf_text import pages_of


def _issued(city: Any, at: datetime, seller: Seller = SELLER, settings: Any = None) -> Invoice:
    if settings:
        settings.INVOICE_SELLER = seller.model_dump_json()
    a_contract(
        city, a_plan(), a_payer(name="ekom21 & Söhne <KGRZ>", vat_id="DE999999999"), order_reference="B-4711",
        starts_on=date(2026, 9, 15),
    )  # fmt: skip
    counted(city, date(2026, 10, 1), [2] * 31, at=at)
    draw_up(run="2026-10", by=ROBIN, at=at)
    invoice = Invoice.objects.get(state="draft")
    issuing.issue(invoice_id=invoice.pk, by=ALEX, at=at)
    return Invoice.objects.select_related("issue").get(pk=invoice.pk)


@pytest.mark.parametrize("seller", [SELLER, EXEMPT, OUTSIDE], ids=lambda one: one.vat.category)
def test_what_is_written_is_read_again_and_breaks_no_rule(
    books: Any, offenbach: Any, settings: Any, seller: Seller, at: datetime
) -> None:
    invoice = _issued(offenbach, at, seller, settings)
    xml = paper_of(invoice, "xml", at=at)
    assert list(broken(xml)) == []
    read = Document.parse(xml)
    trade = read.trade
    assert str(read.header.id) == "Z2026-00001"
    assert str(trade.agreement.buyer_reference) == "04011000-1234512345-06"
    assert str(trade.agreement.buyer.name) == "ekom21 & Söhne <KGRZ>"
    assert str(trade.agreement.buyer_order.issuer_assigned_id._text) == "B-4711"
    assert trade.settlement.monetary_summation.due_amount._value == Decimal(invoice.gross_cents) / 100
    lines = [(item.delivery.billed_quantity._amount, item.agreement.net.amount._value) for item in trade.items.children]
    assert lines == [
        (Decimal(line.quantity), Decimal(line.unit_cents) / 100) for line in invoice.lines.order_by("position")
    ]
    numbers = Read(xml).texts(THERE["BR-06"].replace("Name", "SpecifiedTaxRegistration/ram:ID"))
    assert ("DE123456789" in numbers) is (seller.vat.category != "O")


def test_a_credit_note_names_what_it_takes_back(books: Any, offenbach: Any, at: datetime) -> None:
    invoice = _issued(offenbach, at)
    note = issuing.cancel(invoice_id=invoice.pk, by=ALEX, at=at)
    issuing.issue(invoice_id=note.pk, by=ROBIN, at=at)
    note = Invoice.objects.get(pk=note.pk)
    xml = paper_of(note, "xml", at=at)
    assert list(broken(xml)) == []
    referenced = Document.parse(xml).trade.settlement.invoice_referenced_document
    assert (referenced.issuer_assigned_id._text, referenced.issue_date_time._value) == (
        "Z2026-00001",
        date(2026, 11, 22),
    )
    said = " ".join(pages_of(paper_of(note, "pdf", at=at)))
    assert "Gutschrift Z2026-00002" in said
    assert "hebt die Rechnung Z2026-00001 ganz auf" in said


DAMAGES = [
    ("BR-DE-15-form", "04011000-1234512345-06<", "04011000-1234512345-07<"),
    ("BR-DE-19", "DE89370400440532013000", "DE89370400440532013001"),
    ("BR-DE-6", "+49 69 1234567", " "),
    ("BR-DE-27", "+49 69 1234567", "keine"),
    ("BR-DE-7", "<ram:URIID>rechnung@zusage.example", "<ram:URIID> "),
    ("BR-DE-28", "<ram:URIID>rechnung@zusage.example", "<ram:URIID>rechnung.zusage.example"),
    ("BR-DE-23", "<ram:TypeCode>58<", "<ram:TypeCode>59<"),
    ("BR-DE-21", "xrechnung_3.0<", "xrechnung_2.0<"),
    ("BR-DE-17", "<ram:TypeCode>380<", "<ram:TypeCode>388<"),
    ("BR-CO-26", 'schemeID="VA">DE123456789', 'schemeID="FC">DE123456789'),
    ("BR-CO-17", "<ram:RateApplicablePercent>19", "<ram:RateApplicablePercent>7"),
    ("BR-S-01", "<ram:CategoryCode>S<", "<ram:CategoryCode>Z<"),
    ("BR-27", "<ram:ChargeAmount>3.90", "<ram:ChargeAmount>-3.90"),
    ("BR-CO-10", "<ram:BilledQuantity unitCode=\"C62\">62", "<ram:BilledQuantity unitCode=\"C62\">63"),
    ("BR-55", "<ram:TypeCode>380<", "<ram:TypeCode>381<"),
    ("PEPPOL-EN16931-R010", 'schemeID="0204"', 'schema="0204"'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "right", "wrong"), DAMAGES, ids=lambda value: value if value[:2] in ("BR", "PE") else ""
)
def test_each_rule_sees_its_own_damage(
    books: Any, offenbach: Any, rule: str, right: str, wrong: str, at: datetime
) -> None:
    xml = paper_of(_issued(offenbach, at), "xml", at=at).decode()
    assert right in xml
    assert rule in [fault.rule for fault in broken(xml.replace(right, wrong).encode())]


def test_a_sum_that_is_wrong_by_a_cent_is_seen(books: Any, offenbach: Any, at: datetime) -> None:
    invoice = _issued(offenbach, at)
    xml = paper_of(invoice, "xml", at=at).decode()
    gross = f"{invoice.gross_cents / 100:.2f}"
    wrong = xml.replace(f">{gross}<", f">{(invoice.gross_cents + 1) / 100:.2f}<", 1)
    assert "BR-CO-15" in [fault.rule for fault in broken(wrong.encode())]


def test_the_pdf_says_the_same(books: Any, offenbach: Any, at: datetime) -> None:
    said = " ".join(" ".join(pages_of(paper_of(_issued(offenbach, at), "pdf", at=at))).split())
    for text in ("Rechnung Z2026-00001", "ekom21 & Söhne <KGRZ>", "04011000-1234512345-06", "Eingegangene Erklärungen",
                 "241,80 €", "Umsatzsteuer 19 %", "22.12.2026", "DE89 3704 0044 0532 0130 00"):  # fmt: skip
        assert text in said, text


def test_papers_are_made_once_and_stay(books: Any, offenbach: Any, at: datetime) -> None:
    invoice = _issued(offenbach, at)
    once = {kind: paper_of(invoice, kind, at=at) for kind in ("pdf", "xml")}
    assert {kind: make(invoice, kind) for kind in ("pdf", "xml")} == once, "the same again, byte for byte"
    assert {kind: paper_of(invoice, kind, at=at.replace(year=2027)) for kind in ("pdf", "xml")} == once
    assert Paper.objects.count() == 2


def test_a_draft_has_no_paper(books: Any, offenbach: Any, at: datetime) -> None:
    a_contract(offenbach)
    draw_up(run="2026-10", by=ROBIN, at=at)
    with pytest.raises(UnableToPrint):
        paper_of(Invoice.objects.get(), "pdf", at=at)


def test_a_run_is_one_file_with_a_list(books: Any, offenbach: Any, at: datetime) -> None:
    invoice = _issued(offenbach, at)
    issuing.issue(invoice_id=issuing.cancel(invoice_id=invoice.pk, by=ALEX, at=at).pk, by=ROBIN, at=at)
    with pytest.raises(UnableToPrint):
        export.zip_of("2026-10")
    make_due(at=at)
    with zipfile.ZipFile(BytesIO(export.zip_of("2026-10"))) as bundle:
        assert sorted(bundle.namelist()) == sorted(
            [
                "2026-10/rechnungen.csv",
                *(f"2026-10/Z2026-0000{number}.{kind}" for number in (1, 2) for kind in ("pdf", "xml")),
            ]
        )
        rows = list(csv.DictReader(StringIO(bundle.read("2026-10/rechnungen.csv").decode("utf-8-sig")), delimiter=";"))
    assert [row["Art"] for row in rows] == ["R", "G"]
    assert sum(Decimal(row["Brutto"].replace(",", ".")) for row in rows) == 0
    assert rows[1]["Zu Rechnung"] == "Z2026-00001"
    assert rows[0]["Zahler"] == "ekom21 & Söhne <KGRZ>"
