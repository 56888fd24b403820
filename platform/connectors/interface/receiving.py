"""Messages that the city's system posts to us: looked at, kept once, and carried out later by a worker."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from audit.operations import Actor, record
from connectors import returned
from connectors.models import ReturnedMessage
from connectors.xauslaender.incoming import GENERIC, Message
from connectors.xauslaender.reading import read
from declarations.models import Declaration
from declarations.states import State
from kernel.codes import is_reference, normalise
from kernel.errors import Refusal
from outbox import operations as outbox

CONNECTOR = "interface"
MOST_BYTES = 50_000_000


class UnableToReceive(Refusal):
    """``case_unknown``: no case of this city has that number; ``case_gone``: it was erased; ``unknown_type``: none of the
    messages that may come back; ``message_id_reused``: this UUID came with another content."""

    code = "case_unknown"


@dataclass(frozen=True)
class Kept:
    """``new``: false when it came before."""

    message_id: uuid.UUID
    message_type: str
    new: bool


def receive(body: bytes, *, by: Actor, at: datetime) -> Kept:
    """Keeps a message of the authority, once by its UUID. Joins the caller's transaction; what it asks for is done by a
    worker. Refused: ``UnableToReceive``, and ``UnableToRead`` for what is no such message.
    """
    message = read(body)
    head = message.head
    if head.kind in GENERIC:
        raise UnableToReceive(code="unknown_type")
    case = _case(message)
    made = _keep(message, body, at)
    if made:
        record(
            action="delivery.answered", actor=by, at=at, case_id=case.id, message=str(head.message_id),
            message_type=head.kind.value,
        )  # fmt: skip
        outbox.record(name="delivery.collect_due", at=at, due_at=at, connector=CONNECTOR, once=True)
    return Kept(head.message_id, head.kind.value, made)


def _case(message: Message) -> Declaration:
    reference = message.head.reference
    rows = Declaration.objects.filter(reference=normalise(reference)) if is_reference(reference) else None
    found = rows.defer("sealed_case").first() if rows is not None else None
    if found is None:
        raise UnableToReceive()
    if found.state == State.ERASED:
        raise UnableToReceive(code="case_gone")
    return found


def _keep(message: Message, body: bytes, at: datetime) -> bool:
    """False when it is there already. Sealed with the city's key until it is carried out."""
    external_id = str(message.head.message_id)
    made = returned.keep(
        connector=CONNECTOR, external_id=external_id, message_type=message.head.kind.value, body=body, at=at
    )  # fmt: skip
    there = ReturnedMessage.objects.only("id", "body_bytes").get(connector=CONNECTOR, external_id=external_id)
    if there.body_bytes != len(body):
        raise UnableToReceive(code="message_id_reused")
    return made
