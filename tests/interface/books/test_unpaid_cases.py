"""Cases are the third side: what should have been paid, and was not."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from billing.books.models import Difference
from billing.fees.relief import Ground, Kind, Relief
from billing.payments.counter import Method, Mistake, void
from billing.payments.models import Payment
from casework import fee_deciding, paying, review, withdrawal
from configuration.models import ConfigurationVersion
from declarations.models import Declaration
from tenants.binding import bind
from tests.interface.books.support import day_of, night, open_kinds
from tests.interface.casework.visitors import settings_of
from tests.support import cases

CLERK = 7
MONTH = timedelta(days=31)


def received(city: Any, at: datetime, state: str = "submitted", **changes: Any) -> uuid.UUID:
    """Received by this city's last settings, as if it had been paid, without a payment."""
    filed = cases.file(city, at=at)
    with bind(city):
        last = ConfigurationVersion.objects.order_by("-number").values_list("number", flat=True)[0]
        Declaration.objects.filter(id=filed.case_id).update(
            state=state, submitted_at=at, changed_at=at, configuration=last, draft_digest=None, expires_at=None, **changes
        )  # fmt: skip
    return uuid.UUID(str(filed.case_id))


def found_after(city: Any, at: datetime, days: int = 0) -> list[str]:
    with bind(city):
        night(None, day_of(at, days))
        return open_kinds()


def test_a_received_case_without_a_payment_is_told_and_closes_itself_when_it_is_paid_at_the_counter(
    cities: tuple[Any, Any], at: datetime
) -> None:
    offenbach, wiesbaden = cities
    case_id = received(offenbach, at)
    assert found_after(offenbach, at) == ["unpaid_case"]
    assert found_after(wiesbaden, at) == []
    with bind(offenbach):
        row = Difference.objects.get()
        assert (row.case_id, row.cents, row.payment_id) == (case_id, -2900, None)
        with transaction.atomic():
            paying.take_at_counter(case_id=case_id, method=Method.CASH, by=CLERK, at=at + timedelta(days=1))
    assert found_after(offenbach, at, 1) == []
    with bind(offenbach):
        assert Difference.objects.get().closed_how == "agreed"


def test_what_was_paid_waived_or_is_not_received_is_no_difference(offenbach: Any, at: datetime) -> None:
    cases.pay(offenbach, cases.file(offenbach, at=at).case_id, at=at)
    cases.work(offenbach, at=at)
    cases.file(offenbach, at=at)  # sealed, waiting for its fee
    imported, waived = cases.file(offenbach, at=at), cases.file(offenbach, at=at)
    with bind(offenbach), transaction.atomic():
        paying.take_at_counter(case_id=imported.case_id, method=Method.CARD, by=CLERK, at=at)
        relief = Relief(Kind.WAIVED, Ground.MEANS)
        fee_deciding.decide(case_id=waived.case_id, relief=relief, reason="Härte", by=CLERK, at=at)
        assert Declaration.objects.get(id=waived.case_id).state == "submitted"
        review.take_up(case_id=imported.case_id, by=CLERK, at=at)
    received(offenbach, at, "forwarded")
    assert found_after(offenbach, at) == []


def test_an_entry_that_was_voided_leaves_the_fee_open(offenbach: Any, at: datetime) -> None:
    filed = cases.file(offenbach, at=at)
    with bind(offenbach), transaction.atomic():
        payment = paying.take_at_counter(case_id=filed.case_id, method=Method.CASH, by=CLERK, at=at)
        void(payment_id=payment.id, mistake=Mistake.NOT_PAID, by=CLERK, for_others=False, at=at)
    assert found_after(offenbach, at) == ["unpaid_case"]
    with bind(offenbach):
        case = Declaration.objects.get(id=filed.case_id)
        assert paying.can_take(case, paying.state_of(case, at=at))


@pytest.mark.parametrize(
    ("when", "state", "soon", "after_a_month"),
    [
        ("none", "handed_over", [], []),
        ("after_decision", "in_review", [], []),
        ("after_decision", "approved", [], ["unpaid_case"]),
        ("after_decision", "refused", [], ["unpaid_case"]),
        ("after_decision", "posted", ["unpaid_case"], ["unpaid_case"]),
        ("at_pickup", "issued", [], []),
        ("at_pickup", "handed_over", ["unpaid_case"], ["unpaid_case"]),
        ("at_pickup", "refused", [], ["unpaid_case"]),
    ],
)
def test_each_timing_has_its_day(
    offenbach: Any, at: datetime, when: str, state: str, soon: list[str], after_a_month: list[str]
) -> None:
    with settings_of(offenbach, fees={"when": when}):
        received(offenbach, at, state)
        assert found_after(offenbach, at) == soon
        assert found_after(offenbach, at, 31) == after_a_month


@pytest.mark.parametrize(("worked_on", "kinds"), [(False, []), (True, ["unpaid_case"])])
def test_a_withdrawn_case_owes_only_when_somebody_had_worked_on_it(
    offenbach: Any, at: datetime, worked_on: bool, kinds: list[str]
) -> None:
    with settings_of(offenbach, fees={"when": "after_decision"}):
        case_id = received(offenbach, at)
        with bind(offenbach), transaction.atomic():
            if worked_on:
                review.take_up(case_id=case_id, by=CLERK, at=at)
            withdrawal.withdraw(case_id=case_id, at=at)
        assert found_after(offenbach, at) == []
        assert found_after(offenbach, at, 31) == kinds
        with bind(offenbach):
            assert Payment.objects.count() == 0
