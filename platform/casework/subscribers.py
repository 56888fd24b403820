"""The whole process, readable from top to bottom: what happens after what. The visit's part of it, letters and timers
from the invitation to the counter, stands in ``casework.visit_subscribers``.

Each handler is one step. Those marked ``outside`` hand work to the broker or write files and may repeat; all others run
in one transaction with their receipt, so that nothing happens twice.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from appointments import fairness
from audit.operations import SYSTEM, record
from billing.payments import operations as payments
from casework import closing, erasing, handing_over, letterbox, papers, paying, payment_papers, visit_letters, visiting
from casework import tasks as casework_tasks
from casework.models import SponsorRequest
from casework.owed import is_owed
from casework.ways import rules_of, works_elsewhere
from connectors import alarms, announcing
from connectors import queries as deliveries
from connectors import tasks as connector_tasks
from declarations import operations
from declarations.casefile.choices import Mode
from declarations.models import Declaration
from declarations.operations import move
from declarations.states import State
from notifications import tasks as mail_tasks
from outbox import operations as outbox
from outbox.models import OutboxEvent
from outbox.operations import subscribe

TIME_TO_PAY = timedelta(minutes=20)
_ON_ITS_WAY = (State.POSTED, State.HANDED_OVER)


def _case(event: OutboxEvent) -> Declaration:
    return operations.locked(_id(event))


def _id(event: OutboxEvent) -> uuid.UUID:
    if event.subject_id is None:
        raise LookupError("the event names no case")
    return event.subject_id


# 1. A draft waits for its owner, for the city's period.
@subscribe("draft.expiry_due", name="casework.expire_draft")
def expire_draft(event: OutboxEvent, at: datetime) -> None:
    case = _case(event)
    if case.state != State.DRAFT or case.expires_at is None:
        return
    if case.expires_at > at:
        outbox.record(name="draft.expiry_due", subject_id=case.id, at=at, due_at=case.expires_at)
        return
    move(declaration=case, target=State.ABANDONED, actor=SYSTEM, at=at)
    erasing.erase(case=case, actor=SYSTEM, reason="draft_expired", at=at)


# 2. Sealed: it counts only once paid. Unpaid it lapses and is deleted.
@subscribe("declaration.sealed", name="casework.leave_time_to_pay")
def leave_time_to_pay(event: OutboxEvent, at: datetime) -> None:
    """Whoever pays at once, as nearly everybody does, is not asked for money by mail."""
    outbox.record(name="sealed.payment_missing", subject_id=event.subject_id, at=at, due_at=at + TIME_TO_PAY)


@subscribe("sealed.payment_missing", name="casework.ask_for_payment")
def ask_for_payment(event: OutboxEvent, at: datetime) -> None:
    case = _case(event)
    if case.state == State.SEALED:
        letterbox.announce(case, "sealed", at=at, until=case.expires_at)


@subscribe("sealed.lapse_due", name="casework.lapse")
def lapse(event: OutboxEvent, at: datetime) -> None:
    case = _case(event)
    if case.state != State.SEALED:
        return
    payments.end_unpaid(declaration_id=case.id, at=at)
    move(declaration=case, target=State.LAPSED, actor=SYSTEM, at=at)
    erasing.erase(case=case, actor=SYSTEM, reason="not_paid", at=at)


@subscribe("payment.settled", name="casework.paid")
def paid(event: OutboxEvent, at: datetime) -> None:
    """A late success counts too; what can no longer be received waits for a person (a refund is due)."""
    case = _case(event)
    amount = int(event.payload.get("amount_cents") or 0)
    if case.state in (State.LAPSED, State.ERASED) or (case.state == State.WITHDRAWN and not is_owed(case)):
        record(
            action="payment.without_case", actor=SYSTEM, at=at, case_id=case.id, payment=event.payload.get("payment")
        )
        return
    if amount > paying.quote_of(case, at=at).total_cents:
        payments.want_refund(payment_id=uuid.UUID(event.payload["payment"]), at=at)
    paying.receive_paid(case=case, paid_cents=amount, at=at)


@subscribe("payment.settled", name="casework.make_payment_receipt", outside=True)
def make_payment_receipt(event: OutboxEvent, at: datetime) -> None:
    """What was taken at the counter gets its receipt as a paper; the desk may have made it at once."""
    payment_papers.make(payment_id=uuid.UUID(event.payload["payment"]), at=at)


# 3. Received: a receipt for the sponsor, papers for the file, the case on its way.
@subscribe("declaration.submitted", name="casework.confirm_receipt")
def confirm_receipt(event: OutboxEvent, at: datetime) -> None:
    letterbox.announce(_case(event), "received", at=at)


@subscribe("declaration.submitted", name="casework.make_papers", outside=True)
def make_papers(event: OutboxEvent, at: datetime) -> None:
    papers.make(case_id=_id(event), at=at)


@subscribe("papers.ready", name="casework.deliver_early")
def deliver_early(event: OutboxEvent, at: datetime) -> None:
    """Delivery on submission or once paid; a city that works in its own system has the case from then on."""
    handing_over.queue_if_due(_case(event), moment="received", at=at)


# 4. Delivery: a row per message, sent by the workers; the receipt moves the case on.
@subscribe("delivery.due", name="casework.send_delivery", outside=True)
def send_delivery(event: OutboxEvent, at: datetime) -> None:
    connector_tasks.deliver.send(delivery_id=event.payload["delivery"])


@subscribe("delivery.delivered", name="casework.delivered")
def delivered(event: OutboxEvent, at: datetime) -> None:
    case = _case(event)
    elsewhere = works_elsewhere(case) and not announcing.stays_at_desk(event.payload["delivery"])
    if case.state == State.SUBMITTED and elsewhere and deliveries.is_handed_over(case.id):
        move(declaration=case, target=State.WITH_AUTHORITY_SYSTEM, actor=SYSTEM, at=at)


@subscribe("delivery.delivered", name="casework.plan_announcement")
def plan_announcement(event: OutboxEvent, at: datetime) -> None:
    """What stays at the desk is announced to the office by a mail without content."""
    if announcing.stays_at_desk(event.payload["delivery"]):
        announcing.plan(at=at)


@subscribe(announcing.SEND, name="casework.announce", outside=True)
def announce(event: OutboxEvent, at: datetime) -> None:
    casework_tasks.announce.send(announcement_id=event.payload["announcement"])


@subscribe(alarms.MAIL_DUE, name="casework.mail_alarm", outside=True)
def mail_alarm(event: OutboxEvent, at: datetime) -> None:
    """Something has been wrong with the deliveries for too long: who looks after them is told once."""
    casework_tasks.mail_alarm.send(mail_id=event.payload["mail"])


# 5. Questions and answers.
@subscribe("request.asked", name="casework.tell_of_question")
def tell_of_question(event: OutboxEvent, at: datetime) -> None:
    case = _case(event)
    letterbox.announce(case, "news", at=at, until=_due_of(event))


@subscribe("request.reminder_due", name="casework.remind")
def remind(event: OutboxEvent, at: datetime) -> None:
    request = SponsorRequest.objects.filter(id=event.payload["request"], answered_at=None, closed_at=None).first()
    if request is not None:
        letterbox.announce(_case(event), "reminder", at=at, until=request.due_on)


def _due_of(event: OutboxEvent) -> Any:
    return SponsorRequest.objects.values_list("due_on", flat=True).get(id=event.payload["request"])


# 6. A person decided.
@subscribe("declaration.approved", name="casework.file_worksheet", outside=True)
def file_worksheet(event: OutboxEvent, at: datetime) -> None:
    papers.make_worksheet(case_id=_id(event), at=at)


@subscribe("declaration.approved", name="casework.after_approval")
def after_approval(event: OutboxEvent, at: datetime) -> None:
    case = _case(event)
    handing_over.queue_if_due(case, moment="decided", at=at)
    if case.state == State.APPROVED and case.mode == Mode.PREPARE:
        move(declaration=case, target=State.SIGNING_DUE, actor=SYSTEM, at=at)
    if case.state != State.POSTED:  # reported together: the posting is the news
        _invite_or_tell(case, at)


def _invite_or_tell(case: Declaration, at: datetime) -> None:
    """The invitation is the news. Who was invited with the application hears that the visit stays, or how to book it."""
    if not visiting.invite_if_due(case, at=at):
        letterbox.announce(case, "news", at=at, more=visit_letters.standing(case, at=at))


@subscribe("declaration.refused", name="casework.after_refusal", outside=True)
def after_refusal(event: OutboxEvent, at: datetime) -> None:
    papers.make_letter(case_id=_id(event), at=at)


@subscribe("declaration.refused", name="casework.tell_of_refusal")
def tell_of_refusal(event: OutboxEvent, at: datetime) -> None:
    letterbox.announce(_case(event), "news", at=at)


@subscribe("declaration.issued", name="casework.tell_of_issue")
@subscribe("declaration.returned", name="casework.tell_of_return")
def tell_of_issue(event: OutboxEvent, at: datetime) -> None:
    """What can be fetched is fetched at a visit, where the city wants one booked."""
    case = _case(event)
    if case.state not in _ON_ITS_WAY:
        _invite_or_tell(case, at)


@subscribe("declaration.forwarded", name="casework.tell_of_forwarding")
@subscribe("declaration.posted", name="casework.tell_of_posting")
def tell(event: OutboxEvent, at: datetime) -> None:
    letterbox.announce(_case(event), "news", at=at)


@subscribe("declaration.withdrawn", name="casework.stop_payment")
def stop_payment(event: OutboxEvent, at: datetime) -> None:
    payments.end_unpaid(declaration_id=_id(event), at=at)


# 7. A city that works elsewhere and reports nothing: the case closes by its time.
@subscribe("declaration.with_authority_system", name="casework.set_closing_time")
def set_closing_time(event: OutboxEvent, at: datetime) -> None:
    case = _case(event)
    if works_elsewhere(case):
        due = at + timedelta(days=rules_of(case).closing_days)
        outbox.record(name="case.closing_due", subject_id=case.id, at=at, due_at=due)


@subscribe("case.closing_due", name="casework.close_by_time")
def close_by_time(event: OutboxEvent, at: datetime) -> None:
    """What happened to the case since then gives it its whole time anew."""
    case = _case(event)
    due = closing.closes_at(case)
    if due is None:
        return
    if due > at:
        outbox.record(name="case.closing_due", subject_id=case.id, at=at, due_at=due)
    else:
        closing.close(case, at=at)


@subscribe("declaration.closed_by_time", name="casework.tell_of_closing")
def tell_of_closing(event: OutboxEvent, at: datetime) -> None:
    letterbox.announce(_case(event), "news", at=at)


# 8. Mail leaves by the workers.
@subscribe("mail.due", name="casework.send_mail", outside=True)
def send_mail(event: OutboxEvent, at: datetime) -> None:
    mail_tasks.send.send(mail_id=event.payload["mail"])


# 9. Very many want to book at once: who asks gets a code by mail.
@subscribe("visit.code_wanted", name="casework.mail_code")
def mail_code(event: OutboxEvent, at: datetime) -> None:
    """The code that is good now; none when it was typed or ran out meanwhile."""
    case = _case(event)
    code = fairness.code_of(case.id, at=at)
    if code is not None:
        letterbox.mail_code(case, code, at=at)
