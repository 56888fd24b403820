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


def read_notification(body: bytes, headers: Mapping[str, str], *, secrets: Sequence[str], at: datetime) -> Notification:
    """``secrets``: one per endpoint at Stripe (its own events, those of connected accounts) and while one is changed."""
    if not secrets:
        raise Misconfigured("no Stripe webhook secret is set")
    header = headers.get("Stripe-Signature", "")
    _verify(body, header, secrets)
    _fresh(header, at)
    try:
        return _read(json.loads(body))
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
    thing = event["data"]["object"] if event["object"] == "event" else {}
    is_session = thing.get("object") == "checkout.session"
    is_intent = thing.get("object") == "payment_intent"
    return Notification(
        event_id=_text(event["id"]),
        account=_text(event.get("account") or event.get("context")),
        kind=_text(event["type"]),
        provider_ref=_text(thing["id"]) if is_session else "",
        raw_ref=_text(thing["id"]) if is_intent else _text(thing.get("payment_intent")),
        our_ref=_ours(thing.get("metadata") or {}),
        created_at=_moment(event["created"]),
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


def _moment(value: int | str) -> datetime:
    """Seconds in events of version 1, ISO 8601 in those of version 2."""
    if isinstance(value, str):
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return datetime.fromtimestamp(value, UTC)
