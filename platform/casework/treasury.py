"""What the treasury does with a payment that wants a person: asks the provider, or says that it is looked after."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from audit.operations import record, staff
from billing.payments import following, ledger
from billing.payments import operations as payments
from billing.payments.models import Payment, PaymentEvent
from billing.providers.base import ProviderError

DESK = PaymentEvent.Source.DESK


def ask_everything(*, payment_id: uuid.UUID, at: datetime) -> None:
    """How the payment, its refunds and disputes stand now. Outside any transaction; trouble shows on the time-line or
    passes until the daily look."""
    payments.ask(payment_id=payment_id, source=DESK, at=at)
    try:
        following.follow(payment_id=payment_id, kind="", source=DESK, at=at)
    except ProviderError:
        return


def looked_after(*, payment_id: uuid.UUID, by: int, at: datetime) -> None:
    """A person dealt with what the payment wanted one for. Atomic; twice is once."""
    with transaction.atomic():
        payment, _ = ledger.lock(payment_id)
        if not payment.attention:
            return
        why = payment.attention
        ledger.want_attention(payment, "")
        ledger.note(payment, "looked_after", source=DESK, at=at, why=why, by=by)
        record(
            action="payment.looked_after", actor=staff(by), at=at, case_id=payment.declaration_id,
            payment=str(payment_id), why=why,
        )  # fmt: skip


def exists(payment_id: uuid.UUID) -> bool:
    return Payment.objects.filter(id=payment_id).exists()
