"""From filing to the authority's folder: at the moment that the city chose, once, and as a valid message."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from accounts.staff.models import Staff
from casework import review
from connectors.delivering import deliver_due
from connectors.models import Delivery
from connectors.xauslaender import schema
from declarations.models import Declaration
from declarations.states import State
from tenants.binding import bind
from tests.support import cases


@pytest.fixture
def clerk(cities: Any) -> Any:
    staff = {}
    for city in cities:
        with bind(city):
            staff[city.slug] = Staff.objects.create(email="kim@example.org", name="Kim Beispiel", roles=["clerk"]).pk
    return staff


def _run(city: Any, at: datetime) -> None:
    cases.work(city, at=at)
    with bind(city):
        deliver_due(clock=lambda: at)
    cases.work(city, at=at)


def _state(city: Any, case_id: Any) -> str:
    with bind(city):
        return str(Declaration.objects.get(id=case_id).state)


def _delivered(city: Any) -> list[Path]:
    return sorted((Path(settings.DELIVERY_DIR) / city.slug).glob("*.xml"))


def _valid(message: Path) -> None:
    if schema.why_not():
        warnings.warn("THE SCHEMAS ARE NOT AT HAND: the message was not validated", stacklevel=2)
        return
    schema.validate(message.read_bytes())


def _do(city: Any, operation: Callable[..., Any], **arguments: Any) -> Any:
    with bind(city), transaction.atomic():
        return operation(**arguments)


def test_offenbach_gets_the_case_once_paid_and_reports_the_outcome_by_one_click(
    offenbach: Any, wiesbaden: Any, clerk: Any, at: datetime
) -> None:
    before = set(_delivered(offenbach))
    filed = cases.file(offenbach, at=at)
    _run(offenbach, at)
    assert set(_delivered(offenbach)) == before
    cases.pay(offenbach, filed.case_id, at=at)
    _run(offenbach, at + timedelta(minutes=1))
    new = set(_delivered(offenbach)) - before
    assert len(new) == 1
    _valid(new.pop())
    assert _state(offenbach, filed.case_id) == State.WITH_AUTHORITY_SYSTEM
    assert not _delivered(wiesbaden) or filed.reference not in str(_delivered(wiesbaden))
    _do(
        offenbach, review.report_outcome, case_id=filed.case_id, outcome="approved", reason="",
        by=clerk["offenbach"], at=at + timedelta(days=1),
    )  # fmt: skip
    _run(offenbach, at + timedelta(days=1))
    assert _state(offenbach, filed.case_id) == State.SIGNING_DUE
    with bind(offenbach):
        assert Delivery.objects.count() == 1


def test_wiesbaden_decides_on_the_desk_and_only_then_gets_the_case(wiesbaden: Any, clerk: Any, at: datetime) -> None:
    before, by = set(_delivered(wiesbaden)), clerk["wiesbaden"]
    filed = cases.file(wiesbaden, at=at)
    cases.pay(wiesbaden, filed.case_id, at=at)
    _run(wiesbaden, at)
    assert _state(wiesbaden, filed.case_id) == State.SUBMITTED
    assert set(_delivered(wiesbaden)) == before
    _do(wiesbaden, review.take_up, case_id=filed.case_id, by=by, at=at)
    _do(wiesbaden, review.record_check, case_id=filed.case_id, result="PROVEN", reason="", by=by, at=at)
    _do(wiesbaden, review.approve, case_id=filed.case_id, by=by, at=at)
    _run(wiesbaden, at + timedelta(minutes=1))
    new = set(_delivered(wiesbaden)) - before
    assert len(new) == 1
    message = new.pop()
    _valid(message)
    assert message.read_text().count("Berechnungsblatt") == 1
    assert _state(wiesbaden, filed.case_id) == State.SIGNING_DUE


def test_a_case_that_is_approved_waits_for_its_worksheet(wiesbaden: Any, clerk: Any, at: datetime) -> None:
    from casework import papers
    from connectors.attachments import NotReady

    by = clerk["wiesbaden"]
    filed = cases.file(wiesbaden, at=at)
    cases.pay(wiesbaden, filed.case_id, at=at)
    _run(wiesbaden, at)
    _do(wiesbaden, review.take_up, case_id=filed.case_id, by=by, at=at)
    _do(wiesbaden, review.record_check, case_id=filed.case_id, result="PROVEN", reason="", by=by, at=at)
    with bind(wiesbaden):
        assert "Berechnungsblatt" not in {proof.label for proof in papers.files_of(filed.case_id).proofs}
    _do(wiesbaden, review.approve, case_id=filed.case_id, by=by, at=at)
    with bind(wiesbaden):
        with pytest.raises(NotReady, match="worksheet"):
            papers.files_of(filed.case_id)
        papers.make_worksheet(case_id=filed.case_id, at=at)
        assert "Berechnungsblatt" in {proof.label for proof in papers.files_of(filed.case_id).proofs}


def test_refusing_needs_a_hearing_that_is_over(wiesbaden: Any, clerk: Any, at: datetime) -> None:
    by = clerk["wiesbaden"]
    filed = cases.file(
        wiesbaden, at=at, income__net={"net_month_1": "1000.00", "net_month_2": "1000.00", "net_month_3": "1000.00"}
    )
    cases.pay(wiesbaden, filed.case_id, at=at)
    _run(wiesbaden, at)
    case = {"case_id": filed.case_id, "by": by}
    _do(wiesbaden, review.take_up, **case, at=at)
    _do(wiesbaden, review.record_check, **case, result="NOT_PROVEN", reason="", at=at)
    with pytest.raises(review.UnableToDecide, match="finding_negative"):
        _do(wiesbaden, review.approve, **case, at=at)
    _do(wiesbaden, review.start_hearing, **case, reason="Das Einkommen reicht nicht.", at=at)
    with pytest.raises(review.UnableToDecide, match="hearing_running"):
        _do(wiesbaden, review.refuse, **case, reason="Das Einkommen reicht nicht.", at=at + timedelta(days=1))
    _do(wiesbaden, review.refuse, **case, reason="Das Einkommen reicht nicht.", at=at + timedelta(days=20))
    _run(wiesbaden, at + timedelta(days=20))
    assert _state(wiesbaden, filed.case_id) == State.REFUSED
    with bind(wiesbaden):
        from documents.queries import newest

        assert newest(filed.case_id, "decision_letter") is not None


def test_deviating_from_the_proposal_needs_a_reason(wiesbaden: Any, clerk: Any, at: datetime) -> None:
    filed = cases.file(wiesbaden, at=at)
    cases.pay(wiesbaden, filed.case_id, at=at)
    _run(wiesbaden, at)
    case = {"case_id": filed.case_id, "by": clerk["wiesbaden"], "at": at}
    _do(wiesbaden, review.take_up, **case)
    with pytest.raises(review.UnableToDecide, match="reason_missing"):
        _do(wiesbaden, review.record_check, **case, result="NOT_PROVEN", reason="")


def test_a_payment_that_arrives_after_the_case_lapsed_waits_for_a_person(offenbach: Any, at: datetime) -> None:
    from audit.models import AuditEntry

    filed = cases.file(offenbach, at=at)
    with bind(offenbach):
        from billing.payments.claiming import Bill, claim
        from casework.paying import quote_of
        from configuration.queries import in_force

        case = Declaration.objects.get(id=filed.case_id)
        claim(Bill(case.id, quote_of(case, at=at), in_force(at=at), "de", "http://x/", "http://x/"), at=at)
    _run(offenbach, at + timedelta(days=15))
    assert _state(offenbach, filed.case_id) == State.ERASED
    with bind(offenbach):
        from billing.payments.models import Payment
        from billing.payments.operations import settle
        from billing.providers.base import ProviderState, ProviderStatus

        payment = Payment.objects.get()
        seen = ProviderState("cs_late", payment.account, str(payment.id), ProviderStatus.PAID, 2900, "EUR", paid_at=at)
        settle(payment_id=payment.id, seen=seen, source="poll", at=at + timedelta(days=15))
    _run(offenbach, at + timedelta(days=16))
    with bind(offenbach):
        assert AuditEntry.objects.filter(action="payment.without_case", case_id=filed.case_id).exists()


def test_what_was_paid_and_that_it_is_a_trial_go_with_the_message(
    offenbach: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    from connectors import making
    from connectors.adapters.folder.adapter import FolderConnector
    from connectors.base import OutgoingMessage, Receipt

    went: list[OutgoingMessage] = []

    def take(_self: Any, message: OutgoingMessage, _options: Any, *, idempotency_key: str) -> Receipt:
        went.append(message)
        return Receipt(idempotency_key)

    monkeypatch.setattr(FolderConnector, "deliver", take)
    monkeypatch.setattr(making, "city_is_live", lambda: False)
    filed = cases.file(offenbach, at=at)
    _run(offenbach, at)
    cases.pay(offenbach, filed.case_id, at=at)
    _run(offenbach, at + timedelta(minutes=1))
    (message,) = went
    assert message.fee is not None
    assert (message.fee.amount_cents, message.fee.paid_at) == (2900, at)
    assert message.test
