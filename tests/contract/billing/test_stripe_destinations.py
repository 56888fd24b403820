"""What is set up at Stripe is what is read here: the operator's page, the code, the library and the stand-in say the same."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import pytest
import stripe

from billing.payments.following import ABOUT_DISPUTES, ABOUT_REFUNDS
from billing.payments.inbox import ABOUT_AN_ACCOUNT
from billing.providers.base import Notification
from billing.providers.stripe.adapter import StripeProvider
from billing.providers.stripe.client import API_VERSION, new_client
from infra.standins.stripe import events
from infra.standins.stripe.delivery import sign
from infra.standins.stripe.onboarding import CAPABILITY_UPDATED, REQUIREMENTS_UPDATED
from tests.contract.billing.stripe_destinations import SNAPSHOTS, THIN

PAGE = (Path(__file__).parents[3] / "docs" / "operations" / "payment-stripe.md").read_text("utf-8")
NOW = datetime(2027, 8, 3, 10, 0, tzinfo=UTC)
ACCOUNT, PAYMENT = "acct_Offenbach", "00000000-0000-4000-8000-000000000001"
# Says what another message says as well, or nothing of ours.
LEFT_OUT = {
    "account.application.authorized", "account.application.deauthorized", "account.external_account.created",
    "account.external_account.deleted", "account.external_account.updated", "charge.dispute.funds_reinstated",
    "charge.dispute.funds_withdrawn", "charge.refund.updated",
}  # fmt: skip
FAMILIES = ("checkout.session.", "refund.", "charge.refund", "charge.dispute.", "account.", "capability.")
OBJECTS: dict[str, dict[str, Any]] = {
    "checkout.session": {"object": "checkout.session", "id": "cs_1", "payment_intent": None, "metadata": {"payment": PAYMENT}},
    "payment_intent": {"object": "payment_intent", "id": "pi_1", "metadata": {"payment": PAYMENT}},
    "charge.dispute": {"object": "dispute", "id": "du_1", "payment_intent": "pi_1", "metadata": {}},
    "charge": {"object": "charge", "id": "ch_1", "payment_intent": "pi_1", "metadata": {"payment": PAYMENT}},
    "refund": {"object": "refund", "id": "re_1", "payment_intent": "pi_1", "metadata": {}},
    "account": {"object": "account", "id": ACCOUNT, "metadata": {}},
    "capability": {"object": "capability", "id": "card_payments", "account": ACCOUNT},
}  # fmt: skip


def _listed(after: str) -> list[str]:
    """The list that follows these words on the page."""
    lines = PAGE.partition(after)[2].lstrip().splitlines()
    found = (re.fullmatch(r"- `([a-z0-9_.\[\]]+)`", line) for line in lines[: lines.index("")])
    return [match[1] for match in found if match]


def _read(event: dict[str, Any]) -> Notification:
    body = json.dumps(event).encode()
    provider = StripeProvider(new_client("sk_test_x"), ["whsec_test"])
    headers = {"Stripe-Signature": sign("whsec_test", body, int(NOW.timestamp()))}
    return provider.parse_notification(body, headers, at=NOW)


def test_the_page_lists_exactly_what_the_code_handles() -> None:
    assert _listed("**Connected accounts, snapshot payload:**") == sorted(SNAPSHOTS)
    assert _listed("**Your account, thin payload:**") == sorted(THIN)
    named = set(re.findall(r"`((?:[a-z0-9_]+\.)+[a-z0-9_.\[\]]+)`", PAGE.partition("## Event destinations")[2]))
    assert named == {*SNAPSHOTS, *THIN}
    assert f"`{API_VERSION}`" in PAGE


@pytest.mark.parametrize("kind", SNAPSHOTS)
def test_each_message_leads_to_a_payment_or_to_an_account(kind: str) -> None:
    thing = next(thing for name, thing in OBJECTS.items() if kind.startswith(f"{name}."))
    read = _read(
        {"id": "evt_1", "object": "event", "type": kind, "account": ACCOUNT, "created": 1, "data": {"object": thing}}
    )
    assert (read.kind, read.account) == (kind, ACCOUNT)
    assert bool(read.provider_ref or read.raw_ref) != kind.startswith(ABOUT_AN_ACCOUNT)
    assert (ABOUT_REFUNDS in kind) == ("refund" in kind)
    assert (ABOUT_DISPUTES in kind) == (thing["object"] == "dispute")


@pytest.mark.parametrize("kind", THIN)
def test_each_thin_message_leads_to_an_account(kind: str) -> None:
    event = {
        "id": "evt_1", "object": "v2.core.event", "type": kind, "created": "2027-08-03T10:00:00.000Z", "livemode": False,
        "context": None, "reason": None,
        "related_object": {"id": ACCOUNT, "type": "v2.core.account", "url": f"/v2/core/accounts/{ACCOUNT}"},
    }  # fmt: skip
    read = _read(event)
    assert (read.account, read.kind.startswith(ABOUT_AN_ACCOUNT)) == (ACCOUNT, True)
    client = stripe.StripeClient("sk_test_x")
    known = client.parse_event_notification_without_verification(json.dumps(event))
    assert type(known).__name__ != "UnknownEventNotification"


def test_the_library_knows_them_and_no_other_of_their_families() -> None:
    known = set(get_args(stripe.Event.__annotations__["type"]))
    assert set(SNAPSHOTS) <= known
    of_ours = {kind for kind in known if kind.startswith(FAMILIES)}
    assert of_ours - LEFT_OUT == {kind for kind in SNAPSHOTS if kind.startswith(FAMILIES)}
    assert of_ours >= LEFT_OUT


def test_the_standin_sends_what_is_set_up_and_nothing_else() -> None:
    assert set(SNAPSHOTS) == events.SENT
    assert {REQUIREMENTS_UPDATED, CAPABILITY_UPDATED} <= set(THIN)
