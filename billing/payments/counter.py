"""The fee is paid at the desk, in cash or by card. The same rows, states and events as online, so that all the rest holds.

There is no provider to ask: who took the money says that it came. Nothing is deleted; a mistaken entry is voided.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.operations import record, staff
from billing.fees.quote import Quote
from billing.payments import timers
from billing.payments.claiming import lines_of
from billing.payments.config import PaymentsSection
from billing.payments.ledger import Source, lock, lock_all_of, move, new_cash_reference
from billing.payments.models import Payment, Refund
from billing.payments.numbers import UnableToNumber
from billing.payments.queries import is_under_way
from billing.payments.refund_ledger import COUNTER
from billing.payments.states import LIVE, RefundReason, RefundStep, State
from configuration.queries import in_force
from declarations import operations as declarations
from kernel.clock import german_day
from kernel.errors import Refusal


class Method(StrEnum):
    CASH = "cash"
    CARD = "card"


class Mistake(StrEnum):
    """Why an entry is voided; stands in the refund's ``note``."""

    WRONG_CASE = "wrong_case"
    WRONG_METHOD = "wrong_method"
    NOT_PAID = "not_paid"


METHODS: dict[Method, Promise] = {Method.CASH: _("bar"), Method.CARD: _("mit Karte")}
MISTAKES: dict[Mistake, Promise] = {
    Mistake.WRONG_CASE: _("beim falschen Fall gebucht"),
    Mistake.WRONG_METHOD: _("mit der falschen Zahlungsart gebucht"),
    Mistake.NOT_PAID: _("es wurde nichts bezahlt, oder das Geld ist zurückgegeben"),
}


class UnableToTake(Refusal):
    """Codes: already_paid, under_way (a bank is at work on an online payment), nothing_to_pay."""

    code = "already_paid"


class UnableToVoid(Refusal):
    """Codes: not_at_counter, not_paid (voided or given back already), too_late (another day), other_person."""

    code = "not_paid"


def take(
    *, declaration_id: uuid.UUID, quote: Quote, method: Method, by: int, at: datetime, language: str = "de"
) -> Payment:
    """Enters that the whole fee was taken by this member of staff. Joins the caller's transaction; ``UnableToTake``.

    The declaration is locked, so two clerks take it once. Open payment pages are closed soon; what is paid on one
    nevertheless is announced as surplus when it is settled. Whether the case may be paid is the caller's to know.
    """
    declarations.locked(declaration_id)
    others = lock_all_of(declaration_id, Payment.Purpose.FEE)
    if not quote.total_cents:
        raise UnableToTake(code="nothing_to_pay")
    if any(row.state == State.PAID for row in others):
        raise UnableToTake()
    if any(row.state in LIVE and is_under_way(row) for row in others):
        raise UnableToTake(code="under_way")
    payment = _entry(declaration_id, quote, method, by, language, at)
    details = {"payment": str(payment.id), "method": method.value, "amount_cents": payment.amount_cents}
    record(action="payment.taken", actor=staff(by), at=at, case_id=declaration_id, **details)
    move(payment, State.PAID, source=Source.DESK, at=at, amount_cents=payment.amount_cents)
    for other in others:
        if other.state in LIVE:
            timers.close_soon(other, at=at)
    return payment


def _cash_reference(at: datetime) -> str:
    """From the city's range; where that is used up, one of our own, since somebody stands at the counter with money."""
    chosen = in_force(at=at).section(PaymentsSection).cash_reference
    try:
        return new_cash_reference(chosen, at=at)
    except UnableToNumber:
        return new_cash_reference(None, at=at)


def _entry(declaration_id: uuid.UUID, quote: Quote, method: Method, by: int, language: str, at: datetime) -> Payment:
    """Not yet saved: it is written as paid, so it never competes with the open page of an online attempt."""
    payment_id = uuid.uuid4()
    return Payment(
        id=payment_id, declaration_id=declaration_id, amount_cents=quote.total_cents, lines=lines_of(quote, language),
        cash_reference=_cash_reference(at), provider=COUNTER, account="", idempotency_key=f"counter-{payment_id}",
        language=language, method=method.value, taken_by=by, created_at=at, expires_at=at, paid_at=at,
    )  # fmt: skip


def void(*, payment_id: uuid.UUID, mistake: Mistake, by: int, for_others: bool, at: datetime) -> Payment:
    """Takes a mistaken entry back: the same day, by who made it or (``for_others``) a supervisor. ``UnableToVoid``.

    Joins the caller's transaction. The payment becomes *refunded* with a refund row over the whole amount that is done
    at once, so that the books add up; the fee is open again.
    """
    payment, _others = lock(payment_id)
    _refuse_to_void(payment, by=by, for_others=for_others, at=at)
    Refund.objects.create(
        payment=payment, state=RefundStep.DONE, amount_cents=payment.amount_cents, reason=RefundReason.MISTAKEN,
        proposed_by=by, proposed_at=at, approved_by=by, approved_at=at, released_by=by, released_at=at, settled_at=at,
        idempotency_key=f"void-{payment.id}", note=mistake.value,
    )  # fmt: skip
    details = {"payment": str(payment.id), "mistake": mistake.value}
    record(action="payment.entry_voided", actor=staff(by), at=at, case_id=payment.declaration_id, **details)
    told = {"amount_cents": payment.amount_cents, "mistake": mistake.value}
    move(payment, State.REFUNDED, source=Source.DESK, at=at, event="payment.voided", **told)
    return payment


def _refuse_to_void(payment: Payment, *, by: int, for_others: bool, at: datetime) -> None:
    if payment.provider != COUNTER:
        raise UnableToVoid(code="not_at_counter")
    if payment.state != State.PAID or Refund.objects.filter(payment=payment).exclude(state="declined").exists():
        raise UnableToVoid()
    if payment.paid_at is None or german_day(payment.paid_at) != german_day(at):
        raise UnableToVoid(code="too_late")
    if payment.taken_by != by and not for_others:
        raise UnableToVoid(code="other_person")
