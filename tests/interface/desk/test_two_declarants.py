"""Spouses who both undertake: each owes the fee, and everybody sees two amounts."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from billing.fees.relief import Ground, Kind, Relief
from billing.payments.counter import Method
from casework import fee_deciding, paying, payment_papers
from casework.importing import UnableToImport, file_case
from casework.submission import Authority, Filed
from declarations.models import Declaration
from declarations.queries import case_file
from tenants.binding import bind
from tests.interface.desk.clerks import Received
from tests.support import cases

BOTH = ["Gebühr für die Verpflichtungserklärung, 1. Person", "Gebühr für die Verpflichtungserklärung, 2. Person"]


def filed(city: Any, at: Any, declarants: Any = 2) -> Filed:
    document = cases.document(city.slug, at=at) | {"filing": {"declarants": declarants}}
    with bind(city), transaction.atomic():
        return file_case(document=document, authority=Authority(city.slug, city.authority_code), at=at)


def test_an_imported_case_of_two_is_quoted_twice_and_paid_whole(offenbach: Any, clerk: Any, at: Any) -> None:
    made = filed(offenbach, at)
    case = Received(offenbach, made.case_id, made.reference, made.link_secret, made.code)
    kim = clerk(offenbach)
    for path in (case.path, f"{case.path}gebuehr/annehmen/"):
        page = kim.text(path).replace("\N{NO-BREAK SPACE}", " ")
        assert all(f"{label}: 29,00 €" in page for label in BOTH), path
        assert "58,00 €" in page
    with bind(offenbach), transaction.atomic():
        payment = paying.take_at_counter(case_id=case.id, method=Method.CASH, by=kim.id, at=at)
        assert [(line["label"], line["amount_cents"]) for line in payment.lines] == [(label, 2900) for label in BOTH]
        receipt = payment_papers.data_of(payment)
        assert [pair.label for pair in receipt.facts][:2] == BOTH
        assert receipt.amount.replace("\N{NO-BREAK SPACE}", " ") == "58,00 €"
        filing = case_file(Declaration.objects.get(id=case.id)).filing
    assert filing is not None
    assert (filing.declarants, filing.fee_cents, filing.paid_cents) == (2, 5800, 5800)


def test_what_is_decided_counts_for_each_of_them(offenbach: Any, at: Any) -> None:
    made = filed(offenbach, at)
    with bind(offenbach), transaction.atomic():
        relief = Relief(Kind.REDUCED, Ground.MEANS, unit_cents=1000)
        fee_deciding.decide(case_id=made.case_id, relief=relief, reason="wenig Geld", by=7, at=at)
        quote = paying.quote_of(Declaration.objects.get(id=made.case_id), at=at)
    assert [line.amount_cents for line in quote.shown] == [1000, 1000]


def test_the_sponsor_sees_both_amounts_before_paying(offenbach: Any, browse: Any, at: Any) -> None:
    made = filed(offenbach, at)
    browser = browse(offenbach)
    browser.post(f"/a/{made.link_secret}/", {"code": made.code}, follow=True)
    page = browser.get("/antrag/zahlung/").content.decode()
    assert all(label in page for label in BOTH)


@pytest.mark.parametrize("number", [0, 3, "2", None])
def test_nobody_or_a_crowd_is_refused(offenbach: Any, at: Any, number: Any) -> None:
    with pytest.raises(UnableToImport) as refused:
        filed(offenbach, at, number)
    assert [problem.path for problem in refused.value.problems] == ["filing.declarants"]
