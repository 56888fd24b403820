"""The way to and fro between the sponsor and the authority's own system: answers and withdrawals go out, what came in is
told. The messages themselves are carried out by ``casework.returning``.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from casework import answering, authority_files, authority_letters, carrying, withdrawal
from casework.models import AuthorityMessage
from declarations import operations
from declarations.models import Declaration
from outbox.models import OutboxEvent
from outbox.operations import subscribe

Kind = AuthorityMessage.Kind


def _id(event: OutboxEvent) -> uuid.UUID:
    return uuid.UUID(str(event.subject_id))


def _case(event: OutboxEvent) -> Declaration:
    return operations.locked(_id(event))


# 1. Out: what the sponsor answers or takes back.
@subscribe("request.answered", name="casework.send_answer")
def send_answer(event: OutboxEvent, at: datetime) -> None:
    answering.queue_if_asked_there(_case(event), uuid.UUID(event.payload["request"]), at=at)


@subscribe("declaration.withdrawn", name="casework.send_withdrawal")
def send_withdrawal(event: OutboxEvent, at: datetime) -> None:
    withdrawal.queue_if_delivered(_case(event), at=at)


# 2. In: what the authority said is mailed as news, or as an appointment. A question and a referral have mails of their own.
@subscribe("authority.told", name="casework.tell_what_the_authority_said")
def tell_what_the_authority_said(event: OutboxEvent, at: datetime) -> None:
    if event.payload["kind"] in (Kind.STATUS, Kind.WITHDRAWAL, Kind.APPOINTMENT):
        authority_letters.tell(_case(event), uuid.UUID(event.payload["message"]), at=at)


@subscribe("authority.told", name="casework.keep_authority_files", outside=True)
def keep_authority_files(event: OutboxEvent, at: datetime) -> None:
    authority_files.keep(message_id=uuid.UUID(event.payload["message"]), at=at)


# 3. Another authority is responsible: the sponsor may take the data there.
@subscribe("declaration.forwarded", name="casework.look_for_authority", outside=True)
def look_for_authority(event: OutboxEvent, _at: datetime) -> None:
    carrying.look_for_authority(case_id=_id(event))


@subscribe("case.carried_over", name="casework.carry_papers", outside=True)
def carry_papers(event: OutboxEvent, at: datetime) -> None:
    carrying.carry_papers(case_id=_id(event), at=at)
