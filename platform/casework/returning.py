"""A message of the authority's system: whose case it is, whether it may be believed, and what it changes.

Each message is carried out once, in the transaction that settles it. What is not carried out stays on the list of returned
messages with a code; ``casework.returned_words`` says what the code means.
"""

from __future__ import annotations

from datetime import datetime

from audit.operations import Actor
from casework import returned_checks, returned_effects
from casework.models import AuthorityMessage
from casework.returned_checks import UnableToCarryOut
from connectors.models import Delivery, ReturnedMessage
from connectors.returned import Outcome, handler
from connectors.xauslaender.incoming import GENERIC, Head, Message, UnableToRead
from connectors.xauslaender.reading import read
from declarations import operations
from declarations.models import Declaration
from declarations.states import State
from kernel.errors import Refusal


@handler
def carry_out(message: ReturnedMessage, body: bytes) -> Outcome:
    """Joins the settling transaction, locks the case. Never raises for what the message says: the outcome has the code."""
    try:
        told = read(body)
    except UnableToRead as refusal:
        return _unreadable(refusal, message)
    case = _case_of(told.head)
    error = "case_unknown" if case is None else "case_gone" if case.state == State.ERASED else ""
    if case is None or error:
        return Outcome(None, error, told.head.kind.value, told.head.message_id)
    return Outcome(case.id, _act(case, told, message), told.head.kind.value, told.head.message_id)


def _act(case: Declaration, told: Message, message: ReturnedMessage) -> str:
    """Empty, or the code for which nothing was changed."""
    at = _moment(case, message)
    try:
        delivery = returned_checks.delivery_meant(case, told.head, at=at)
        if told.head.kind in GENERIC:
            return returned_effects.sent_back(delivery, told.head.kind, at=at)
        if not _came_before(case, told.head):
            returned_effects.carry_out(case, told, actor=Actor("interface", message.connector), at=at)
    except Refusal as refusal:
        if isinstance(refusal, UnableToCarryOut):
            return refusal.code
        raise
    return ""


def _moment(case: Declaration, message: ReturnedMessage) -> datetime:
    """When it came; but nothing happens to a case before what happened to it already."""
    return max(message.received_at, case.changed_at)


def _came_before(case: Declaration, head: Head) -> bool:
    """The same message again is nothing new; its number with another content is refused."""
    before = AuthorityMessage.objects.filter(message_id=head.message_id).values_list("case_id", "kind").first()
    if before is not None and before != (case.id, returned_effects.KINDS[head.kind].value):
        raise UnableToCarryOut(code="message_id_reused")
    return before is not None


def _case_of(head: Head) -> Declaration | None:
    """In the bound city, locked: by our number of the case, else by the message of ours that it answers."""
    found = returned_checks.case_named(head.reference)
    if found is None and not head.reference and head.answers is not None:
        found = Delivery.objects.filter(id=head.answers).values_list("declaration_id", flat=True).first()
    return operations.locked(found) if found is not None else None


def _unreadable(refusal: UnableToRead, message: ReturnedMessage) -> Outcome:
    """What could be read of its head still finds the case, so that somebody sees it there."""
    head = refusal.head
    if head is None:
        return Outcome(None, refusal.code, message.message_type)
    case = _case_of(head)
    known = case is not None and case.state != State.ERASED
    return Outcome(case.id if case and known else None, refusal.code, head.kind.value, head.message_id)
