"""What the payment tests share: a bill, a payment, the stand-in's messages, the outbox's announcements."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import RequestFactory

from billing.fees.config import FeesConfig
from billing.fees.quote import quote
from billing.payments import doors
from billing.payments.models import Payment
from billing.payments.operations import Bill
from billing.providers.base import ProviderState, ProviderStatus
from configuration.queries import Configuration
from declarations.operations import start_draft
from infra.standins.stripe.delivery import sign
from infra.standins.stripe.server import StandIn
from outbox.models import OutboxEvent

OFFENBACH = "acct_TestOffenbach"
WIESBADEN = "acct_TestWiesbaden"


def new_declaration(*, at: datetime) -> uuid.UUID:
    return start_draft(language="de", keep=timedelta(days=30), at=at).declaration.id


def a_configuration(*, account: str = OFFENBACH, postage_cents: int = 0, **section: Any) -> Configuration:
    value = {"provider": "stripe", "account": account, **section}
    stored = {
        "payments": {"version": 1, "value": value},
        "fees": {"version": 1, "value": {"postage_cents": postage_cents}},
    }
    return Configuration("offenbach", 1, stored)


def a_bill(declaration_id: uuid.UUID, *, at: datetime, **settings: Any) -> Bill:
    configuration = a_configuration(**settings)
    fees = configuration.section(FeesConfig)
    return Bill(
        declaration_id=declaration_id,
        quote=quote(fees, declarants=1, delivery_by_post=bool(fees.postage_cents), on=at.date()),
        configuration=configuration,
        language="de",
        success_url="http://offenbach.localhost/zahlung/{payment}/zurueck",
        cancel_url="http://offenbach.localhost/zahlung/{payment}/abgebrochen",
    )


def a_pending_payment(declaration_id: uuid.UUID, *, at: datetime, **changes: Any) -> Payment:
    """A payment with a page that the stand-in knows nothing of, for tests of what is settled."""
    payment_id = uuid.uuid4()
    fields: dict[str, Any] = {
        "state": "pending",
        "amount_cents": 2900,
        "lines": [],
        "cash_reference": f"VE{payment_id.hex[:10]}",
        "provider": "stripe",
        "account": OFFENBACH,
        "idempotency_key": f"start-{payment_id}",
        "provider_ref": f"cs_test_{payment_id.hex}",
        "language": "de",
        "created_at": at,
        "expires_at": at + timedelta(hours=12),
    }
    return Payment.objects.create(id=payment_id, declaration_id=declaration_id, **(fields | changes))


def as_seen(payment: Payment, status: ProviderStatus, **changes: Any) -> ProviderState:
    fields: dict[str, Any] = {
        "provider_ref": payment.provider_ref,
        "account": payment.account,
        "our_ref": str(payment.id),
        "status": status,
        "amount_cents": payment.amount_cents,
        "currency": payment.currency,
        "redirect_url": "http://localhost/c/pay/x" if status is ProviderStatus.OPEN else None,
    }
    return ProviderState(**(fields | changes))


def announced(*names: str) -> list[str]:
    """Names of the outbox' events in their order; timers are left out."""
    timers = ("payment.poll_due", "payment.close_due", "payment.message_received", "draft.expiry_due")
    rows = OutboxEvent.objects.exclude(name__in=timers).order_by("id").values_list("name", flat=True)
    return [name for name in rows if not names or name in names]


def messages(standin: StandIn, *kinds: str) -> list[dict[str, Any]]:
    """What the stand-in would send, oldest first."""
    found = [event for _, event in reversed(standin.world.store.all_of("event"))]
    return [event for event in found if event["type"] in kinds]


def knock(body: bytes, secret: str, headers: dict[str, str] | None = None) -> HttpResponse:
    """A message at the door, signed now."""
    signature = sign(secret, body, int(datetime.now(UTC).timestamp()))
    request = RequestFactory().post(
        "/doors/stripe/",
        body,
        content_type="application/json",
        headers={"Stripe-Signature": signature} | (headers or {}),
    )
    return doors.stripe(request)


def carry(event: dict[str, Any], secret: str) -> HttpResponse:
    return knock(json.dumps(event).encode(), secret)
