"""Without any message and without the payer coming back: what is true is found out in time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from billing.payments import queries, timers
from billing.payments.models import Payment
from billing.payments.operations import start, take_in
from billing.payments.states import State
from billing.providers.base import Notification
from billing.providers.registry import provider
from infra.standins.stripe.server import StandIn
from outbox.models import OutboxEvent
from outbox.operations import dispatch
from tests.contract.billing.standin import click, faults
from tests.interface.billing.support import OFFENBACH, a_bill, announced

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


def test_what_lost_its_timers_is_found_by_the_sweep(
    stripe_standin: StandIn, declaration_id: UUID, at: datetime, later: Later
) -> None:
    click(start(bill=a_bill(declaration_id, at=at), at=at).address, "pay_and_stay")
    notification = Notification("evt_1", OFFENBACH, "x", at, provider_ref="cs_unknown")
    take_in(provider="stripe", notification=notification, body=b"{}", at=at)
    OutboxEvent.objects.filter(name__in=[timers.POLL, timers.MESSAGE]).update(done_at=at)
    dispatch(at=later(timedelta(days=2)))
    assert Payment.objects.get().state == State.PENDING
    moment = later(timedelta(days=2, minutes=5))
    assert timers.find_forgotten(at=moment) == 2
    assert timers.find_forgotten(at=moment) == 0
    dispatch(at=moment)
    assert Payment.objects.get().state == State.PAID
    assert queries.unread_messages() == []
    assert timers.find_forgotten(at=moment) == 0


def test_a_broken_key_uses_up_no_message_and_a_payment_that_ended_meanwhile_is_asked_about_further(
    stripe_standin: StandIn, declaration_id: UUID, at: datetime, later: Later, settings: Settings
) -> None:
    """Paid while we could not ask: known as soon as the key is mended, though the payment had ended for us."""
    click(start(bill=a_bill(declaration_id, at=at), at=at).address, "pay_and_stay")
    ref = Payment.objects.get().provider_ref or ""
    notification = Notification("evt_1", OFFENBACH, "x", at, provider_ref=ref)
    take_in(provider="stripe", notification=notification, body=b"{}", at=at)
    key, settings.STRIPE_SECRET_KEY = settings.STRIPE_SECRET_KEY, "sk_live_broken"
    provider.cache_clear()
    for hours in (1, 8, 13, 20):
        dispatch(at=later(timedelta(hours=hours)))
    row = Payment.objects.get()
    assert (row.state, row.attention) == (State.EXPIRED, "misconfigured")
    assert len(queries.unread_messages()) == 1
    settings.STRIPE_SECRET_KEY = key
    provider.cache_clear()
    for hours in (30, 40):
        dispatch(at=later(timedelta(hours=hours)))
    row = Payment.objects.get()
    assert (row.state, row.attention) == (State.PAID, "")
    assert announced("payment.settled") == ["payment.settled"]
    assert queries.unread_messages() == []
    assert _waiting_polls() <= 1


@given(minutes=st.integers(0, 60 * 24 * 40))
def test_pauses_grow_but_never_beyond_six_hours(minutes: int) -> None:
    since = datetime.fromisoformat("2027-08-03T10:00:00+00:00")
    pause = timers.pause(since=since, at=since + timedelta(minutes=minutes))
    assert timers.SHORTEST <= pause <= timers.LONGEST
    assert pause <= timers.pause(since=since, at=since + timedelta(minutes=minutes + 10))
