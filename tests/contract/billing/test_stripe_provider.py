"""The Stripe adapter against the stand-in, over HTTP, with the unmodified library."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
import stripe

from billing.providers.base import (
    Forged,
    Misconfigured,
    PaymentLine,
    ProviderRefused,
    ProviderStatus,
    ProviderUnavailable,
)
from billing.providers.stripe.adapter import StripeProvider
from billing.providers.stripe.client import new_client
from billing.providers.stripe.request import checkout_session
from infra.standins.stripe.delivery import sign
from infra.standins.stripe.payer import settle_due_debits
from infra.standins.stripe.server import StandIn
from tests.contract.billing.standin import OFFENBACH, SECRET, WIESBADEN, an_order, bank, click, events, faults

NOW = datetime(2027, 8, 3, 10, 0, tzinfo=UTC)


def test_the_amount_and_the_reference_are_the_orders(stripe_standin: StandIn, provider: StripeProvider) -> None:
    order = an_order(cash_reference="2027-4711-0815-4711-081512")
    started = provider.start(order)
    click(started.redirect_url, "pay")
    state = provider.fetch(started.provider_ref, account=OFFENBACH)
    assert (state.status, state.amount_cents, state.currency) == (ProviderStatus.PAID, 3245, "EUR")
    assert (state.our_ref, state.account) == (str(order.payment_id), OFFENBACH)
    assert state.paid_at is not None
    assert state.raw_ref.startswith("pi_")
    [(_, charge)] = stripe_standin.world.store.all_of("charge")
    assert charge["description"] == order.cash_reference
    assert charge["statement_descriptor_suffix"] == "K711081512"


def test_what_is_sent_names_no_person_and_takes_no_share() -> None:
    order = an_order()
    sent = checkout_session(order)
    assert set(sent["metadata"]) == set(sent["payment_intent_data"]["metadata"]) == {"payment"}  # type: ignore[arg-type]  # a required key here
    assert "application_fee_amount" not in sent["payment_intent_data"]
    assert not {"customer", "customer_email", "customer_creation"} & sent.keys()


def test_repeating_a_start_opens_no_second_page(stripe_standin: StandIn, provider: StripeProvider) -> None:
    order = an_order()
    assert provider.start(order) == provider.start(order)
    assert len(stripe_standin.world.store.all_of("checkout.session")) == 1


def test_a_start_whose_answer_is_lost_opens_one_page(stripe_standin: StandIn, provider: StripeProvider) -> None:
    faults(stripe_standin, answers="lost", answers_left="1")
    started = provider.start(an_order())
    assert started.redirect_url
    assert len(stripe_standin.world.store.all_of("checkout.session")) == 1


@pytest.mark.parametrize(
    "fault",
    ["unavailable", "down", "error", "broken", "limited", "lost", "nonsense", "page", "elsewhere", "half", "huge"],
)
def test_trouble_at_stripe_is_temporary_and_repeating_helps(
    stripe_standin: StandIn, provider: StripeProvider, fault: str
) -> None:
    order = an_order()
    faults(stripe_standin, answers=fault)
    with pytest.raises(ProviderUnavailable):
        provider.start(order)
    faults(stripe_standin, answers="normal")
    provider.start(order)
    assert len(stripe_standin.world.store.all_of("checkout.session")) == 1


def test_nobody_listening_is_temporary() -> None:
    with pytest.raises(ProviderUnavailable):
        StripeProvider(new_client("sk_test_x", "http://127.0.0.1:9"), []).start(an_order())


def test_wrong_key_and_foreign_account_are_a_persons_to_mend(stripe_standin: StandIn, provider: StripeProvider) -> None:
    with pytest.raises(Misconfigured):
        StripeProvider(new_client("sk_live_x", stripe_standin.url), []).start(an_order())
    with pytest.raises(Misconfigured):
        provider.start(an_order(account="acct_Unknown"))
    with pytest.raises(Misconfigured):
        provider.start(an_order(account=""))
    with pytest.raises(Misconfigured):
        new_client("")


def test_an_order_that_stripe_does_not_take_is_refused(provider: StripeProvider) -> None:
    with pytest.raises(ProviderRefused):
        provider.start(an_order(lines=(PaymentLine("Zu wenig", 1),)))
    with pytest.raises(ProviderRefused):
        provider.start(an_order(expires_at=datetime.now(UTC) + timedelta(days=2)))


def test_the_validity_bounds_are_taken_by_stripe(provider: StripeProvider) -> None:
    for validity in (provider.shortest_validity, provider.longest_validity):
        assert provider.start(an_order(expires_at=datetime.now(UTC) + validity)).redirect_url


def test_a_key_with_another_body_is_refused(provider: StripeProvider) -> None:
    order = an_order()
    provider.start(order)
    with pytest.raises(ProviderRefused):
        provider.start(an_order(idempotency_key=order.idempotency_key))


@pytest.mark.parametrize(
    ("actions", "later", "status", "can_go_on", "note"),
    [
        ([], "", ProviderStatus.OPEN, True, ""),
        (["decline"], "", ProviderStatus.OPEN, True, "generic_decline"),
        (["decline", "pay"], "", ProviderStatus.PAID, False, ""),
        (["secure"], "", ProviderStatus.OPEN, True, ""),
        (["secure", "decline"], "", ProviderStatus.OPEN, True, "generic_decline"),
        (["secure", "pay"], "", ProviderStatus.PAID, False, ""),
        (["pay_by_paypal"], "", ProviderStatus.PAID, False, ""),
        (["debit"], "", ProviderStatus.OPEN, False, "processing"),
        (["debit"], "debit_ok", ProviderStatus.PAID, False, ""),
        (["debit"], "debit_failed", ProviderStatus.FAILED, False, "payment_intent_payment_attempt_failed"),
        ([], "expire", ProviderStatus.EXPIRED, False, ""),
        (["pay"], "refund", ProviderStatus.REFUNDED, False, ""),
        (["pay"], "refund_half", ProviderStatus.PAID, False, ""),
        (["pay"], "dispute_lost", ProviderStatus.CHARGED_BACK, False, ""),
        (["pay"], "dispute_won", ProviderStatus.PAID, False, ""),
    ],
)
def test_each_state_at_stripe_is_read_as_one_of_ours(
    stripe_standin: StandIn,
    provider: StripeProvider,
    *,
    actions: list[str],
    later: str,
    status: ProviderStatus,
    can_go_on: bool,
    note: str,
) -> None:
    started = provider.start(an_order(methods=()))
    for action in actions:
        click(started.redirect_url, action)
    if later:
        bank(stripe_standin, later, started.provider_ref)
    state = provider.fetch(started.provider_ref, account=OFFENBACH)
    assert (state.status, state.note) == (status, note)
    assert state.redirect_url == (started.redirect_url if can_go_on else None)
    assert (state.amount_cents, state.currency) == (3245, "EUR")


def test_a_debit_is_decided_days_later_and_may_arrive_after_it_had_failed(
    stripe_standin: StandIn, provider: StripeProvider
) -> None:
    faults(stripe_standin, debits="fail", debit_days="3")
    started = provider.start(an_order(methods=()))
    click(started.redirect_url, "debit")
    begun = stripe_standin.world.clock()
    for days, status in ((2, ProviderStatus.OPEN), (3, ProviderStatus.FAILED)):
        stripe_standin.world.clock = lambda days=days: begun + days * 86400  # type: ignore[misc]  # the default binds the loop's value; mypy cannot infer it
        with stripe_standin.world.store.work():
            settle_due_debits(stripe_standin.world)
        assert provider.fetch(started.provider_ref, account=OFFENBACH).status is status
    bank(stripe_standin, "debit_ok_late", started.provider_ref)
    assert provider.fetch(started.provider_ref, account=OFFENBACH).status is ProviderStatus.PAID


def test_closing_ends_an_open_page_and_tells_the_truth_of_any_other(provider: StripeProvider) -> None:
    unpaid, paid = provider.start(an_order()), provider.start(an_order())
    click(paid.redirect_url, "pay")
    for started, status in ((unpaid, ProviderStatus.EXPIRED), (paid, ProviderStatus.PAID)):
        for _ in range(2):
            closed = provider.close(started.provider_ref, account=OFFENBACH, idempotency_key=started.provider_ref)
            assert closed.status is status
    with pytest.raises(ProviderRefused):
        provider.close(unpaid.provider_ref, account=WIESBADEN, idempotency_key="other")


def test_another_citys_account_does_not_find_the_payment(provider: StripeProvider) -> None:
    started = provider.start(an_order())
    with pytest.raises(ProviderRefused):
        provider.fetch(started.provider_ref, account=WIESBADEN)


def _signed(event: dict[str, Any], at: datetime = NOW, secret: str = SECRET) -> tuple[bytes, dict[str, str]]:
    body = json.dumps(event).encode()
    return body, {"Stripe-Signature": sign(secret, body, int(at.timestamp()))}


def test_each_message_says_where_to_look(stripe_standin: StandIn, provider: StripeProvider) -> None:
    order = an_order()
    started = provider.start(order)
    click(started.redirect_url, "decline")
    click(started.redirect_url, "pay")
    bank(stripe_standin, "refund", started.provider_ref)
    bank(stripe_standin, "dispute_lost", started.provider_ref)
    intent = provider.fetch(started.provider_ref, account=OFFENBACH).raw_ref
    seen = {}
    for event in events(stripe_standin):
        notification = provider.parse_notification(*_signed(event), at=NOW)
        assert (notification.event_id, notification.account) == (event["id"], OFFENBACH)
        seen[notification.kind] = (notification.provider_ref, notification.raw_ref, notification.our_ref)
    ours = str(order.payment_id)
    assert seen["checkout.session.completed"] == (started.provider_ref, intent, ours)
    assert seen["payment_intent.payment_failed"] == ("", intent, ours)
    assert seen["charge.refunded"] == ("", intent, ours)
    assert seen["charge.dispute.closed"] == ("", intent, "")


def test_messages_of_the_second_version_are_read(provider: StripeProvider) -> None:
    event = {
        "id": "evt_test_1",
        "object": "v2.core.event",
        "type": "v2.core.account[requirements].updated",
        "created": "2027-08-03T10:00:00.000Z",
        "context": OFFENBACH,
        "related_object": {"id": OFFENBACH, "type": "v2.core.account", "url": "/v2/core/accounts/x"},
    }
    notification = provider.parse_notification(*_signed(event), at=NOW)
    assert (notification.account, notification.provider_ref, notification.our_ref) == (OFFENBACH, "", "")


@pytest.mark.parametrize("late", [timedelta(minutes=6), -timedelta(minutes=6)])
def test_old_messages_and_messages_from_the_future_are_forged(provider: StripeProvider, late: timedelta) -> None:
    event = {"id": "evt_1", "object": "event", "type": "x", "created": 1, "data": {"object": {}}}
    assert provider.parse_notification(*_signed(event), at=NOW + late / 2).event_id == "evt_1"
    with pytest.raises(Forged):
        provider.parse_notification(*_signed(event), at=NOW + late)


def test_any_of_several_secrets_will_do_and_no_other(stripe_standin: StandIn) -> None:
    both = StripeProvider(new_client("sk_test_x", stripe_standin.url), ["whsec_old", "whsec_new"])
    event = {"id": "evt_1", "object": "event", "type": "x", "created": 1, "data": {"object": {}}}
    assert both.parse_notification(*_signed(event, secret="whsec_new"), at=NOW).event_id == "evt_1"
    with pytest.raises(Forged):
        both.parse_notification(*_signed(event), at=NOW)
    with pytest.raises(Misconfigured):
        StripeProvider(new_client("sk_test_x"), [""]).parse_notification(*_signed(event), at=NOW)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"id": "evt_1"',
        b'{"id": 5, "object": "event", "type": "x", "created": 1, "data": {"object": {}}}',
        b'{"id": "evt_1", "object": "event", "type": "x", "created": 1e400, "data": {"object": {}}}',
        b'{"id": "evt_1", "object": "event", "type": "x", "created": 1, "data": {"object": {"metadata": 3}}}',
        b'{"id": "evt_1", "object": "event", "type": "x", "created": 1, "data": {"object": []}}',
        b"[" * 100_000,
    ],
)
def test_signed_nonsense_is_forged_and_not_an_accident(provider: StripeProvider, body: bytes) -> None:
    header = sign(SECRET, body, int(NOW.timestamp()))
    with pytest.raises(Forged):
        provider.parse_notification(body, {"Stripe-Signature": header}, at=NOW)


@pytest.mark.parametrize("header", ["", "t=1", "v1=abc", "t=x,v1=y", "t=1,v1=", "t=,v1=\u00e4", ",,,", "t=1,t=2,v1=0"])
def test_broken_signatures_are_forged(provider: StripeProvider, header: str) -> None:
    with pytest.raises(Forged):
        provider.parse_notification(b"{}", {"Stripe-Signature": header}, at=NOW)
    with pytest.raises(Forged):
        provider.parse_notification(b"{}", {}, at=NOW)


def test_the_librarys_own_signature_is_taken(provider: StripeProvider) -> None:
    body = json.dumps({"id": "evt_1", "object": "event", "type": "x", "created": 1, "data": {"object": {}}})
    header = stripe.WebhookSignature.generate_signature_header(body, SECRET, int(NOW.timestamp()))
    assert provider.parse_notification(body.encode(), {"Stripe-Signature": header}, at=NOW).kind == "x"


def test_the_standins_page_shows_what_there_is(stripe_standin: StandIn, provider: StripeProvider) -> None:
    provider.start(an_order())
    html = requests.get(stripe_standin.url, timeout=10).text
    assert "VE7K3M9QXT" in html
    assert "32,45&nbsp;€" in html
