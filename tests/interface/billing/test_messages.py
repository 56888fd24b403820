"""Messages of the provider: believed only when signed, taken in once, read afterwards, in whatever order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from billing.payments import doors as door
from billing.payments import queries
from billing.payments.models import Payment, ProviderInbox
from billing.payments.operations import PaymentPage, start
from billing.payments.states import State
from infra.standins.stripe.delivery import sign
from infra.standins.stripe.server import StandIn
from outbox.models import OutboxEvent
from outbox.operations import dispatch
from tenants.binding import bind, bind_public
from tenants.models import StrayMessage
from tests.contract.billing.standin import bank, click, faults
from tests.interface.billing.support import WIESBADEN, a_bill, announced, carry, knock, messages, new_declaration

COMPLETED = "checkout.session.completed"


@pytest.fixture(autouse=True)
def clock(at: datetime) -> Iterator[None]:
    """Everybody's clock goes on from ``at``: on a later day the poller would have asked before the message is read."""
    with time_machine.travel(at):
        yield


@pytest.fixture
def page(offenbach: Any, stripe_standin: StandIn, at: datetime) -> PaymentPage:
    with bind(offenbach):
        return start(bill=a_bill(new_declaration(at=at), at=at), at=at)


@pytest.fixture
def secret(settings: Settings) -> str:
    return str(settings.STRIPE_WEBHOOK_SECRET)


def _state(city: Any, page: PaymentPage) -> str:
    with bind(city):
        return Payment.objects.get(id=page.payment_id).state


def _read(city: Any) -> None:
    with bind(city):
        dispatch(at=datetime.now(UTC))


@pytest.mark.usefixtures("eager")
def test_a_message_is_answered_first_and_read_afterwards(
    offenbach: Any, stripe_standin: StandIn, page: PaymentPage, secret: str
) -> None:
    click(page.address, "pay_and_stay")
    [event] = messages(stripe_standin, COMPLETED)
    assert carry(event, secret).status_code == 200
    assert _state(offenbach, page) == State.PENDING
    _read(offenbach)
    assert _state(offenbach, page) == State.PAID
    with bind(offenbach):
        assert ProviderInbox.objects.get().outcome == "settled"
        assert announced("payment.settled") == ["payment.settled"]


def test_the_door_stands_on_the_platforms_own_host(
    offenbach: Any, stripe_standin: StandIn, page: PaymentPage, secret: str
) -> None:
    click(page.address, "pay")
    body = json.dumps(messages(stripe_standin, COMPLETED)[0]).encode()
    headers = {"Stripe-Signature": sign(secret, body, int(datetime.now(UTC).timestamp()))}
    stripe = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    answer = stripe.post("/doors/stripe/", body, content_type="application/json", headers=headers)
    assert answer.status_code == 200
    with bind(offenbach):
        assert len(queries.unread_messages()) == 1


@pytest.mark.usefixtures("eager")
def test_repeated_messages_are_taken_in_once(
    offenbach: Any, stripe_standin: StandIn, page: PaymentPage, secret: str
) -> None:
    click(page.address, "pay")
    [event] = messages(stripe_standin, COMPLETED)
    for _ in range(3):
        assert carry(event, secret).status_code == 200
        _read(offenbach)
    with bind(offenbach):
        assert ProviderInbox.objects.count() == 1
        assert announced("payment.settled") == ["payment.settled"]


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("turned", [False, True])
def test_the_order_of_messages_does_not_matter(
    offenbach: Any, stripe_standin: StandIn, page: PaymentPage, secret: str, *, turned: bool
) -> None:
    click(page.address, "decline")
    click(page.address, "pay")
    found = messages(stripe_standin, "payment_intent.payment_failed", COMPLETED)
    for event in reversed(found) if turned else found:
        carry(event, secret)
        _read(offenbach)
    assert _state(offenbach, page) == State.PAID


@pytest.mark.usefixtures("eager")
def test_reversals_are_found_by_the_payment_they_reverse(
    offenbach: Any, stripe_standin: StandIn, page: PaymentPage, secret: str
) -> None:
    click(page.address, "pay")
    carry(messages(stripe_standin, COMPLETED)[0], secret)
    _read(offenbach)
    with bind(offenbach):
        ref = Payment.objects.get().provider_ref or ""
    bank(stripe_standin, "dispute_lost", ref)
    carry(messages(stripe_standin, "charge.dispute.closed")[0], secret)
    _read(offenbach)
    assert _state(offenbach, page) == State.CHARGED_BACK


