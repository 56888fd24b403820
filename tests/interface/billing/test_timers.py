"""Without any message and without the payer coming back: what is true is found out in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.payments import queries, timers
from billing.payments.models import Payment
from billing.payments.operations import start
from billing.payments.states import State
from infra.standins.stripe.server import StandIn
from outbox.models import OutboxEvent
from outbox.operations import dispatch
from tests.contract.billing.standin import click, faults
from tests.interface.billing.support import a_bill, announced

Later = Callable[[timedelta], datetime]
pytestmark = pytest.mark.usefixtures("eager")


def _waiting_polls() -> int:
    return OutboxEvent.objects.filter(name=timers.POLL, done_at=None).count()


def test_a_payment_is_found_by_polling_alone(
    stripe_standin: StandIn, declaration_id: UUID, at: datetime, later: Later
) -> None:
    click(start(bill=a_bill(declaration_id, at=at), at=at).address, "pay_and_stay")
    dispatch(at=later(timedelta(minutes=1)))
    assert Payment.objects.get().state == State.PENDING
    dispatch(at=later(timedelta(minutes=3)))
    assert Payment.objects.get().state == State.PAID
    dispatch(at=later(timedelta(days=1)))
    assert _waiting_polls() == 0


def test_an_unpaid_page_is_over_soon_after_its_end(
    stripe_standin: StandIn, declaration_id: UUID, at: datetime, later: Later
) -> None:
    start(bill=a_bill(declaration_id, at=at, page_minutes=40), at=at)
    for minute in range(45):
        dispatch(at=later(timedelta(minutes=minute)))
    assert announced("payment.expired") == ["payment.expired"]


def test_polling_goes_on_while_the_provider_is_silent_and_a_person_hears_of_it_in_the_end(
    stripe_standin: StandIn, declaration_id: UUID, at: datetime, later: Later
) -> None:
    click(start(bill=a_bill(declaration_id, at=at), at=at).address, "pay_and_stay")
    faults(stripe_standin, answers="unavailable")
    for hour in range(0, 36, 4):
        dispatch(at=later(timedelta(hours=hour)))
        assert _waiting_polls() == 1
    assert queries.wanting_attention() == []
    dispatch(at=later(timedelta(hours=44)))
    assert [payment.attention for payment in queries.wanting_attention()] == ["silent"]
    faults(stripe_standin, answers="normal")
    dispatch(at=later(timedelta(hours=51)))
    assert Payment.objects.get().state == State.PAID
    assert queries.wanting_attention() == []


def test_a_task_that_gets_lost_is_only_late(
    stripe_standin: StandIn, declaration_id: UUID, at: datetime, later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    from billing.payments import tasks

    click(start(bill=a_bill(declaration_id, at=at), at=at).address, "pay_and_stay")
    with monkeypatch.context() as broken:
        broken.setattr(tasks.poll, "send", lambda **_: (_ for _ in ()).throw(ConnectionError("the broker is away")))
        dispatch(at=later(timedelta(minutes=3)))
    assert Payment.objects.get().state == State.PENDING
    dispatch(at=later(timedelta(minutes=6)))
    assert Payment.objects.get().state == State.PAID


@given(minutes=st.integers(0, 60 * 24 * 40))
def test_pauses_grow_but_never_beyond_six_hours(minutes: int) -> None:
    since = datetime.fromisoformat("2027-08-03T10:00:00+00:00")
    pause = timers.pause(since=since, at=since + timedelta(minutes=minutes))
    assert timers.SHORTEST <= pause <= timers.LONGEST
    assert pause <= timers.pause(since=since, at=since + timedelta(minutes=minutes + 10))
