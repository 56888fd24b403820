"""The first of the three steps: a row that says what is going to be asked of the provider, before it is asked."""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import override

from billing.fees.config import FeesConfig
from billing.fees.quote import Quote
from billing.payments import timers
from billing.payments.config import PaymentsSection
from billing.payments.ledger import lock_all_of, new_cash_reference, note
from billing.payments.models import Payment, PaymentEvent
from billing.payments.numbers import UnableToNumber
from billing.payments.refusals import UnableToPay
from billing.payments.states import LIVE, State
from configuration.queries import Configuration
from declarations import operations as declarations

log = logging.getLogger("zusage.payments")


@dataclass(frozen=True)
class Bill:
    """What is to be paid, and how. ``configuration`` is the one in force now; the quote may rest on an older one.

    In both addresses ``{payment}`` stands for the payment's id. The provider learns them: no secret belongs in them.
    """

    declaration_id: uuid.UUID
    quote: Quote
    configuration: Configuration
    language: str
    success_url: str
    cancel_url: str


def claim(bill: Bill, *, at: datetime) -> Payment:
    """The live payment for this fee, made if there is none. The declaration is locked, so two clicks make one."""
    with transaction.atomic():
        declaration = declarations.locked(bill.declaration_id)
        rows = lock_all_of(declaration.id, Payment.Purpose.FEE)
        if any(row.state == State.PAID for row in rows):
            raise UnableToPay("already_paid")
        live = next((row for row in rows if row.state in LIVE), None)
        return live or _create(bill, at)


def fits(payment: Payment, bill: Bill) -> bool:
    section = bill.configuration.section(PaymentsSection)
    wanted = (bill.quote.total_cents, section.provider, section.account)
    return (payment.amount_cents, payment.provider, payment.account) == wanted


def _create(bill: Bill, at: datetime) -> Payment:
    section = bill.configuration.section(PaymentsSection)
    payment_id = uuid.uuid4()
    payment = Payment.objects.create(
        id=payment_id,
        declaration_id=bill.declaration_id,
        amount_cents=bill.quote.total_cents,
        lines=lines_of(bill.quote, bill.language),
        cash_reference=_cash_reference(section, at),
        provider=section.provider,
        account=section.account,
        idempotency_key=f"start-{payment_id}",
        language=bill.language,
        methods=[method.value for method in bill.configuration.section(FeesConfig).methods],
        success_url=bill.success_url.replace("{payment}", str(payment_id)),
        cancel_url=bill.cancel_url.replace("{payment}", str(payment_id)),
        created_at=at,
        expires_at=at + section.page_validity,
    )
    note(payment, "created", source=PaymentEvent.Source.START, at=at)
    timers.poll_later(payment, at=at)
    return payment


def _cash_reference(section: PaymentsSection, at: datetime) -> str:
    try:
        return new_cash_reference(section.cash_reference, at=at)
    except UnableToNumber:
        log.error("the city's range of cash references is used up")
        raise UnableToPay("not_possible") from None


def lines_of(quote: Quote, language: str) -> list[dict[str, object]]:
    """The quote as it is now, for good: neither a new fee nor a new translation may change what was asked for."""
    with override(language):
        return [
            {
                "code": line.code,
                "label": line.label,
                "count": line.count,
                "unit_cents": line.unit_cents,
                "amount_cents": line.amount_cents,
                "basis": line.basis,
            }
            for line in quote.shown
        ]
