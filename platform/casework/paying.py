"""The fee of a case: what it costs, where it stands, and the way to the payment page."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from billing.fees.config import FeesConfig, Timing
from billing.fees.quote import Quote
from billing.payments import operations as payments
from billing.payments import queries as payment_queries
from billing.payments.models import Payment, PaymentEvent
from billing.payments.states import State as PaymentState
from casework.submission import fee_of, received_by_payment
from configuration import queries as configuration
from declarations.models import Declaration
from declarations.queries import case_file
from declarations.states import State
from kernel.clock import german_day


@dataclass(frozen=True)
class PaymentView:
    """``state`` is none, due, under_way, paid or refunded. Amounts are cents."""

    state: str
    quote: Quote
    can_pay: bool
    payment: Payment | None

    @property
    def total_cents(self) -> int:
        return self.quote.total_cents


def quote_of(case: Declaration, *, at: datetime) -> Quote:
    """The fee by the configuration and the law of the day of filing; of a draft, by those of today.

    What was frozen then is owed, though the case may count as received only days later, when it was paid.
    """
    if not case.sealed_case:
        return fee_of(configuration.in_force(at=at), mode=case.mode, on=german_day(at))
    filing = case_file(case).filing
    filed = filing.submitted_at if filing else at
    found = fee_of(configuration.of_number(case.configuration or 1), mode=case.mode, on=german_day(filed))
    return found.with_total(filing.fee_cents) if filing and filing.fee_cents else found


def is_due(case: Declaration) -> bool:
    """Whether the sponsor may pay online now, by the city's timing."""
    return is_due_by(case, configuration.of_number(case.configuration or 1).section(FeesConfig).when)


def is_due_by(case: Declaration, when: Timing) -> bool:
    """The same for who has read the configuration already."""
    if when == Timing.BEFORE_SUBMISSION:
        return case.state == State.SEALED
    return when == Timing.AFTER_DECISION and case.state in (
        State.APPROVED,
        State.SIGNING_DUE,
        State.SIGNED,
        State.ISSUED,
    )


def state_of(case: Declaration, *, at: datetime) -> PaymentView:
    quote, standing = quote_of(case, at=at), payment_queries.standing(case.id)
    if standing is not None and standing.paid:
        return PaymentView("paid", quote, False, standing.payment)
    if standing is not None and standing.state is PaymentState.REFUNDED:
        return PaymentView("refunded", quote, False, standing.payment)
    if not is_due(case) or not quote.total_cents:
        return PaymentView("none", quote, False, standing.payment if standing else None)
    under_way = standing is not None and standing.under_way
    return PaymentView(
        "under_way" if under_way else "due", quote, not under_way, standing.payment if standing else None
    )


def begin(*, case: Declaration, success_url: str, cancel_url: str, at: datetime) -> str:
    """The address of the payment page. Call it outside any transaction. Refuses with ``UnableToPay``."""
    standing = payment_queries.standing(case.id)
    if not is_due(case) or (standing is not None and standing.state is PaymentState.REFUNDED):
        raise payments.UnableToPay("already_paid" if standing and standing.paid else "nothing_to_pay")
    bill = payments.Bill(
        declaration_id=case.id, quote=quote_of(case, at=at), configuration=configuration.in_force(at=at),
        language=case.language, success_url=success_url, cancel_url=cancel_url,
    )  # fmt: skip
    return payments.start(bill=bill, at=at).address


def check_now(*, case_id: uuid.UUID, source: str, at: datetime) -> None:
    """Asks the provider what is true and settles it. Outside any transaction; trouble is recorded, not raised."""
    standing = payment_queries.standing(case_id)
    if standing is not None:
        payments.ask(payment_id=standing.payment.id, source=PaymentEvent.Source(source), at=at)
        _receive_if_paid(case_id, at)


def _receive_if_paid(case_id: uuid.UUID, at: datetime) -> None:
    """What the event of the settlement brings about a moment later. Done at once too, because somebody is waiting for
    the receipt, which must not say that the payment is missing. Whichever comes second finds nothing to do.
    """
    standing = payment_queries.standing(case_id)
    if standing is not None and standing.paid:
        with transaction.atomic():
            received_by_payment(case_id=case_id, paid_cents=standing.payment.amount_cents, at=at)
