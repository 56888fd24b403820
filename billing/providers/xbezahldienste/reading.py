"""A payment transaction of the service, read as one state. What makes no sense is no answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from billing.providers.base import ProviderState, ProviderStatus, ProviderUnavailable
from billing.providers.xbezahldienste.options import Options
from kernel.http import LOOPBACK

# BOOKED is not in 1.0.0: newer services send it once the money stands in the city's books.
_STATUS = {
    "INITIAL": ProviderStatus.OPEN,
    "PAYED": ProviderStatus.PAID,
    "BOOKED": ProviderStatus.PAID,
    "FAILED": ProviderStatus.FAILED,
    "CANCELED": ProviderStatus.FAILED,
}
# The payer has left the page, and their bank has not answered: after so long nothing comes any more.
_BANK = timedelta(days=7)


@dataclass(frozen=True)
class Answered:
    """``at``: by the service's clock; without it no page is said to be over."""

    content: Any
    account: str
    options: Options
    at: datetime | None


def transaction(answered: Answered, *, ref: str = "") -> ProviderState:
    """``ref``: the transaction that was asked for; another one is no answer. Raises ``ProviderUnavailable``."""
    try:
        return _transaction(answered, ref)
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise ProviderUnavailable(f"the answer makes no sense: {type(error).__name__}") from None


def _transaction(answered: Answered, ref: str) -> ProviderState:
    told, asked = answered.content["paymentInformation"], answered.content["paymentRequest"]
    number, page = _text(told["transactionId"]), _page(told.get("transactionRedirectUrl"))
    ends, status = _moment(asked["requestTimestamp"]), _STATUS[told["status"]]
    ends += answered.options.page_validity if page else _BANK
    if not number or (ref and number != ref):
        raise ValueError("another transaction")
    note = "canceled" if told["status"] == "CANCELED" else ""
    if status is ProviderStatus.OPEN and answered.at is not None and answered.at > ends:
        status = ProviderStatus.EXPIRED
    return ProviderState(
        provider_ref=number,
        account=answered.account,
        our_ref=_text(asked["requestId"]),
        status=status,
        amount_cents=_cents(asked["grosAmount"]),
        currency=_text(asked["currency"]).upper(),
        paid_at=_paid_at(told, status),
        raw_ref=_text(told.get("transactionReference") or ""),
        redirect_url=page if status is ProviderStatus.OPEN else None,
        note=note,
    )


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > 255 or "\x00" in value:
        raise ValueError("not an identifier")
    return value


def _cents(value: object) -> int:
    """Whole cents; a number, never a text or a truth value."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError("not an amount")
    cents = Decimal(value) * 100
    if cents != cents.to_integral_value():
        raise ValueError("parts of a cent")
    return int(cents)


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError("a time of no zone")
    return moment


def _paid_at(told: Any, status: ProviderStatus) -> datetime | None:
    """Missing or odd is nobody's trouble: then the moment counts at which we learned of it."""
    if status is not ProviderStatus.PAID:
        return None
    try:
        return _moment(told["transactionTimestamp"])
    except (KeyError, TypeError, ValueError):
        return None


def _page(value: object) -> str | None:
    """Where the payer goes: https, or this machine where that is allowed."""
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > 2082 or not value.isprintable():
        raise ValueError("not an address")
    parts = urlsplit(value)
    local = parts.hostname in LOOPBACK and not settings.SECURE
    if not parts.hostname or parts.username or parts.scheme not in (("http", "https") if local else ("https",)):
        raise ValueError("not an address to go to")
    return value
