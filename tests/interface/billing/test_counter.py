"""Money over the counter: entered once, true beside what comes online, voided without deleting, summed for the treasury."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.queries import trail_of
from billing.fees.config import FeesConfig
from billing.fees.quote import Quote, quote
from billing.payments import counter, queries
from billing.payments.counter import Method, Mistake, UnableToTake, UnableToVoid
from billing.payments.models import Payment, Refund
from billing.payments.operations import settle
from billing.payments.states import State
from billing.payments.tills import tills_of
from billing.providers.base import ProviderStatus
from tenants.binding import bind
from tests.conftest import AT
from tests.interface.billing.support import a_pending_payment, announced, as_seen, new_declaration

KIM, LOU = 11, 12
DAY = AT.date()
FEE = quote(FeesConfig(), declarants=1, delivery_by_post=False, on=DAY)


def take(declaration_id: UUID, *, by: int = KIM, method: Method = Method.CASH, at: datetime = AT, fee: Quote = FEE) -> Payment:  # fmt: skip
    with transaction.atomic():
        return counter.take(declaration_id=declaration_id, quote=fee, method=method, by=by, at=at)


def void(payment: Payment, *, by: int = KIM, for_others: bool = False, at: datetime = AT) -> Payment:
    with transaction.atomic():
        return counter.void(payment_id=payment.id, mistake=Mistake.WRONG_CASE, by=by, for_others=for_others, at=at)


def test_a_payment_at_the_counter_is_a_payment_like_any_other(declaration_id: UUID) -> None:
    payment = take(declaration_id, method=Method.CARD)
    standing = queries.standing(declaration_id)
    assert standing is not None
    assert standing.paid
    assert standing.payment == payment
    assert (payment.provider, payment.method, payment.taken_by, payment.amount_cents) == ("counter", "card", KIM, 2900)
    assert announced() == ["payment.settled"]
    assert [event.kind for event in queries.timeline(payment.id)] == ["paid"]
    assert [entry.action for entry in trail_of(declaration_id)] == ["payment.taken", "payment.settled"]


def test_it_is_taken_once(declaration_id: UUID) -> None:
    take(declaration_id)
    with pytest.raises(UnableToTake, match="already_paid"):
        take(declaration_id, by=LOU)
    assert Payment.objects.count() == 1


def test_two_clerks_at_the_same_moment_take_it_once(offenbach: Any, declaration_id: UUID) -> None:
    start, outcomes = Barrier(2), []

    def at_the_desk(by: int) -> None:
        with bind(offenbach):
            start.wait()
            try:
                take(declaration_id, by=by)
                outcomes.append("taken")
            except UnableToTake as refusal:
                outcomes.append(refusal.code)
        connection.close()

    clerks = [Thread(target=at_the_desk, args=(by,)) for by in (KIM, LOU)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    assert sorted(outcomes) == ["already_paid", "taken"]


def test_where_nothing_is_owed_nothing_is_taken(declaration_id: UUID) -> None:
    with pytest.raises(UnableToTake, match="nothing_to_pay"):
        take(declaration_id, fee=Quote(()))


def test_an_open_page_is_closed_and_what_comes_over_it_nevertheless_is_surplus(declaration_id: UUID) -> None:
    online = a_pending_payment(declaration_id, at=AT)
    taken = take(declaration_id)
    from outbox.models import OutboxEvent

    closing = OutboxEvent.objects.filter(name="payment.close_due").values_list("payload__payment", flat=True)
    assert list(closing) == [str(online.id)]
    settle(payment_id=online.id, seen=as_seen(online, ProviderStatus.PAID), source="poll", at=AT)
    assert announced("payment.settled", "payment.surplus") == ["payment.settled", "payment.surplus"]
    assert Payment.objects.get(id=online.id).attention == "surplus"
    assert Payment.objects.get(id=taken.id).attention == ""


def test_while_a_bank_is_at_work_no_money_is_taken(declaration_id: UUID) -> None:
    online = a_pending_payment(declaration_id, at=AT)
    at_work = as_seen(online, ProviderStatus.OPEN, redirect_url=None)
    settle(payment_id=online.id, seen=at_work, source="poll", at=AT)
    with pytest.raises(UnableToTake, match="under_way"):
        take(declaration_id)


def test_a_mistaken_entry_is_voided_and_stays_in_the_books(declaration_id: UUID) -> None:
    payment = void(take(declaration_id))
    refund = Refund.objects.get(payment=payment)
    assert (payment.state, refund.state, refund.reason, refund.amount_cents) == ("refunded", "done", "mistaken", 2900)
    assert announced() == ["payment.settled", "payment.voided"]
    assert Payment.objects.count() == 1
    assert take(declaration_id).state == State.PAID
    with pytest.raises(UnableToVoid, match="not_paid"):
        void(payment)


@pytest.mark.parametrize(
    ("by", "for_others", "later", "code"),
    [
        (LOU, False, timedelta(), "other_person"),
        (LOU, True, timedelta(days=1), "too_late"),
        (KIM, False, timedelta(days=1), "too_late"),
    ],
)
def test_only_the_same_day_and_the_same_person_or_a_supervisor_void(
    declaration_id: UUID, by: int, later: timedelta, code: str, *, for_others: bool
) -> None:
    payment = take(declaration_id)
    with pytest.raises(UnableToVoid, match=code):
        void(payment, by=by, for_others=for_others, at=AT + later)
    assert void(payment, by=LOU, for_others=True).state == State.REFUNDED


def test_what_was_paid_online_is_not_voided(declaration_id: UUID) -> None:
    online = a_pending_payment(declaration_id, at=AT)
    settle(payment_id=online.id, seen=as_seen(online, ProviderStatus.PAID), source="poll", at=AT)
    with pytest.raises(UnableToVoid, match="not_at_counter"):
        void(online)


def test_the_days_list_adds_up_by_clerk_and_method(in_offenbach: Any, wiesbaden: Any) -> None:
    for by, method in ((KIM, Method.CASH), (KIM, Method.CARD), (KIM, Method.CASH), (LOU, Method.CASH)):
        take(new_declaration(at=AT), by=by, method=method)
    void(take(new_declaration(at=AT), at=AT + timedelta(minutes=5)), at=AT + timedelta(minutes=9))
    take(new_declaration(at=AT), at=AT + timedelta(days=1))
    kim, lou = tills_of(day=DAY)
    assert (kim.clerk, kim.sums, kim.total_cents) == (KIM, [("cash", 5800), ("card", 2900)], 8700)
    assert (lou.clerk, lou.sums) == (LOU, [("cash", 2900)])
    assert [entry.amount_cents for entry in kim.entries] == [2900, 2900, 2900, 2900, -2900]
    assert [till.clerk for till in tills_of(day=DAY, clerk=LOU)] == [LOU]
    with bind(wiesbaden):
        assert tills_of(day=DAY) == []


def test_a_days_list_goes_by_german_days(in_offenbach: Any) -> None:
    midnight = datetime.fromisoformat("2026-11-22T23:00:00+00:00")
    take(new_declaration(at=AT), at=midnight - timedelta(seconds=1))
    take(new_declaration(at=AT), at=midnight)
    assert [len(tills_of(day=day)[0].entries) for day in (DAY, DAY + timedelta(days=1))] == [1, 1]


def test_a_longer_list_costs_no_more_statements(in_offenbach: Any) -> None:
    counted = []
    for _more in range(2):
        for _number in range(3):
            take(new_declaration(at=AT))
        with CaptureQueriesContext(connection) as sent:
            tills_of(day=DAY)
        counted.append(len(sent))
    assert counted == [2, 2]
