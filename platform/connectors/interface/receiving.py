"""Messages that the city's system posts to us: looked at, kept once, and carried out later by a worker."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from audit.operations import Actor, record
from connectors import returned
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
    messages that may come back."""

    code = "case_unknown"


@dataclass(frozen=True)
class Kept:
    """``new``: false when it came before. ``conflict``: it came before with another content, and is kept as refused."""

    message_id: uuid.UUID
    message_type: str
    new: bool
    conflict: bool


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
    conflict = not made and returned.differs(connector=CONNECTOR, external_id=str(head.message_id), body=body)
    return Kept(head.message_id, head.kind.value, made, conflict)


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
    external_id, kind = str(message.head.message_id), message.head.kind.value
    return returned.keep(connector=CONNECTOR, external_id=external_id, message_type=kind, body=body, at=at)
