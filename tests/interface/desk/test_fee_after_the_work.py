"""The fee is for the work (§ 49 (2) AufenthV): owed on a refusal and after a late withdrawal, not where § 49 (3) frees it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from billing.payments.counter import Method, UnableToTake
from billing.payments.models import Payment, Refund
from casework import paying, review, status, withdrawal
from configuration.readiness import probes
from declarations.models import Declaration
from declarations.states import State
from notifications.models import Mail
from tenants.binding import bind
from tests.interface.books.test_unpaid_cases import received
from tests.interface.casework.visitors import AT, settings_of
from tests.interface.desk.clerks import Received, seen_by_sponsor
from tests.support import cases

CLERK = 7
ASKED = timedelta(minutes=21)


def refused(city: Any, at: datetime) -> uuid.UUID:
    case_id = received(city, at)
    with bind(city), transaction.atomic():
        review.take_up(case_id=case_id, by=CLERK, at=at)
        Declaration.objects.filter(id=case_id).update(state=State.HEARING)
        review.refuse(case_id=case_id, reason="Einkommen reicht nicht", by=CLERK, at=at)
    return case_id


def withdrawn(city: Any, at: datetime, *, worked_on: bool = True) -> uuid.UUID:
    case_id = received(city, at)
    with bind(city), transaction.atomic():
        if worked_on:
            review.take_up(case_id=case_id, by=CLERK, at=at)
        withdrawal.withdraw(case_id=case_id, at=at)
    return case_id


def letters_about_the_fee(city: Any, at: datetime) -> int:
    cases.work(city, at=at)
    cases.work(city, at=at + ASKED)
    cases.work(city, at=at + 3 * ASKED)
    with bind(city):
        return Mail.objects.filter(template="fee_due").count()


def state_of(city: Any, case_id: uuid.UUID, at: datetime) -> str:
    with bind(city):
        return paying.state_of(Declaration.objects.get(id=case_id), at=at).state


@pytest.mark.parametrize("over", [refused, withdrawn])
def test_online_the_sponsor_is_asked_once_and_may_pay(
    offenbach: Any, at: datetime, over: Callable[[Any, datetime], uuid.UUID]
) -> None:
    with settings_of(offenbach, fees={"when": "after_decision"}):
        case_id = over(offenbach, at)
        assert state_of(offenbach, case_id, at) == "due"
        assert letters_about_the_fee(offenbach, at) == 1
        with bind(offenbach):
            case = Declaration.objects.get(id=case_id)
            assert "pay" in [action.code for action in status.of(case, at=at).can]
            assert paying.is_due(case)
            cases.pay(offenbach, case_id, at=at + ASKED)
        cases.work(offenbach, at=at + ASKED)
        assert state_of(offenbach, case_id, at) == "paid"
        with bind(offenbach):
            assert (Payment.objects.get().attention, Refund.objects.count()) == ("", 0)
            assert "pay" not in [action.code for action in status.of(case, at=at).can]


def test_who_pays_at_once_is_not_asked(offenbach: Any, at: datetime) -> None:
    with settings_of(offenbach, fees={"when": "after_decision"}):
        case_id = refused(offenbach, at)
        cases.work(offenbach, at=at)
        cases.pay(offenbach, case_id, at=at)
        assert letters_about_the_fee(offenbach, at) == 0


@pytest.mark.parametrize("over", [refused, withdrawn])
def test_what_would_have_been_paid_at_pickup_is_open_at_the_desk_and_taken_there(
    offenbach: Any, clerk: Any, at: datetime, over: Callable[[Any, datetime], uuid.UUID]
) -> None:
    with settings_of(offenbach, fees={"when": "at_pickup"}):
        case_id = over(offenbach, at)
        assert state_of(offenbach, case_id, at) == "at_counter"
        assert letters_about_the_fee(offenbach, at) == 1
        page = clerk(offenbach).text(f"/amt/fall/{case_id}/")
        assert "offen, wird am Schalter bezahlt" in page
        assert "Gebühr annehmen" in page
        assert "Sie wird in der Behörde bezahlt, bar oder mit Karte." in page
        with bind(offenbach), transaction.atomic():
            paying.take_at_counter(case_id=case_id, method=Method.CASH, by=CLERK, at=at)
        assert state_of(offenbach, case_id, at) == "paid"
        cases.work(offenbach, at=at + 4 * ASKED)
        with bind(offenbach):
            assert Refund.objects.count() == 0


@pytest.mark.parametrize("when", ["after_decision", "at_pickup"])
def test_withdrawn_before_anybody_worked_on_it_nothing_is_owed(offenbach: Any, at: datetime, when: str) -> None:
    with settings_of(offenbach, fees={"when": when}):
        case_id = withdrawn(offenbach, at, worked_on=False)
        assert state_of(offenbach, case_id, at) == "none"
        assert letters_about_the_fee(offenbach, at) == 0
        with bind(offenbach), transaction.atomic(), pytest.raises(UnableToTake, match="not_open"):
            paying.take_at_counter(case_id=case_id, method=Method.CASH, by=CLERK, at=at)


def test_the_sponsor_reads_why_it_is_owed(offenbach: Any, at: datetime) -> None:
    with settings_of(offenbach, fees={"when": "at_pickup"}):
        filed = cases.file(offenbach, at=at)
        case = Received(offenbach, filed.case_id, filed.reference, filed.link_secret, filed.code)
        from configuration.models import ConfigurationVersion

        with bind(offenbach):
            last = ConfigurationVersion.objects.order_by("-number").values_list("number", flat=True)[0]
            Declaration.objects.filter(id=case.id).update(configuration=last, state=State.REFUSED, submitted_at=at)
        told = seen_by_sponsor(case)
        assert "fällt auch an, wenn wir ablehnen müssen. Bitte bezahlen Sie sie in der Behörde" in told


def test_readiness_warns_where_nobody_could_ever_pay(offenbach: Any, wiesbaden: Any, at: datetime) -> None:
    def code(city: Any) -> str:
        with bind(city):
            return probes.get("fees.payable")(at=AT).code

    for delivery, when, expected in (
        ("post", "at_pickup", "nobody_can_pay"), ("pickup_or_post", "at_pickup", ""), ("post", "after_decision", ""),
    ):  # fmt: skip
        with settings_of(offenbach, fees={"when": when}, casework={"delivery": delivery}):
            assert code(offenbach) == expected
    assert code(wiesbaden) == ""
