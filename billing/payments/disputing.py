"""Payers' banks that want money back: from messages and by a daily look, kept once, a task until won or lost."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta

from django.db import transaction

from audit.operations import SYSTEM, staff
from audit.operations import record as audit
from billing.payments import ledger
from billing.payments.dispute_states import OPENED, TRANSITIONS
from billing.payments.ledger import outside_transaction
from billing.payments.models import Dispute, Payment, PaymentEvent
from billing.payments.refund_ledger import COUNTER
from billing.payments.settlement import RECEIVED
from billing.payments.states import TRANSITIONS as PAYMENT_TRANSITIONS
from billing.payments.states import DisputeStep, State
from billing.payments.timers import DISPUTES
from billing.providers.base import DisputeState, ProviderError, ProviderRefused
from billing.providers.registry import provider
from outbox import operations as outbox
from outbox.models import OutboxEvent

# A payer has 120 days by the card networks' rules, 13 months for an unauthorised direct debit; a bank takes weeks to say.
LOOKING_BACK = timedelta(days=200)
POLL = PaymentEvent.Source.POLL
log = logging.getLogger("zusage.payments")


def take_dispute(*, payment_id: uuid.UUID, seen: DisputeState, source: str, at: datetime) -> Dispute:
    """Keeps a dispute once, and brings it to what the provider says. Atomic; old news change nothing.

    Announced once each: ``dispute.opened``, ``dispute.won``, ``dispute.lost``. A lost one moves the payment to
    *charged back*.
    """
    with transaction.atomic():
        payment, _ = ledger.lock(payment_id)
        dispute, new = Dispute.objects.get_or_create(
            provider=payment.provider, provider_ref=seen.dispute_ref,
            defaults={
                "payment": payment, "amount_cents": seen.amount_cents, "reason": seen.reason[:40],
                "opened_at": seen.opened_at, "due_at": seen.due_by,
            },
        )  # fmt: skip
        if new:
            _tell(dispute, payment, OPENED, source=source, at=at)
        _bring_up_to_date(dispute, payment, seen, source=source, at=at)
        return dispute


def take_up(*, dispute_id: int, by: int, at: datetime) -> None:
    """Somebody of the treasury answers it. Atomic; who comes later takes it over."""
    with transaction.atomic():
        dispute = Dispute.objects.select_for_update(of=("self",)).select_related("payment").get(id=dispute_id)
        if dispute.taken_by == by or dispute.payment is None:
            return
        dispute.taken_by = by
        dispute.save(update_fields=["taken_by"])
        audit(
            action="dispute.taken", actor=staff(by), at=at, case_id=dispute.payment.declaration_id,
            dispute=dispute.provider_ref,
        )  # fmt: skip


def look_at(*, payment_id: uuid.UUID, source: str, at: datetime) -> int:
    """Asks for the disputes of one payment. Outside any transaction; raises what the provider raises, but for one that
    knows no disputes. Answers how many there are."""
    outside_transaction()
    payment = Payment.objects.get(id=payment_id)
    if payment.provider == COUNTER or payment.state not in RECEIVED or not payment.provider_raw_ref:
        return 0
    since = (payment.paid_at or payment.created_at) - timedelta(days=1)
    return _take_all(payment.provider, payment.account, since, at, source, only=payment.provider_raw_ref)


def look_at_all(*, at: datetime) -> int:
    """The daily look at all accounts through which money came. Trouble with one is left to tomorrow."""
    outside_transaction()
    found = 0
    for code, account in accounts(at=at):
        try:
            found += _take_all(code, account, at - LOOKING_BACK, at, POLL)
        except ProviderError as error:
            log.warning("disputes of %s could not be read: %s", code, type(error).__name__)
    return found


def accounts(*, at: datetime) -> list[tuple[str, str]]:
    """(provider, account) of payments that can still be disputed."""
    rows = Payment.objects.filter(state__in=sorted(RECEIVED), paid_at__gt=at - LOOKING_BACK).exclude(provider=COUNTER)
    return sorted(set(rows.values_list("provider", "account").distinct()))


def look_is_planned(*, besides: int | None = None) -> bool:
    return OutboxEvent.objects.filter(name=DISPUTES, done_at=None).exclude(id=besides or 0).exists()


def _take_all(name: str, account: str, since: datetime, at: datetime, source: str, *, only: str = "") -> int:
    """What is about no payment of ours is left alone: a city may use its account for other things too."""
    try:
        seen = list(provider(name).disputes(account, since=since))
    except ProviderRefused as refusal:
        if str(refusal) == "not_offered":
            return 0
        raise
    wanted = {state.raw_ref: state for state in seen if state.raw_ref and (not only or state.raw_ref == only)}
    ours = Payment.objects.filter(provider=name, account=account, provider_raw_ref__in=list(wanted))
    ids = dict(ours.values_list("provider_raw_ref", "id"))
    mine = [state for state in seen if state.raw_ref in ids]
    for state in mine:
        take_dispute(payment_id=ids[state.raw_ref], seen=state, source=source, at=at)
    return len(mine)


def _bring_up_to_date(dispute: Dispute, payment: Payment, seen: DisputeState, *, source: str, at: datetime) -> None:
    if dispute.state == DisputeStep.OPEN and dispute.due_at != seen.due_by:
        dispute.due_at = seen.due_by
        dispute.save(update_fields=["due_at"])
    if not TRANSITIONS.allows(dispute.state, seen.status):
        return
    edge = TRANSITIONS.edge(dispute.state, seen.status)
    dispute.state, dispute.closed_at = DisputeStep(edge.target), at
    dispute.save()
    _tell(dispute, payment, edge.event, source=source, at=at)
    if dispute.state == DisputeStep.LOST and PAYMENT_TRANSITIONS.allows(payment.state, State.CHARGED_BACK):
        ledger.move(payment, State.CHARGED_BACK, source=source, at=at, amount_cents=dispute.amount_cents)


def _tell(dispute: Dispute, payment: Payment, event: str, *, source: str, at: datetime) -> None:
    said = {"dispute": dispute.provider_ref, "amount_cents": dispute.amount_cents, "reason": dispute.reason}
    ledger.note(payment, event.replace(".", "_"), source=source, at=at, **said)
    audit(action=event, actor=SYSTEM, at=at, case_id=payment.declaration_id, payment=str(payment.id), **said)
    outbox.record(
        name=event, subject_id=payment.declaration_id, at=at, payment=str(payment.id), dispute=dispute.provider_ref
    )
