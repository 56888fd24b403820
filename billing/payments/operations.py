"""All that can be done with payments. Whatever the news and wherever from, it ends in ``settle``.

``start``, ``ask``, ``close`` and ``read_message`` call the provider and refuse to run inside a transaction; ``settle``,
``take_in`` and ``end_unpaid`` join the caller's.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from billing.payments import timers
from billing.payments.asking import ask, close
from billing.payments.claiming import Bill
from billing.payments.inbox import read_message, take_in
from billing.payments.ledger import lock, lock_all_of, note, want_attention
from billing.payments.models import Payment, PaymentEvent
from billing.payments.refusals import UnableToPay
from billing.payments.settlement import settle
from billing.payments.starting import PaymentPage, start
from billing.payments.states import LIVE

__all__ = [
    "Bill",
    "PaymentPage",
    "UnableToPay",
    "ask",
    "close",
    "end_unpaid",
    "read_message",
    "settle",
    "start",
    "take_in",
    "want_refund",
]


def end_unpaid(*, declaration_id: uuid.UUID, at: datetime) -> None:
    """Nobody shall pay for this declaration any more (it lapsed, was withdrawn): an open page is closed soon."""
    for payment in lock_all_of(declaration_id, Payment.Purpose.FEE):
        if payment.state in LIVE:
            timers.close_soon(payment, at=at)


def want_refund(*, payment_id: uuid.UUID, at: datetime) -> None:
    """More was paid than is owed (the fee was decided anew while somebody paid): waits for a person. Twice is once."""
    payment, _others = lock(payment_id)
    if not payment.attention:
        note(payment, "too_much", source=PaymentEvent.Source.TIMER, at=at)
        want_attention(payment, "too_much")
