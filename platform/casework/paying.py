"""The fee of a case: what it costs, where it stands, and the way to the payment page."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from billing.fees.config import FeesConfig, Timing
from billing.fees.quote import Quote
from billing.payments import counter
from billing.payments import operations as payments
from billing.payments import queries as payment_queries
from billing.payments.counter import Method, UnableToTake
from billing.payments.models import Payment, PaymentEvent
from casework import jurisdiction, reliefs
from casework.models import FeeDecision
from casework.owed import is_owed
from casework.submission import fee_of, received_by_payment
from configuration import queries as configuration
from declarations import operations
from declarations.models import Declaration
from declarations.queries import case_file
from declarations.states import State
from kernel.clock import german_day

# The fee is owed from the decision on, until the paper is in the sponsor's hands and beyond.
WITH_PAPER = frozenset({
    State.APPROVED, State.SIGNING_DUE, State.SIGNED, State.ISSUED, State.HANDED_OVER, State.POSTED, State.RETURNED,
})  # fmt: skip
# Nothing is fetched, but the work was done (``owed``).
WITHOUT_PAPER = frozenset({State.REFUSED, State.WITHDRAWN})
DECIDED = WITH_PAPER | WITHOUT_PAPER
# At the desk money can be taken earlier and later too, but not where everything is over.
NOT_TAKEN = frozenset({State.DRAFT, State.ABANDONED, State.LAPSED, State.ARCHIVED, State.ERASED})


@dataclass(frozen=True)
class PaymentView:
    """``state`` is none, due, under_way, at_pickup (open, taken at the counter), at_counter (the same, but nothing is fetched
    there), paid or refunded. Amounts are cents.

    ``when`` is the city's timing, ``decided`` what people decided about the fee, the decision that counts first; ``news``:
    see ``payment_queries.Standing``.
    """

    state: str
    quote: Quote
    can_pay: bool
    payment: Payment | None
    when: Timing = Timing.BEFORE_SUBMISSION
    decided: tuple[FeeDecision, ...] = ()
    news: str = ""

    @property
    def waived(self) -> bool:
        """A person decided that nothing is owed."""
        return bool(self.decided) and not self.quote.total_cents

    @property
    def total_cents(self) -> int:
        return self.quote.total_cents

    @property
    def paid_cents(self) -> int:
        """What was really paid: a fee that was decided afterwards changes nothing about it."""
        return self.payment.amount_cents if self.payment and self.state == "paid" else 0


def quote_of(case: Declaration, *, at: datetime) -> Quote:
    """The fee by the configuration and the law of the day of filing; of a draft, by those of today. What a person decided
    about it is in it.

    What was frozen then is owed, though the case may count as received only days later, when it was paid.
    """
    return _quote(case, reliefs.latest(case.id) if case.sealed_case else None, at)


def full_quote_of(case: Declaration, *, at: datetime) -> Quote:
    """The same as if nobody had decided anything about it."""
    row = reliefs.latest(case.id) if case.sealed_case else None
    found = _by_law(case, at)
    return found.with_total(row.full_cents) if row else found


def _quote(case: Declaration, decided: FeeDecision | None, at: datetime) -> Quote:
    found = _by_law(case, at)
    return reliefs.after(decided, found) if decided else found


def _by_law(case: Declaration, at: datetime) -> Quote:
    if not case.sealed_case:
        return fee_of(configuration.in_force(at=at), mode=case.mode, on=german_day(at))
    filing = case_file(case).filing
    filed, declarants = (filing.submitted_at, filing.declarants) if filing else (at, 1)
    version = configuration.of_number(case.configuration or 1)
    found = fee_of(version, mode=case.mode, on=german_day(filed), declarants=declarants)
    return found.with_total(filing.fee_cents) if filing and filing.fee_cents else found


def when_of(case: Declaration) -> Timing:
    return configuration.of_number(case.configuration or 1).section(FeesConfig).when


def is_due(case: Declaration) -> bool:
    """Whether the sponsor may pay online now, by the city's timing."""
    return is_due_by(case, when_of(case))


def is_due_by(case: Declaration, when: Timing) -> bool:
    """The same for who has read the configuration already."""
    if when == Timing.BEFORE_SUBMISSION:
        return case.state == State.SEALED
    return when == Timing.AFTER_DECISION and case.state in DECIDED and is_owed(case)


