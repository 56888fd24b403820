"""Messages of Stripe: believed only with a fresh signature, read only for where to look."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import stripe

from billing.providers.base import Forged, Misconfigured, Notification
from billing.providers.stripe.request import OUR_REF

TOLERANCE = timedelta(minutes=5)


ACCOUNT = "v2.core.account"


def read_notification(
    body: bytes, headers: Mapping[str, str], *, client: stripe.StripeClient, secrets: Sequence[str], at: datetime
) -> Notification:
    """``secrets``: one per endpoint at Stripe (its own events, those of connected accounts) and while one is changed."""
    if not secrets:
        raise Misconfigured("no Stripe webhook secret is set")
    header = headers.get("Stripe-Signature", "")
    _verify(body, header, secrets)
    _fresh(header, at)
    try:
        event = json.loads(body)
        return _read(event) if event["object"] == "event" else _read_thin(body, client)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError) as error:
        raise Forged(f"signed, but not readable: {type(error).__name__}") from error


def _verify(body: bytes, header: str, secrets: Sequence[str]) -> None:
    for secret in secrets:
        try:
            stripe.WebhookSignature.verify_header(body, header, secret)
        except (stripe.SignatureVerificationError, UnicodeDecodeError):
            continue
        return
    raise Forged("no secret of ours signed it")


def _fresh(header: str, at: datetime) -> None:
    """The library would ask the clock itself, and lets messages from the future pass."""
    stamp = next(part[2:] for part in header.split(",") if part.startswith("t="))
    if abs(at - datetime.fromtimestamp(int(stamp), UTC)) > TOLERANCE:
        raise Forged("the signature is not of this time")


def _read(event: dict[str, Any]) -> Notification:
    thing = event["data"]["object"]
    is_session = thing.get("object") == "checkout.session"
    is_intent = thing.get("object") == "payment_intent"
    return Notification(
        event_id=_text(event["id"]),
        account=_text(event.get("account")),
        kind=_text(event["type"]),
        provider_ref=_text(thing["id"]) if is_session else "",
        raw_ref=_text(thing["id"]) if is_intent else _text(thing.get("payment_intent")),
        our_ref=_ours(thing.get("metadata") or {}),
        created_at=datetime.fromtimestamp(event["created"], UTC),
    )


def _read_thin(body: bytes, client: stripe.StripeClient) -> Notification:
    """Version 2: says of which account, and nothing of it. What happens to a city's account is the platform's event, and
    names the account as its object; what happens inside an account has it as its context."""
    thin = client.parse_event_notification_without_verification(body)
    about = getattr(thin, "related_object", None)
    inside = str(thin.context or "").rpartition("/")[2]
    return Notification(
        event_id=_text(thin.id),
        account=_text(about.id) if about is not None and about.type == ACCOUNT else _text(inside),
        kind=_text(thin.type),
        created_at=datetime.fromisoformat(thin.created),
    )


def _text(value: object) -> str:
    """Identifiers only; an expanded object in their place is read as its own identifier."""
    if isinstance(value, dict):
        value = value.get("id")
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > 255 or not (value.isascii() and value.isprintable()):
        raise ValueError("not an identifier")
    return value


def _ours(metadata: dict[str, Any]) -> str:
    """What the city's other business wrote under the same name is not ours, and no reason to refuse the message."""
    try:
        return _text(metadata.get(OUR_REF))
    except ValueError:
        return ""
