"""A Checkout Session, with its payment intent and charge, read as one state."""

from __future__ import annotations

from datetime import UTC, datetime

import stripe

from billing.providers.base import ProviderState, ProviderStatus

# The session with all that says whether money came: one request instead of three.
EXPAND = ["payment_intent.latest_charge"]

# Nobody will pay with these any more.
_INTENT_IS_OVER = frozenset({"canceled", "requires_payment_method"})

# Nothing went wrong: the payer has not chosen yet, or is at their bank to confirm.
_PAYERS_TURN = frozenset({"requires_payment_method", "requires_action", "requires_confirmation"})


def read_session(session: stripe.checkout.Session, *, account: str, lost_dispute: bool = False) -> ProviderState:
    """``lost_dispute``: whether the bank took the money back for good (asked apart, see the adapter)."""
    intent = intent_of(session)
    charge = charge_of(intent)
    status = _status(session, intent, charge, lost_dispute)
    received = status in (ProviderStatus.PAID, ProviderStatus.REFUNDED, ProviderStatus.CHARGED_BACK)
    return ProviderState(
        provider_ref=session.id,
        account=account,
        our_ref=session.client_reference_id or "",
        status=status,
        amount_cents=intent.amount_received if intent and received else session.amount_total or 0,
        currency=((intent.currency if intent and received else session.currency) or "").upper(),
        paid_at=datetime.fromtimestamp(charge.created, UTC) if charge and received else None,
        raw_ref=intent.id if intent else "",
        redirect_url=session.url if status is ProviderStatus.OPEN and session.status == "open" else None,
        note=_note(intent),
    )


def intent_of(session: stripe.checkout.Session) -> stripe.PaymentIntent | None:
    """There is none before the payer tries to pay."""
    intent = session.payment_intent
    return intent if isinstance(intent, stripe.PaymentIntent) else None


def charge_of(intent: stripe.PaymentIntent | None) -> stripe.Charge | None:
    charge = intent.latest_charge if intent else None
    return charge if isinstance(charge, stripe.Charge) else None


def _status(
    session: stripe.checkout.Session,
    intent: stripe.PaymentIntent | None,
    charge: stripe.Charge | None,
    lost_dispute: bool,
) -> ProviderStatus:
    if lost_dispute:
        return ProviderStatus.CHARGED_BACK
    if charge and charge.refunded:
        return ProviderStatus.REFUNDED
    if intent and intent.status == "succeeded":
        return ProviderStatus.PAID
    if session.status == "expired":
        return ProviderStatus.EXPIRED
    if session.status == "complete" and intent and intent.status in _INTENT_IS_OVER:
        return ProviderStatus.FAILED
    return ProviderStatus.OPEN


def _note(intent: stripe.PaymentIntent | None) -> str:
    if intent is None or intent.status == "succeeded":
        return ""
    error = intent.last_payment_error
    if error is not None:
        return getattr(error, "decline_code", None) or error.code or error.type
    return "" if intent.status in _PAYERS_TURN else intent.status