def is_open_by(case: Declaration, when: Timing) -> bool:
    """Whether the fee is to be paid now, online or at the counter."""
    return is_due_by(case, when) or (when == Timing.AT_PICKUP and case.state in DECIDED and is_owed(case))


def state_of(case: Declaration, *, at: datetime) -> PaymentView:
    decided = tuple(reliefs.rows_of(case.id)) if case.sealed_case else ()
    quote, standing, when = (
        _quote(case, next(iter(decided), None), at),
        payment_queries.standing(case.id),
        when_of(case),
    )
    state, news = _state(case, quote, standing, when), standing.news if standing else ""
    can_pay = state == "due" and news != "being_checked"
    payment = standing.payment if standing else None
    return PaymentView(state, quote, can_pay, payment, when, decided, news if state in ("due", "under_way") else "")


def _state(case: Declaration, quote: Quote, standing: payment_queries.Standing | None, when: Timing) -> str:
    if standing is not None and standing.paid:
        return "paid"
    if standing is not None and standing.given_back:
        return "refunded"
    if not quote.total_cents or not is_open_by(case, when):
        return "none"
    if not is_due_by(case, when):
        return "at_counter" if case.state in WITHOUT_PAPER else "at_pickup"
    return "under_way" if standing is not None and standing.news == "under_way" else "due"


def not_ours(case: Declaration, *, at: datetime) -> payments.UnableToPay | None:
    """The answer to somebody for whom another authority is competent: nothing is taken, and nothing is lost."""
    return None if jurisdiction.is_ours(case, at=at) else payments.UnableToPay("other_district")


def begin(*, case: Declaration, success_url: str, cancel_url: str, at: datetime) -> str:
    """The address of the payment page. Call it outside any transaction. Refuses with ``UnableToPay``."""
    standing = payment_queries.standing(case.id)
    if not is_due(case) or (standing is not None and standing.given_back):
        raise payments.UnableToPay("already_paid" if standing and standing.paid else "nothing_to_pay")
    refusal = not_ours(case, at=at)
    if refusal is not None:
        raise refusal
    bill = payments.Bill(
        declaration_id=case.id, quote=quote_of(case, at=at), configuration=configuration.in_force(at=at),
        language=case.language, success_url=success_url, cancel_url=cancel_url,
    )  # fmt: skip
    return payments.start(bill=bill, at=at).address


def can_take(case: Declaration, view: PaymentView) -> bool:
    """Whether the desk may take the fee of this case now, whatever the city's usual time."""
    open_ones = ("none", "due", "at_pickup", "at_counter")
    return case.state not in NOT_TAKEN and view.state in open_ones and view.total_cents > 0 and is_owed(case)


def take_at_counter(*, case_id: uuid.UUID, method: Method, by: int, at: datetime) -> Payment:
    """The desk took the whole fee. Joins the caller's transaction; a case that waited for it is received at once.

    Refused with ``UnableToTake``: not_open, other_district, and what ``billing.payments.counter.take`` refuses.
    """
    case = operations.locked(case_id)
    if case.state in NOT_TAKEN or not case.sealed_case or not is_owed(case):
        raise UnableToTake(code="not_open")
    if not jurisdiction.is_ours(case, at=at):
        raise UnableToTake(code="other_district")
    quote = quote_of(case, at=at)
    payment = counter.take(
        declaration_id=case.id, quote=quote, method=method, by=by, at=at, language=case.language
    )  # fmt: skip
    received_by_payment(case_id=case.id, paid_cents=payment.amount_cents, fee_cents=quote.total_cents, at=at)
    return payment


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
            receive_paid(case=operations.locked(case_id), paid_cents=standing.payment.amount_cents, at=at)


def receive_paid(*, case: Declaration, paid_cents: int, at: datetime) -> None:
    """A locked case that waited for its payment is received, with the fee as it is owed now. Others are left alone."""
    if case.state == State.SEALED:
        owed = quote_of(case, at=at).total_cents
        received_by_payment(case_id=case.id, paid_cents=paid_cents, fee_cents=owed, at=at)