@pytest.mark.usefixtures("eager")
def test_a_provider_that_is_down_delays_reading_and_loses_nothing(
    offenbach: Any, stripe_standin: StandIn, page: PaymentPage, secret: str
) -> None:
    click(page.address, "pay")
    faults(stripe_standin, answers="unavailable")
    carry(messages(stripe_standin, COMPLETED)[0], secret)
    _read(offenbach)
    assert _state(offenbach, page) == State.PENDING
    faults(stripe_standin, answers="normal")
    with bind(offenbach):
        assert len(queries.unread_messages()) == 1
        dispatch(at=datetime.now(UTC) + timedelta(minutes=3))
        assert queries.unread_messages() == []
    assert _state(offenbach, page) == State.PAID


@pytest.mark.usefixtures("eager")
def test_a_message_about_a_start_that_was_never_answered_finds_its_payment(
    offenbach: Any, stripe_standin: StandIn, secret: str, at: datetime
) -> None:
    from billing.payments.operations import UnableToPay

    faults(stripe_standin, answers="lost")
    with bind(offenbach), pytest.raises(UnableToPay):
        start(bill=a_bill(new_declaration(at=at), at=at), at=at)
    faults(stripe_standin, answers="normal")
    [(_, session)] = stripe_standin.world.store.all_of("checkout.session")
    click(session["url"], "pay")
    carry(messages(stripe_standin, COMPLETED)[0], secret)
    _read(offenbach)
    with bind(offenbach):
        payment = Payment.objects.get()
        assert (payment.state, payment.provider_ref) == (State.PAID, session["id"])
        assert announced("payment.settled") == ["payment.settled"]


@pytest.mark.usefixtures("eager")
def test_the_account_leads_to_the_city_and_nothing_else_does(
    offenbach: Any, wiesbaden: Any, stripe_standin: StandIn, page: PaymentPage, secret: str
) -> None:
    click(page.address, "pay")
    [event] = messages(stripe_standin, COMPLETED)
    carry(event | {"account": WIESBADEN}, secret)
    for city in (offenbach, wiesbaden):
        _read(city)
    assert _state(offenbach, page) == State.PENDING
    with bind(wiesbaden):
        assert ProviderInbox.objects.get().outcome == "unknown"
        assert announced() == []
    with bind(offenbach):
        assert ProviderInbox.objects.count() == 0


@pytest.mark.usefixtures("eager")
def test_a_message_from_an_account_that_the_city_had_before_pays_nothing(
    offenbach: Any, stripe_standin: StandIn, page: PaymentPage, secret: str
) -> None:
    door.open_stripe_door(account="acct_FormerOffenbach", city=offenbach)
    click(page.address, "pay")
    carry(messages(stripe_standin, COMPLETED)[0] | {"account": "acct_FormerOffenbach"}, secret)
    _read(offenbach)
    assert _state(offenbach, page) == State.PENDING
    with bind(offenbach):
        assert ProviderInbox.objects.get().outcome == "wrong_account"
        assert announced("payment.mismatch") == ["payment.mismatch"]
        assert [row.attention for row in queries.wanting_attention()] == ["mismatch"]


@pytest.mark.usefixtures("eager")
def test_other_business_of_the_citys_account_is_not_ours(
    offenbach: Any, stripe_standin: StandIn, page: PaymentPage, secret: str
) -> None:
    event = messages(stripe_standin, "checkout.session.completed")
    assert event == []
    foreign = {
        "id": "evt_foreign", "object": "event", "type": "charge.refunded", "created": 1, "account": "acct_TestOffenbach",
        "data": {"object": {"id": "ch_1", "object": "charge", "payment_intent": "pi_theirs", "metadata": {}}},
    }  # fmt: skip
    assert carry(foreign, secret).status_code == 200
    _read(offenbach)
    with bind(offenbach):
        assert ProviderInbox.objects.get().outcome == "not_ours"


