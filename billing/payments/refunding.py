"""Money back, as people decide it: proposed, approved, released or declined. Each joins the caller's transaction or is
one of its own. Who may press which button is the page's to know; that two people did is held here.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from billing.payments import ledger, refund_ledger, timers
from billing.payments.config import PaymentsSection, RefundRules
from billing.payments.models import Dispute, Payment, PaymentEvent, Refund
from billing.payments.refund_ledger import BY_HAND, COUNTER
from billing.payments.refund_states import COUNTING, OPEN, TRANSITIONS
from billing.payments.states import DisputeStep, RefundReason, RefundStep, State
from configuration.queries import in_force
from declarations import sealing
from kernel.crypto import UnableToOpen
from kernel.errors import Refusal
from outbox import operations as outbox

DESK, TIMER = PaymentEvent.Source.DESK, PaymentEvent.Source.TIMER
REMARK = "billing.refund_remark"
HELD = frozenset({State.PAID, State.REFUNDED})


class UnableToRefund(Refusal):
    """``code``: not_received (nothing came, or the bank took it back), disputed, too_much (more than is left, or nothing),
    already_proposed, not_approved, second_person_needed, being_sent, not_now, case_erased, not_by_hand."""

    code = "not_now"


def propose(
    *, payment_id: uuid.UUID, amount_cents: int, reason: RefundReason, by: int | None, at: datetime, remark: str = ""
) -> Refund:
    """Atomic. ``by`` is a staff id; None: the process, by what a clerk found. The process proposes a reason once for ever,
    and lets it go by itself where the city wants that. Refuses with ``UnableToRefund``: not_received, disputed, too_much,
    already_proposed, case_erased (a remark has no key to be sealed with)."""
    with transaction.atomic():
        payment, _ = ledger.lock(payment_id)
        same = list(Refund.objects.filter(payment=payment, reason=reason).order_by("-proposed_at"))
        if same and by is None:
            return same[0]
        if any(row.state in OPEN for row in same):
            raise UnableToRefund(code="already_proposed")
        if payment.state != State.PAID:
            raise UnableToRefund(code="not_received")
        _refuse_too_much(payment, amount_cents)
        refund = _create(payment, amount_cents, reason, by, at, remark)
        if by is None:
            _go_on_by_itself(payment, refund, at)
        return refund


def propose_rest(*, payment_id: uuid.UUID, reason: RefundReason, at: datetime) -> Refund | None:
    """The process proposes what is left of a payment. None where nothing was received or nothing is left."""
    with transaction.atomic():
        payment, _ = ledger.lock(payment_id)
        rest = refundable(payment)
        if not rest:
            return None
        return propose(payment_id=payment_id, amount_cents=rest, reason=reason, by=None, at=at)


def refundable(payment: Payment) -> int:
    """Cents that may still be proposed; 0 where nothing was received or the payer's bank disputes it."""
    if payment.state != State.PAID or _disputed(payment):
        return 0
    return payment.amount_cents - refund_ledger.total(payment, COUNTING)


def approve(*, refund_id: uuid.UUID, by: int, at: datetime) -> Refund:
    """A clerk stands for it. Atomic; twice is once. Refuses: not_now (it was declined, or is over)."""
    with transaction.atomic():
        payment, refund = refund_ledger.lock(refund_id)
        if refund.state in COUNTING - {RefundStep.PROPOSED}:
            return refund
        _refuse_off_the_table(refund, RefundStep.APPROVED)
        refund.approved_by, refund.approved_at = by, at
        refund_ledger.move(refund, payment, RefundStep.APPROVED, source=DESK, at=at, by=by)
        return refund


def release(*, refund_id: uuid.UUID, by: int, at: datetime) -> Refund:
    """The money goes, by a task of its own; at the counter it waits for being handed out. Atomic; twice is once.

    What a clerk proposed is let go as it is; what the process proposed has to be approved before. A failed one is tried
    anew. Refuses: not_approved, second_person_needed, disputed, too_much, being_sent, not_now.
    """
    with transaction.atomic():
        payment, refund = refund_ledger.lock(refund_id)
        if refund.state in (RefundStep.RELEASED, RefundStep.DONE):
            return refund
        _refuse_off_the_table(refund, RefundStep.RELEASED)
        if refund.state == RefundStep.PROPOSED and refund.proposed_by is None:
            raise UnableToRefund(code="not_approved")
        if needs_another(refund, rules(at), by):
            raise UnableToRefund(code="second_person_needed")
        if refund.claimed_until and refund.claimed_until > at:
            raise UnableToRefund(code="being_sent")
        _release(payment, refund, by, at)
        return refund


def decline(*, refund_id: uuid.UUID, by: int, at: datetime) -> Refund:
    """No money goes back. Atomic; twice is once. Refuses: not_now (it went already)."""
    with transaction.atomic():
        payment, refund = refund_ledger.lock(refund_id)
        if refund.state != RefundStep.DECLINED:
            _refuse_off_the_table(refund, RefundStep.DECLINED)
            _decline(payment, refund, DESK, at, by)
        return refund


