"""One truth: whatever the order of the news, and however often it comes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.queries import trail_of
from billing.payments import queries
from billing.payments.models import Payment, PaymentEvent
from billing.payments.operations import settle
from billing.payments.states import LIVE, TRANSITIONS, State
from billing.providers.base import ProviderStatus
from tenants.binding import bind
from tests.conftest import AT
from tests.interface.billing.support import WIESBADEN, a_pending_payment, announced, as_seen, new_declaration

S = ProviderStatus
POLL = PaymentEvent.Source.POLL
FINAL = (S.REFUNDED, S.CHARGED_BACK)


def _right_end(statuses: list[ProviderStatus]) -> str:
    """What must come out, said without the table: reversal, else success, else the first end, else still waiting."""
    for group in (FINAL, (S.PAID,), (S.FAILED, S.EXPIRED)):
        first = next((status for status in statuses if status in group), None)
        if first is not None:
            return first.value
    return State.PENDING.value


def _announcements_of(payment: Payment) -> list[str]:
    from outbox.models import OutboxEvent

    rows = OutboxEvent.objects.filter(payload__payment=str(payment.id)).order_by("id")
    return [row.name for row in rows if not row.name.endswith("_due")]


@pytest.mark.parametrize("sources", [["notification", "poll", "return"], ["poll"]])
def test_any_order_and_repetition_of_news_ends_in_the_same_truth(offenbach: Any, sources: list[str]) -> None:
    @settings(max_examples=60, deadline=None)
    @given(news=st.lists(st.tuples(st.sampled_from(list(S)), st.sampled_from(sources)), max_size=8))
    def holds(news: list[tuple[ProviderStatus, str]]) -> None:
        payment = a_pending_payment(new_declaration(at=AT), at=AT)
        for number, (status, source) in enumerate(news):
            moment = AT + timedelta(minutes=number)
            settle(payment_id=payment.id, seen=as_seen(payment, status), source=source, at=moment)
        statuses = [status for status, _ in news]
        assert Payment.objects.get(id=payment.id).state == _right_end(statuses)
        names = _announcements_of(payment)
        before_final = statuses[: next((n for n, s in enumerate(statuses) if s in FINAL), len(statuses))]
        assert names.count("payment.settled") == int(S.PAID in before_final)
        assert len(names) == len(set(names))

    with bind(offenbach):
        holds()


def test_of_two_attempts_for_one_fee_only_one_settles_it(offenbach: Any) -> None:
    @settings(max_examples=50, deadline=None)
    @given(
        news=st.lists(st.tuples(st.integers(0, 1), st.sampled_from([S.PAID, S.EXPIRED, S.OPEN, S.FAILED])), max_size=8)
    )
    def holds(news: list[tuple[int, ProviderStatus]]) -> None:
        declaration_id = new_declaration(at=AT)
        attempts = [
            a_pending_payment(declaration_id, at=AT, state="expired"),
            a_pending_payment(declaration_id, at=AT),
        ]
        for which, status in news:
            settle(payment_id=attempts[which].id, seen=as_seen(attempts[which], status), source=POLL, at=AT)
        names = [name for attempt in attempts for name in _announcements_of(attempt)]
        paid = {which for which, status in news if status is S.PAID}
        assert names.count("payment.settled") == int(bool(paid))
        assert names.count("payment.surplus") == int(len(paid) == 2)
        marked = [row.attention for row in queries.of_declaration(declaration_id)]
        assert marked.count("surplus") == int(len(paid) == 2)

    with bind(offenbach):
        holds()


def test_a_late_success_wins_over_failure_and_expiry(declaration_id: UUID, at: datetime) -> None:
    for number, early in enumerate((S.FAILED, S.EXPIRED)):
        payment = a_pending_payment(declaration_id if number == 0 else new_declaration(at=at), at=at)
        settle(payment_id=payment.id, seen=as_seen(payment, early), source=POLL, at=at)
        late = at + timedelta(days=3)
        paid_at = at + timedelta(days=2)
        row = settle(payment_id=payment.id, seen=as_seen(payment, S.PAID, paid_at=paid_at), source=POLL, at=late)
        assert (row.state, row.paid_at) == (State.PAID, paid_at)


def test_a_late_success_asks_for_the_other_open_page_to_be_closed(declaration_id: UUID, at: datetime) -> None:
    old = a_pending_payment(declaration_id, at=at, state="expired")
    new = a_pending_payment(declaration_id, at=at)
    settle(payment_id=old.id, seen=as_seen(old, S.PAID), source=POLL, at=at)
    from outbox.models import OutboxEvent

    asked = OutboxEvent.objects.filter(name="payment.close_due").values_list("payload__payment", flat=True)
    assert list(asked) == [str(new.id)]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"amount_cents": 2899}, ["amount"]),
        ({"amount_cents": 2901}, ["amount"]),
        ({"amount_cents": 0}, ["amount"]),
        ({"currency": "USD"}, ["currency"]),
        ({"account": WIESBADEN}, ["account"]),
        ({"our_ref": "6f9619ff-8b86-d011-b42d-00cf4fc964ff"}, ["reference"]),
        ({"our_ref": ""}, ["reference"]),
        ({"provider_ref": "cs_test_other"}, ["page"]),
    ],
)
def test_what_differs_from_the_payment_never_pays_it(
    declaration_id: UUID, at: datetime, changes: dict[str, Any], wrong: list[str]
) -> None:
    payment = a_pending_payment(declaration_id, at=at)
    for _ in range(3):
        row = settle(payment_id=payment.id, seen=as_seen(payment, S.PAID, **changes), source=POLL, at=at)
    assert (row.state, row.paid_at) == (State.PENDING, None)
    assert announced() == ["payment.mismatch"]
    assert [seen.id for seen in queries.wanting_attention()] == [payment.id]
    [event] = [event for event in queries.timeline(payment.id) if event.kind == "mismatch"]
    assert event.details["wrong"] == wrong


def test_a_page_with_another_amount_may_end_but_another_page_may_not_end_this_one(
    declaration_id: UUID, at: datetime
) -> None:
    payment = a_pending_payment(declaration_id, at=at)
    strange = as_seen(payment, S.EXPIRED, our_ref="")
    assert settle(payment_id=payment.id, seen=strange, source=POLL, at=at).state == State.PENDING
    other_amount = as_seen(payment, S.EXPIRED, amount_cents=1)
    assert settle(payment_id=payment.id, seen=other_amount, source=POLL, at=at).state == State.EXPIRED


def test_settling_joins_the_callers_transaction(declaration_id: UUID, at: datetime) -> None:
    payment = a_pending_payment(declaration_id, at=at)
    with transaction.atomic():
        settle(payment_id=payment.id, seen=as_seen(payment, S.PAID), source=POLL, at=at)
        transaction.set_rollback(True)
    assert Payment.objects.get(id=payment.id).state == State.PENDING
    assert announced() == []


def test_each_move_is_on_the_cases_trail_and_on_the_time_line(declaration_id: UUID, at: datetime) -> None:
    payment = a_pending_payment(declaration_id, at=at)
    for status in (S.PAID, S.PAID, S.REFUNDED):
        settle(payment_id=payment.id, seen=as_seen(payment, status), source=POLL, at=at)
    assert [entry.action for entry in trail_of(declaration_id)] == ["payment.settled", "payment.refunded"]
    assert [event.kind for event in queries.timeline(payment.id)] == ["paid", "refunded"]


def test_a_decline_and_a_waiting_bank_are_seen_once_and_change_no_state(declaration_id: UUID, at: datetime) -> None:
    payment = a_pending_payment(declaration_id, at=at)
    for changes in ({"note": "card_declined"}, {"note": "card_declined"}, {"redirect_url": None, "note": "processing"}):
        settle(payment_id=payment.id, seen=as_seen(payment, S.OPEN, **changes), source=POLL, at=at)
    assert [event.kind for event in queries.timeline(payment.id)] == ["declined", "under_way"]
    found = queries.standing(declaration_id)
    assert found is not None
    assert (found.waiting, found.under_way, found.paid) == (True, True, False)


def test_the_standing_of_a_fee_is_that_of_the_attempt_that_counts(declaration_id: UUID, at: datetime) -> None:
    assert queries.standing(declaration_id) is None
    old = a_pending_payment(declaration_id, at=at, state="expired")
    new = a_pending_payment(declaration_id, at=at + timedelta(hours=1))
    found = queries.standing(declaration_id)
    assert found is not None
    assert found.payment.id == new.id
    moment = at + timedelta(hours=2)
    settle(payment_id=old.id, seen=as_seen(old, S.PAID), source=POLL, at=moment)
    found = queries.standing(declaration_id)
    assert found is not None
    assert (found.payment.id, found.state, found.since) == (old.id, State.PAID, moment)


def test_the_database_allows_one_live_payment_for_a_fee(declaration_id: UUID, at: datetime) -> None:
    a_pending_payment(declaration_id, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_pending_payment(declaration_id, at=at, state="open")
    a_pending_payment(declaration_id, at=at, state="failed")


def test_the_time_line_and_the_payments_cannot_be_deleted(declaration_id: UUID, at: datetime) -> None:
    from django.db import ProgrammingError

    payment = a_pending_payment(declaration_id, at=at)
    settle(payment_id=payment.id, seen=as_seen(payment, S.PAID), source=POLL, at=at)
    for rows in (PaymentEvent.objects.all(), Payment.objects.all()):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            rows._raw_delete("default")


def test_the_other_city_has_none_of_them(offenbach: Any, wiesbaden: Any, at: datetime) -> None:
    with bind(offenbach):
        payment = a_pending_payment(new_declaration(at=at), at=at)
    with bind(wiesbaden):
        assert queries.payment_of(payment.id) is None
        with pytest.raises(Payment.DoesNotExist):
            settle(payment_id=payment.id, seen=as_seen(payment, S.PAID), source=POLL, at=at)


def test_the_table_knows_all_states_and_only_reversals_are_final() -> None:
    assert TRANSITIONS.nodes() == set(State.values)
    dead_ends = {state for state in State.values if not TRANSITIONS.targets(state)}
    assert dead_ends == {State.REFUNDED, State.CHARGED_BACK}
    assert all(TRANSITIONS.allows(state, State.PAID) for state in (*LIVE, State.FAILED, State.EXPIRED))