def test_messages_for_nobody_we_know_wait_without_naming_anybody(
    cities: Any, stripe_standin: StandIn, secret: str
) -> None:
    for number, account in enumerate(["acct_Nobody", None]):
        event = {
            "id": f"evt_{number}", "object": "event", "type": COMPLETED, "created": 1, "account": account,
            "data": {"object": {"id": "cs_1", "object": "checkout.session", "customer_details": {"name": "Erika M."}}},
        }  # fmt: skip
        assert carry(event, secret).status_code == 200
    with bind_public():
        strays = list(StrayMessage.objects.order_by("id"))
    assert [stray.external_id for stray in strays] == ["acct_Nobody", ""]
    assert all(b"evt_" in bytes(stray.body) and b"Erika" not in bytes(stray.body) for stray in strays)


def test_what_is_kept_of_a_message_does_not_name_the_payer(
    offenbach: Any, stripe_standin: StandIn, page: PaymentPage, secret: str
) -> None:
    click(page.address, "pay")
    [event] = messages(stripe_standin, COMPLETED)
    event["data"]["object"]["customer_details"] = {"name": "Erika Mustermann", "email": "erika@example.org"}
    carry(event, secret)
    with bind(offenbach):
        kept = json.dumps([list(ProviderInbox.objects.values()), list(OutboxEvent.objects.values())], default=str)
    assert "rika" not in kept


@pytest.mark.parametrize("body", [b"", b"{}", b"not json", b"\xff" * 100, b'{"id":' + b"9" * 1000])
def test_unsigned_and_forged_messages_are_refused_and_leave_no_trace(
    cities: Any, stripe_standin: StandIn, body: bytes
) -> None:
    assert knock(body, "whsec_wrong").status_code == 400
    request = RequestFactory().post("/doors/stripe/", body, content_type="application/json")
    assert door.stripe(request).status_code == 400
    with bind_public():
        assert StrayMessage.objects.count() == 0


def test_an_old_message_is_refused_even_with_its_signature(
    offenbach: Any, stripe_standin: StandIn, page: PaymentPage, secret: str
) -> None:
    click(page.address, "pay")
    body = json.dumps(messages(stripe_standin, COMPLETED)[0]).encode()
    old = int((datetime.now(UTC) - timedelta(minutes=6)).timestamp())
    assert knock(body, secret, {"Stripe-Signature": sign(secret, body, old)}).status_code == 400


def test_huge_messages_and_other_methods_are_refused_before_they_are_read(
    cities: Any, stripe_standin: StandIn, secret: str
) -> None:
    assert knock(b"x" * (door.LARGEST_BODY + 1), secret).status_code == 413
    assert door.stripe(RequestFactory().get("/doors/stripe/")).status_code == 405


def test_without_a_secret_the_door_asks_to_come_back(cities: Any, settings: Settings, secret: str) -> None:
    from billing.providers.registry import provider

    settings.STRIPE_WEBHOOK_SECRET = ""
    provider.cache_clear()
    assert knock(b"{}", secret).status_code == 503
    provider.cache_clear()


def test_taking_in_is_one_piece(offenbach: Any, at: datetime) -> None:
    """The message and the request to read it: both or neither."""
    from django.db import transaction

    from billing.payments.operations import take_in
    from billing.providers.base import Notification

    notification = Notification("evt_1", "acct_TestOffenbach", COMPLETED, at)
    with bind(offenbach):
        with transaction.atomic():
            take_in(provider="stripe", notification=notification, body=b"{}", at=at)
            transaction.set_rollback(True)
        assert (ProviderInbox.objects.count(), OutboxEvent.objects.count()) == (0, 0)


def test_the_unknown_reference_of_a_declaration_is_no_payment(offenbach: Any, at: datetime) -> None:
    from billing.payments.operations import read_message, take_in
    from billing.providers.base import Notification

    for number, ours in enumerate(["not-a-uuid", str(UUID(int=0))]):
        notification = Notification(f"evt_{number}", "acct_TestOffenbach", COMPLETED, at, our_ref=ours)
        with bind(offenbach):
            assert take_in(provider="stripe", notification=notification, body=b"{}", at=at)
            [message] = queries.unread_messages()
            assert read_message(message_id=message.id, at=at) == "unknown"