def confirm_paid_out(*, refund_id: uuid.UUID, by: int, at: datetime) -> Refund:
    """A person says that the money was given back by hand: at the counter, or by transfer after the provider failed.

    Atomic; twice is once. Refuses: not_by_hand (the provider is at it), not_received, too_much, disputed.
    """
    with transaction.atomic():
        payment, refund = refund_ledger.lock(refund_id)
        if refund.state == RefundStep.DONE:
            return refund
        failed = refund.state == RefundStep.FAILED
        if not failed and (refund.state != RefundStep.RELEASED or payment.provider != COUNTER):
            raise UnableToRefund(code="not_by_hand")
        if failed:
            _refuse_too_much(payment, refund.amount_cents, besides=refund.id)
        refund.note, refund.provider_ref, refund.settled_at = BY_HAND, "", at
        refund_ledger.move(refund, payment, RefundStep.DONE, source=DESK, at=at, by=by, how=BY_HAND)
        refund_ledger.close_payment_if_whole(payment, source=DESK, at=at)
        return refund


def end_open(*, payment_id: uuid.UUID, why: str, at: datetime) -> None:
    """The money went back another way: what was only proposed is declined. Joins the caller's transaction."""
    payment, _ = ledger.lock(payment_id)
    for refund in Refund.objects.filter(payment=payment, state__in=sorted(OPEN)).order_by("id"):
        refund.note = why
        _decline(payment, refund, TIMER, at, None)


def rules(at: datetime) -> RefundRules:
    return in_force(at=at).section(PaymentsSection).refunds


def needs_another(refund: Refund, found: RefundRules, by: int) -> bool:
    """Whether this person may not let it go, because they proposed or approved it."""
    return above_limit(refund, found) and by in (refund.proposed_by, refund.approved_by)


def above_limit(refund: Refund, found: RefundRules) -> bool:
    return refund.amount_cents > found.four_eyes_above_cents


def _create(
    payment: Payment, amount_cents: int, reason: RefundReason, by: int | None, at: datetime, remark: str
) -> Refund:
    refund_id = uuid.uuid4()
    refund = Refund.objects.create(
        id=refund_id, payment=payment, amount_cents=amount_cents, reason=reason, proposed_by=by, proposed_at=at,
        sealed_remark=_sealed(payment, remark), idempotency_key=f"refund-{refund_id}",
    )  # fmt: skip
    source = DESK if by else TIMER
    refund_ledger.tell(refund, payment, "refund.proposed", source=source, at=at, by=by, reason=reason.value)
    outbox.record(
        name="refund.proposed", subject_id=payment.declaration_id, at=at, refund=str(refund.id), reason=reason.value
    )
    return refund


def _sealed(payment: Payment, remark: str) -> bytes | None:
    if not remark.strip():
        return None
    try:
        return sealing.cipher(payment.declaration_id).seal(remark.strip().encode(), REMARK)
    except UnableToOpen:
        raise UnableToRefund(code="case_erased") from None


def _go_on_by_itself(payment: Payment, refund: Refund, at: datetime) -> None:
    found = rules(at)
    if refund.reason in found.automatic and not above_limit(refund, found):
        refund.approved_at = at
        refund_ledger.move(refund, payment, RefundStep.APPROVED, source=TIMER, at=at)
        _release(payment, refund, None, at)


def _release(payment: Payment, refund: Refund, by: int | None, at: datetime) -> None:
    _refuse_too_much(payment, refund.amount_cents, besides=refund.id)
    if refund.state == RefundStep.FAILED:  # the old key would answer the old failure
        refund.idempotency_key, refund.provider_ref = f"refund-{refund.id}-{refund.tries}", ""
    refund.released_by, refund.released_at = by, at
    refund.order_number = refund.order_number or refund_ledger.new_order_number()
    refund.note, refund.claimed_until = "", None
    refund_ledger.move(refund, payment, RefundStep.RELEASED, source=DESK if by else TIMER, at=at, by=by)
    if payment.attention == "refund_failed":
        ledger.want_attention(payment, "")
    if payment.provider != COUNTER:
        timers.refund_soon(refund, at=at)


def _decline(payment: Payment, refund: Refund, source: str, at: datetime, by: int | None) -> None:
    refund_ledger.move(refund, payment, RefundStep.DECLINED, source=source, at=at, by=by)
    if payment.attention == "refund_failed":
        ledger.want_attention(payment, "")


def _refuse_off_the_table(refund: Refund, target: RefundStep) -> None:
    if not TRANSITIONS.allows(refund.state, target):
        raise UnableToRefund(code="not_now")


def _refuse_too_much(payment: Payment, amount_cents: int, *, besides: uuid.UUID | None = None) -> None:
    """All that counts together is never more than what was received."""
    if payment.state not in HELD:
        raise UnableToRefund(code="not_received")
    if _disputed(payment):
        raise UnableToRefund(code="disputed")
    taken = refund_ledger.total(payment, COUNTING, besides=besides)
    if amount_cents <= 0 or taken + amount_cents > payment.amount_cents:
        raise UnableToRefund(code="too_much")


def _disputed(payment: Payment) -> bool:
    """While the bank decides, a refund would give the money back a second time."""
    return Dispute.objects.filter(payment=payment).exclude(state=DisputeStep.WON).exists()
