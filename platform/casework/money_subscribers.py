"""Money that goes back by the law, and who is told: what the process proposes by a clerk's or the sponsor's step. A person
lets it go (``billing.payments.refunding``), unless the city wants it by itself.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from accounts.roles import SET_UP_MONEY
from billing.payments import queries as payments
from billing.payments import refunding
from billing.payments.accounts import last_check
from billing.payments.models import Refund
from billing.payments.refund_ledger import COUNTER
from billing.payments.states import RefundReason
from casework import letterbox, paying
from casework.owed import withdrawn_early
from declarations import operations
from declarations.states import State
from kernel.clock import german_day
from notifications import tasks as mail_tasks
from notifications import to_staff
from outbox import operations as outbox
from outbox.models import OutboxEvent
from outbox.operations import subscribe
from ui.formats import euros, long_date

TIME_TO_PAY = timedelta(minutes=20)
# At pick-up nobody has to be asked: the fee is paid when the document is fetched.
ASKED_FOR = frozenset({"due", "at_counter"})
_WITHOUT_CASE = frozenset({State.LAPSED, State.ABANDONED, State.ERASED})


def _id(event: OutboxEvent) -> uuid.UUID:
    return uuid.UUID(str(event.subject_id))


def _propose_all(case_id: uuid.UUID, reason: RefundReason, at: datetime) -> None:
    for payment in payments.of_declaration(case_id):
        refunding.propose_rest(payment_id=payment.id, reason=reason, at=at)


@subscribe("declaration.forwarded", name="casework.give_back_wrong_authority")
def give_back_wrong_authority(event: OutboxEvent, at: datetime) -> None:
    """A clerk found that another authority is responsible: no fee here (§ 49 (3) AufenthV)."""
    _propose_all(_id(event), RefundReason.WRONG_AUTHORITY, at)


@subscribe("declaration.withdrawn", name="casework.give_back_withdrawn_early")
def give_back_withdrawn_early(event: OutboxEvent, at: datetime) -> None:
    """Withdrawn before anybody worked on it: no fee (§ 49 (3) AufenthV). A clerk still looks whether that is so."""
    if not event.payload.get("work_began", True):
        _propose_all(_id(event), RefundReason.WITHDRAWN_EARLY, at)


@subscribe("declaration.approved", name="casework.leave_time_to_pay_after_approval")
@subscribe("declaration.refused", name="casework.leave_time_to_pay_after_refusal")
@subscribe("declaration.withdrawn", name="casework.leave_time_to_pay_after_withdrawal")
def leave_time_to_pay(event: OutboxEvent, at: datetime) -> None:
    """The work is done and the fee is owed, whatever the outcome (§ 49 (2) AufenthV). Who pays at once is not asked."""
    case = operations.locked(_id(event))
    if paying.state_of(case, at=at).state in ASKED_FOR:
        outbox.record(name="fee.missing", subject_id=case.id, at=at, due_at=at + TIME_TO_PAY)


@subscribe("fee.missing", name="casework.ask_for_fee")
def ask_for_fee(event: OutboxEvent, at: datetime) -> None:
    case = operations.locked(_id(event))
    state = paying.state_of(case, at=at).state
    if state in ASKED_FOR:
        letterbox.announce(case, "fee_due", at=at, more={"at_counter": state == "at_counter"})


@subscribe("payment.surplus", name="casework.give_back_surplus")
def give_back_surplus(event: OutboxEvent, at: datetime) -> None:
    refunding.propose_rest(payment_id=uuid.UUID(event.payload["payment"]), reason=RefundReason.PAID_TWICE, at=at)


@subscribe("payment.settled", name="casework.give_back_without_case")
def give_back_without_case(event: OutboxEvent, at: datetime) -> None:
    """A late success for a case that is over already."""
    reason = _owed_back(_id(event))
    if reason is not None:
        refunding.propose_rest(payment_id=uuid.UUID(event.payload["payment"]), reason=reason, at=at)


def _owed_back(case_id: uuid.UUID) -> RefundReason | None:
    case = operations.locked(case_id)
    if case.state in _WITHOUT_CASE:
        return RefundReason.TOO_MUCH
    if case.state == State.FORWARDED:
        return RefundReason.WRONG_AUTHORITY
    if case.state == State.WITHDRAWN:
        return RefundReason.WITHDRAWN_EARLY if withdrawn_early([case_id]) else None
    return None


@subscribe("refund.done", name="casework.tell_of_refund")
@subscribe("refund.released", name="casework.tell_of_refund_at_the_counter")
def tell_of_refund(event: OutboxEvent, at: datetime) -> None:
    """By mail once: at the counter when it can be fetched, else when it has left. Whoever was erased has no address."""
    refund, case = (
        Refund.objects.select_related("payment").get(id=event.payload["refund"]),
        operations.locked(_id(event)),
    )
    at_counter = refund.payment.provider == COUNTER
    if case.state != State.ERASED and at_counter == (event.name == "refund.released"):
        more = {"amount": euros(refund.amount_cents), "at_counter": at_counter, "by_hand": bool(refund.note)}
        letterbox.announce(case, "refund", at=at, more=more)


@subscribe("payment.account_changed", name="casework.tell_of_account")
def tell_of_account(event: OutboxEvent, at: datetime) -> None:
    """The city's account takes money again, wants something, or takes none: who sets it up is told once by mail.

    Nothing where it has changed again meanwhile (that change has a mail of its own).
    """
    told = event.payload
    row = last_check((told["provider"], told["account"]))
    if row is None or row.standing != told["standing"]:
        return
    facts = {
        "standing": row.standing, "account": row.account, "link": f"{letterbox.city_page()}/amt/kasse/konto/",
        "due_by": long_date(german_day(row.due_by)) if row.due_by else "",
    }  # fmt: skip
    to_staff.write_to_holders(permission=SET_UP_MONEY, template="account", facts=facts, at=at)


@subscribe(to_staff.DUE, name="casework.send_staff_mail", outside=True)
def send_staff_mail(event: OutboxEvent, at: datetime) -> None:
    mail_tasks.send_to_staff.send(mail_id=event.payload["mail"])
