"""What was paid for a case, as it goes along with its message (FIT-Connect tells it beside the message)."""

from __future__ import annotations

import uuid

from django.db import transaction

from billing.payments import queries as payments
from connectors.attachments import provide_fees
from connectors.base import PaidFee


@provide_fees
def fee_of(declaration_id: uuid.UUID) -> PaidFee | None:
    """``None`` while nothing is paid, and when it went back."""
    with transaction.atomic():
        standing = payments.standing(declaration_id)
    if standing is None or not standing.paid or standing.payment.paid_at is None:
        return None
    paid = standing.payment
    return PaidFee(paid.amount_cents, paid.cash_reference, paid.method or paid.provider, standing.payment.paid_at)
