"""Each kind of invoice that can leave this house breaks none of the official rules, and the rules see what is broken."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from billing.invoicing import issuing
from billing.invoicing.drafting import draw_up
from billing.invoicing.models import Invoice
from billing.invoicing.papers import make
from billing.invoicing.seller import Seller
from tests.interface.invoicing.test_papers import DAMAGES
from tests.support.invoicing import ALEX, EXEMPT, OUTSIDE, ROBIN, SELLER, a_contract, a_payer, a_plan, counted
from tests.support.official_rules import findings, version

PAYERS: dict[str, dict[str, str]] = {
    "city": {},
    "data_centre": {"kind": "data_centre", "name": "ekom21 & Söhne <KGRZ>", "vat_id": "DE999999999"},
    "land": {
        "kind": "land",
        "name": "Land Hessen, Ministerium des Innern",
        "leitweg_id": "06-1234567890ABC-64",
        "email": "",
        "portal": "OZG-RE",
    },
}
REGISTERED = SELLER.model_copy(update={"vat_id": "", "tax_number": "45 250 12345", "register_number": "HRB 12345"})
BARE = SELLER.model_copy(update={"bic": "", "number_prefix": "", "vat_id": "", "tax_number": "45 250 12345"})
OUTSIDE_WITH_ID = OUTSIDE.model_copy(update={"vat_id": "DE123456789"})
SELLERS = {
    "S": SELLER,
    "E": EXEMPT,
    "O": OUTSIDE,
    "S-by-tax-number": BARE,
    "S-registered": REGISTERED,
    "O-with-vat-id": OUTSIDE_WITH_ID,
}


def _drawn(city: Any, at: datetime, seller: Seller, settings: Any, payer: str = "city", **contract: Any) -> Invoice:
    settings.INVOICE_SELLER = seller.model_dump_json()
    a_contract(city, a_plan(), a_payer(**PAYERS[payer]), **{"starts_on": date(2026, 9, 15), **contract})
    counted(city, date(2026, 10, 1), [2] * 31, at=at)
    draw_up(run="2026-10", by=ROBIN, at=at)
    return Invoice.objects.get(state="draft")


def _xml(invoice: Invoice, by: Any, at: datetime) -> bytes:
    issuing.issue(invoice_id=invoice.pk, by=by, at=at)
    return make(Invoice.objects.select_related("issue", "cancels__issue").get(pk=invoice.pk), "xml")


def test_the_rules_are_those_of_our_xrechnung() -> None:
    assert version().endswith("XRechnung 3.0.2")


@pytest.mark.parametrize("payer", sorted(PAYERS))
@pytest.mark.parametrize("seller", sorted(SELLERS))
def test_no_invoice_breaks_a_rule(
    books: Any, offenbach: Any, settings: Any, seller: str, payer: str, at: datetime
) -> None:
    reference = {"order_reference": "B-4711"} if payer == "land" else {}
    invoice = _drawn(offenbach, at, SELLERS[seller], settings, payer, **reference)
    assert findings(_xml(invoice, ALEX, at)) == []


@pytest.mark.parametrize("seller", sorted(SELLERS))
def test_no_credit_note_breaks_a_rule(books: Any, offenbach: Any, settings: Any, seller: str, at: datetime) -> None:
    invoice = _drawn(offenbach, at, SELLERS[seller], settings)
    _xml(invoice, ALEX, at)
    note = issuing.cancel(invoice_id=invoice.pk, by=ALEX, at=at)
    assert findings(_xml(note, ROBIN, at)) == []


def test_an_invoice_with_a_correction_downwards_breaks_no_rule(
    books: Any, offenbach: Any, settings: Any, at: datetime
) -> None:
    first = _drawn(offenbach, at, SELLER, settings)
    _xml(first, ALEX, at)
    counted(offenbach, date(2026, 10, 1), [1] * 3, at=at)
    december = datetime.fromisoformat("2026-12-02T09:00+01:00")
    draw_up(run="2026-11", by=ROBIN, at=december)
    second = Invoice.objects.get(state="draft")
    assert second.lines.filter(quantity__lt=0).exists()
    assert findings(_xml(second, ALEX, december)) == []


# Ours alone asks for the check digits of a Leitweg-ID, and that a credit note names an invoice.
SEEN_BY_NONE_OF_THEM = {"BR-DE-15-form", "BR-55"}


@pytest.mark.parametrize(("rule", "right", "wrong"), DAMAGES, ids=[damage[0] for damage in DAMAGES])
def test_what_ours_sees_the_official_rules_see_too(
    books: Any, offenbach: Any, settings: Any, rule: str, right: str, wrong: str, at: datetime
) -> None:
    xml = _xml(_drawn(offenbach, at, SELLER, settings), ALEX, at).decode()
    assert right in xml
    assert bool(findings(xml.replace(right, wrong).encode())) is (rule not in SEEN_BY_NONE_OF_THEM)
