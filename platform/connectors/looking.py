"""A person looks at what a message says. Each look stands in the trail; nothing of it in a log or an address."""

from __future__ import annotations

import uuid
import zlib
from datetime import datetime

from audit.operations import Actor
from audit.operations import record as audit
from connectors import returned
from connectors.making import BODY, SUMMARY
from connectors.models import Delivery, ReturnedMessage
from connectors.xauslaender.readable import Readable, readable
from declarations import sealing
from kernel.errors import Refusal


class UnableToLook(Refusal):
    """not_made (nobody has made the message yet), no_summary. What was erased is refused with ``UnableToOpen``."""

    code = "not_made"


def message(*, delivery_id: uuid.UUID, by: Actor, at: datetime) -> Readable:
    """What is or was sent. Joins the caller's transaction. Refused: ``UnableToLook``, ``UnableToOpen``, ``UnableToRead``,
    ``Delivery.DoesNotExist``."""
    delivery = Delivery.objects.get(id=delivery_id)
    if delivery.sealed_message is None:
        raise UnableToLook()
    body = sealing.cipher(delivery.declaration_id).open(delivery.sealed_message, BODY)
    _note(delivery, "message", by, at)
    return readable(zlib.decompress(body))


def summary(*, delivery_id: uuid.UUID, by: Actor, at: datetime) -> bytes:
    """The PDF for people that goes with it; otherwise as ``message``."""
    delivery = Delivery.objects.get(id=delivery_id)
    if delivery.sealed_summary is None:
        raise UnableToLook()
    content = sealing.cipher(delivery.declaration_id).open(delivery.sealed_summary, SUMMARY)
    if not content:
        raise UnableToLook(code="no_summary")
    _note(delivery, "summary", by, at)
    return content


def _note(delivery: Delivery, part: str, by: Actor, at: datetime) -> None:
    audit(
        action="delivery.read", actor=by, at=at, case_id=delivery.declaration_id, delivery=str(delivery.id), part=part
    )


def answer(*, message_id: uuid.UUID, by: Actor, at: datetime) -> Readable:
    """What came back. Refused: ``UnableToOpen`` (also when its time was up), ``UnableToRead``,
    ``ReturnedMessage.DoesNotExist``."""
    found = ReturnedMessage.objects.get(id=message_id)
    body = returned.body_of(found)
    audit(action="returned.read", actor=by, at=at, case_id=found.declaration_id, returned=str(found.id))
    return readable(body)
