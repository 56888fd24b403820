"""What the stand-in must do like Stripe: idempotency, isolation of accounts, refusals, memory, delivery."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import requests
import stripe

from infra.standins.stripe.delivery import deliver_due
from infra.standins.stripe.server import StandIn
from tests.contract.billing.standin import OFFENBACH, SECRET, WIESBADEN, buttons, click, faults


@pytest.fixture
def client(stripe_standin: StandIn) -> stripe.StripeClient:
    return stripe.StripeClient("sk_test_zusage", base_addresses={"api": stripe_standin.url}, max_network_retries=0)


def _open(client: stripe.StripeClient, *, key: str = "", amount: int = 2900, account: str = OFFENBACH) -> str:
    session = client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "success_url": "http://offenbach.localhost/ok?s={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://offenbach.localhost/ab",
            "line_items": [
                {"quantity": 1, "price_data": {"currency": "eur", "unit_amount": amount, "product_data": {"name": "G"}}}
            ],
        },
        {"stripe_account": account, **({"idempotency_key": key} if key else {})},
    )
    return session.id


def _page(standin: StandIn, session_id: str) -> str:
    return f"{standin.url}/c/pay/{session_id}"


def test_the_same_key_opens_one_session_and_refuses_another_body(client: stripe.StripeClient) -> None:
    assert _open(client, key="a") == _open(client, key="a") != _open(client, key="b")
    assert _open(client, key="a", account=WIESBADEN) != _open(client, key="a")
    with pytest.raises(stripe.IdempotencyError):
        _open(client, key="a", amount=1)


def test_a_key_whose_call_was_refused_may_be_used_again(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        _open(client, key="a", amount=1)
    assert _open(client, key="a")


def test_one_account_does_not_see_the_others_things(client: stripe.StripeClient) -> None:
    session_id = _open(client)
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.checkout.sessions.retrieve(session_id, {}, {"stripe_account": WIESBADEN})
    assert refusal.value.code == "resource_missing"
    with pytest.raises(stripe.PermissionError):
        client.v1.checkout.sessions.retrieve(session_id, {}, {"stripe_account": "acct_Unknown"})


def test_keys_that_are_no_test_keys_are_refused(stripe_standin: StandIn) -> None:
    client = stripe.StripeClient("sk_live_real", base_addresses={"api": stripe_standin.url})
    with pytest.raises(stripe.AuthenticationError):
        _open(client)


def test_unknown_parameters_are_refused_as_at_stripe(stripe_standin: StandIn) -> None:
    response = requests.post(
        f"{stripe_standin.url}/v1/checkout/sessions",
        data={"mode": "payment", "payment_method_typ[0]": "card"},
        headers={"Authorization": "Bearer sk_test_zusage", "Stripe-Account": OFFENBACH},
        timeout=10,
    )
    assert (response.status_code, response.json()["error"]["code"]) == (400, "parameter_unknown")


def test_the_page_works_with_forms_alone_and_sends_the_payer_back(
    stripe_standin: StandIn, client: stripe.StripeClient
) -> None:
    session_id = _open(client)
    html = requests.get(_page(stripe_standin, session_id), timeout=10).text
    assert {"Bezahlen (Test)", "Karte ablehnen", "Abbrechen", "Bezahlen, aber Rückkehr ausfallen lassen"} <= set(
        buttons(html)
    )
    assert "<script" not in html
    assert "29,00&nbsp;€" in html
    assert click(_page(stripe_standin, session_id), "cancel").headers["Location"] == "http://offenbach.localhost/ab"
    paid = click(_page(stripe_standin, session_id), "pay")
    assert paid.headers["Location"] == f"http://offenbach.localhost/ok?s={session_id}"


def test_a_double_click_pays_once(stripe_standin: StandIn, client: stripe.StripeClient) -> None:
    session_id = _open(client)
    for _ in range(2):
        assert click(_page(stripe_standin, session_id), "pay").status_code == 303
    assert len(stripe_standin.world.store.all_of("charge")) == 1


def test_paying_without_the_way_back_stays_on_the_page(stripe_standin: StandIn, client: stripe.StripeClient) -> None:
    answer = click(_page(stripe_standin, _open(client)), "pay_and_stay")
    assert answer.status_code == 200
    assert "Die Zahlung ist eingegangen." in answer.text
    assert buttons(answer.text) == []


def test_an_expired_session_cannot_be_paid(stripe_standin: StandIn, client: stripe.StripeClient) -> None:
    session_id = _open(client)
    client.v1.checkout.sessions.expire(session_id, {}, {"stripe_account": OFFENBACH})
    assert "abgelaufen" in click(_page(stripe_standin, session_id), "pay").text
    assert stripe_standin.world.store.all_of("charge") == []


def test_time_expires_a_session(stripe_standin: StandIn, client: stripe.StripeClient) -> None:
    session_id = _open(client)
    later = stripe_standin.world.clock() + 25 * 3600
    stripe_standin.world.clock = lambda: later
    session = client.v1.checkout.sessions.retrieve(session_id, {}, {"stripe_account": OFFENBACH})
    assert (session.status, session.url) == ("expired", None)


def test_a_refund_cannot_exceed_what_was_paid(stripe_standin: StandIn, client: stripe.StripeClient) -> None:
    session_id = _open(client)
    click(_page(stripe_standin, session_id), "pay")
    options: stripe.RequestOptions = {"stripe_account": OFFENBACH}
    intent = client.v1.checkout.sessions.retrieve(session_id, {}, options).payment_intent
    assert isinstance(intent, str)
    client.v1.refunds.create({"payment_intent": intent, "amount": 1000}, options)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"payment_intent": intent, "amount": 1901}, options)
    client.v1.refunds.create({"payment_intent": intent}, options)
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        client.v1.refunds.create({"payment_intent": intent}, options)
    assert refusal.value.code == "charge_already_refunded"


def test_an_account_that_may_not_charge_opens_no_session(stripe_standin: StandIn, client: stripe.StripeClient) -> None:
    requests.post(f"{stripe_standin.url}/act", data={"action": "charging_off", "id": OFFENBACH}, timeout=10)
    with pytest.raises(stripe.InvalidRequestError):
        _open(client)
    assert _open(client, account=WIESBADEN)


def test_everything_is_still_there_after_a_restart(tmp_path: Path) -> None:
    with StandIn(tmp_path, webhook_secret=SECRET) as first:
        first.add_accounts({OFFENBACH: "Offenbach am Main"})
        session_id = _open(stripe.StripeClient("sk_test_x", base_addresses={"api": first.url}), key="a")
    with StandIn(tmp_path, webhook_secret=SECRET) as second:
        client = stripe.StripeClient("sk_test_x", base_addresses={"api": second.url})
        session = client.v1.checkout.sessions.retrieve(session_id, {}, {"stripe_account": OFFENBACH})
        assert session.status == "open"


class _Mailbox(BaseHTTPRequestHandler):
    taken: list[tuple[str, bytes]]
    refusals: list[int]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = self.refusals.pop() if self.refusals else 200
        if status == 200:
            self.taken.append((self.headers["Stripe-Signature"], body))
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def mailbox(stripe_standin: StandIn) -> Iterator[type[_Mailbox]]:
    handler = type("Mailbox", (_Mailbox,), {"taken": [], "refusals": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stripe_standin.world.webhook_url = f"http://127.0.0.1:{server.server_port}/"
    yield handler
    server.shutdown()
    server.server_close()


def test_messages_are_signed_for_the_account_and_sent_until_taken(
    stripe_standin: StandIn, client: stripe.StripeClient, mailbox: type[_Mailbox]
) -> None:
    session_id = _open(client)
    mailbox.refusals.append(503)
    faults(stripe_standin, webhooks="off")
    click(_page(stripe_standin, session_id), "pay")
    assert deliver_due(stripe_standin.world) == 0
    faults(stripe_standin, webhooks="on")
    start = stripe_standin.world.clock()
    for seconds in range(0, 60, 5):
        stripe_standin.world.clock = lambda seconds=seconds: start + seconds  # type: ignore[misc]  # the default binds the loop's value; mypy cannot infer it
        deliver_due(stripe_standin.world)
    [(signature, body)] = mailbox.taken
    event = stripe.Webhook.construct_event(body, signature, SECRET)
    assert (event.type, event.account) == ("checkout.session.completed", OFFENBACH)
    assert json.loads(body)["data"]["object"]["id"] == session_id
