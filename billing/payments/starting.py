"""Beginning to pay: one page per fee at any time, whatever is clicked twice."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from billing.payments.asking import ask, close, inquire, open_page, too_late_to_open
from billing.payments.claiming import Bill, claim, fits
from billing.payments.ledger import outside_transaction
from billing.payments.models import Payment, PaymentEvent
from billing.payments.refusals import UnableToPay
from billing.payments.states import LIVE, State
from billing.providers.base import ProviderError, ProviderStatus, ProviderUnavailable

START = PaymentEvent.Source.START

# Less time than this is not enough to get a card out.
ENOUGH = timedelta(minutes=10)
TURNS = 4


@dataclass(frozen=True)
class PaymentPage:
    """Where to send the payer. ``address`` is the provider's."""

    payment_id: uuid.UUID
    address: str
    expires_at: datetime


def start(*, bill: Bill, at: datetime) -> PaymentPage:
    """The page on which this fee can be paid: the open one if there is one, else a new one. Never two at a time.

    Called outside any transaction; each of its steps is one. Refused with ``UnableToPay``. Whether the case may be paid
    at all is the caller's to know.
    """
    outside_transaction()
    if not bill.quote.total_cents:
        raise UnableToPay("nothing_to_pay")
    for _turn in range(TURNS):
        page = _page(claim(bill, at=at), bill, at)
        if page is not None:
            return page
    raise UnableToPay("try_again")


def _page(payment: Payment, bill: Bill, at: datetime) -> PaymentPage | None:
    """``None``: this payment is over, another may be claimed."""
    if payment.provider_ref is not None:
        return _go_on(payment, bill, at)
    if fits(payment, bill) and not too_late_to_open(payment, at=at):
        return _open(payment, at)
    ask(payment_id=payment.id, source=START, at=at)
    return None


def _open(payment: Payment, at: datetime) -> PaymentPage:
    try:
        started = open_page(payment, source=START, at=at)
    except ProviderError as error:
        raise _in_words(error) from None
    _refuse_if_paid(payment)
    return PaymentPage(payment.id, started.redirect_url, started.expires_at)


def _go_on(payment: Payment, bill: Bill, at: datetime) -> PaymentPage | None:
    try:
        row, seen = inquire(payment_id=payment.id, source=START, at=at)
    except ProviderError:
        if Payment.objects.get(id=payment.id).state in LIVE:
            raise UnableToPay("no_answer") from None  # there is a page, on which somebody may have paid
        return None
    if row.state not in LIVE:
        _refuse_if_paid(row)
        return None
    if row.attention == "mismatch" or seen.status is not ProviderStatus.OPEN:
        raise UnableToPay("being_checked")
    if seen.redirect_url is None:
        raise UnableToPay("under_way")
    if fits(row, bill) and row.expires_at - at >= ENOUGH:
        return PaymentPage(row.id, seen.redirect_url, row.expires_at)
    if close(payment_id=row.id, source=START, at=at).state not in LIVE:
        return None
    if row.amount_cents == bill.quote.total_cents and row.expires_at - at >= ENOUGH:
        # The city pays elsewhere now, but this page cannot be closed: a second one beside it could be paid as well.
        return PaymentPage(row.id, seen.redirect_url, row.expires_at)
    raise UnableToPay("try_again")


def _refuse_if_paid(payment: Payment) -> None:
    """Another attempt may have turned out paid while the provider was asked."""
    paid = Payment.objects.filter(declaration_id=payment.declaration_id, purpose=payment.purpose, state=State.PAID)
    if paid.exists():
        raise UnableToPay("already_paid")


def _in_words(error: ProviderError) -> UnableToPay:
    return UnableToPay("try_again" if isinstance(error, ProviderUnavailable) else "not_possible")
