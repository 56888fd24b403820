"""Where the law gives the fee back: proposed by the process, told to the sponsor, written as a payment order."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from billing.payments import refund_queries, refunding
from billing.payments.models import Payment, Refund
from billing.payments.refund_calling import settle_refund
from billing.payments.refusals import UnableToPay
from billing.payments.states import RefundReason
from billing.providers.base import RefundState, RefundStatus
from casework import refund_orders, review, withdrawal
from casework.money_back import sentences
from declarations.models import Declaration
from notifications.models import Mail
from tenants.binding import bind
from tests.interface.desk.clerks import Received, receive
from tests.support import cases
from tests.support.pdf_text import pages_of

CLERK, TREASURER = 7, 8


@pytest.fixture
def received(offenbach: Any, at: datetime) -> Received:
    return receive(offenbach, at=at)


def _refunds(city: Any) -> list[tuple[str, str, int]]:
    with bind(city):
        return list(Refund.objects.order_by("proposed_at").values_list("reason", "state", "amount_cents"))


def test_another_authority_is_responsible(offenbach: Any, received: Received, at: datetime) -> None:
    with bind(offenbach), transaction.atomic():
        review.take_up(case_id=received.id, by=CLERK, at=at)
        review.forward(case_id=received.id, authority="Ausländerbehörde Hanau", by=CLERK, at=at)
    cases.work(offenbach, at=at)
    cases.work(offenbach, at=at)
    assert _refunds(offenbach) == [("wrong_authority", "proposed", 2900)]


@pytest.mark.parametrize(("taken_up", "reasons"), [(False, ["withdrawn_early"]), (True, [])])
def test_withdrawn_before_work_began(
    offenbach: Any, received: Received, at: datetime, taken_up: bool, reasons: list[str]
) -> None:
    with bind(offenbach), transaction.atomic():
        if taken_up:
            review.take_up(case_id=received.id, by=CLERK, at=at)
        withdrawal.withdraw(case_id=received.id, at=at)
    cases.work(offenbach, at=at)
    assert [reason for reason, _, _ in _refunds(offenbach)] == reasons


def test_a_late_success_for_a_case_that_lapsed(offenbach: Any, wiesbaden: Any, at: datetime) -> None:
    filed = cases.file(offenbach, at=at)
    cases.work(offenbach, at=at + timedelta(days=60))
    with bind(offenbach):
        assert Declaration.objects.get(id=filed.case_id).state == "erased"
        payment = _late(filed.case_id, at)
    cases.work(offenbach, at=at + timedelta(days=61))
    assert _refunds(offenbach) == [("too_much", "proposed", 2900)]
    with bind(offenbach):
        refund = Refund.objects.get(payment=payment)
        refunding.approve(refund_id=refund.id, by=CLERK, at=at)
        refunding.release(refund_id=refund.id, by=TREASURER, at=at)
        settle_refund(refund_id=refund.id, seen=RefundState("re_1", RefundStatus.DONE, 2900), source="poll", at=at)
        cases.work(offenbach, at=at + timedelta(days=61))
        assert not Mail.objects.filter(template="refund").exists()
    assert _refunds(wiesbaden) == []


def test_paid_twice(offenbach: Any, received: Received, at: datetime) -> None:
    with bind(offenbach):
        _late(received.id, at)
    cases.work(offenbach, at=at)
    assert _refunds(offenbach) == [("paid_twice", "proposed", 2900)]


def _late(case_id: Any, at: datetime) -> Payment:
    from billing.payments.operations import settle
    from billing.providers.base import ProviderStatus
    from tests.interface.billing.support import a_pending_payment, as_seen

    payment = a_pending_payment(case_id, at=at, state="expired")
    settle(payment_id=payment.id, seen=as_seen(payment, ProviderStatus.PAID, paid_at=at), source="notification", at=at)
    return payment


def test_the_sponsor_reads_what_happens_with_the_money(offenbach: Any, received: Received, at: datetime) -> None:
    with bind(offenbach):
        case, payment = Declaration.objects.get(id=received.id), Payment.objects.get()
        assert sentences(case, at=at) == []
        refund = refunding.propose(
            payment_id=payment.id, amount_cents=2900, reason=RefundReason.GOODWILL, by=CLERK, remark="Härtefall", at=at
        )
        assert "Wir prüfen, ob Sie 29,00 € zurückbekommen" in _plain(sentences(case, at=at))
        assert refund_queries.remark_of(refund) == "Härtefall"
        assert b"rtefall" not in bytes(refund.sealed_remark or b"")
        refunding.release(refund_id=refund.id, by=TREASURER, at=at)
        soon = "Sie bekommen 29,00 € zurück. Das dauert meist fünf Tage."
        assert _plain(sentences(case, at=at)) == soon
        settle_refund(refund_id=refund.id, seen=RefundState("re_1", RefundStatus.DONE, 2900), source="poll", at=at)
        assert _plain(sentences(case, at=at)) == soon
        after = _plain(sentences(case, at=at + timedelta(days=9)))
        assert after == "Wir haben Ihnen am 22. November 2026 29,00 € zurückgezahlt."
    cases.work(offenbach, at=at)
    with bind(offenbach):
        assert Mail.objects.filter(template="refund").count() == 1


def test_the_mail_names_no_amount_in_its_subject(offenbach: Any, received: Received, at: datetime) -> None:
    from notifications.operations import _message

    test_the_sponsor_reads_what_happens_with_the_money(offenbach, received, at)
    with bind(offenbach):
        message = _message(Mail.objects.select_related("case").get(template="refund"), at)
    assert message.subject == "Sie bekommen Geld zurück"
    assert "29,00" in str(message.body)


def test_the_payment_order_names_nobody(offenbach: Any, received: Received, at: datetime) -> None:
    with bind(offenbach):
        payment = Payment.objects.get()
        refund = refunding.propose(
            payment_id=payment.id, amount_cents=1450, reason=RefundReason.WRONG_AUTHORITY, by=CLERK, at=at
        )
        refunding.release(refund_id=refund.id, by=TREASURER, at=at)
        [found] = refund_queries.ordered(since=at, until=at + timedelta(days=1))
        paper, again = refund_orders.pdf(found, at=at), refund_orders.pdf(found, at=at)
        lines = list(csv.reader(io.StringIO(refund_orders.as_csv([found])), delimiter=";"))
    assert paper == again
    text = " ".join(" ".join(pages_of(paper)).split())
    for wanted in ("Auszahlungsanordnung", found.order_number, payment.cash_reference, "14,50 €", "§ 49 Abs. 3 AufenthV",
                   "Kennung 7", "Kennung 8", "Sachbearbeitung", "Kasse"):  # fmt: skip
        assert wanted in text, (wanted, text)
    assert "Mustermann" not in text
    assert len(lines) == 2
    assert lines[1][0] == found.order_number
    assert lines[1][4] == "14,50"


def _plain(lines: list[str]) -> str:
    return " ".join(lines).replace("\u00a0", " ")


def test_a_refunded_fee_is_not_asked_for_again(offenbach: Any, received: Received, at: datetime) -> None:
    from casework import paying

    with bind(offenbach):
        Payment.objects.update(state="refunded")
        case = Declaration.objects.get(id=received.id)
        assert paying.state_of(case, at=at).state == "refunded"
        with pytest.raises(UnableToPay):
            paying.begin(case=case, success_url="http://x", cancel_url="http://x", at=at)
