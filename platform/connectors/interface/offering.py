"""What the city's system may fetch, and its word that it has it.

The list is what was handed over to the interface and is not acknowledged, read from a position on: the time of the
hand-over and the delivery's id. A transaction may become visible later than one that began after it, so a walk that has
come to its end goes on ``OVERLAP`` before now: what is younger may be shown twice, and is never left out.
"""

from __future__ import annotations

import base64
import uuid
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from audit.operations import Actor, record
from connectors.base import OutgoingMessage
from connectors.making import BODY, SUMMARY
from connectors.models import Delivery
from connectors.records import end, locked, release_next
from connectors.states import State
from declarations import sealing
from kernel.crypto import UnableToOpen
from kernel.errors import Refusal

PULL = "rest_pull"
OVERLAP = timedelta(minutes=2)
NOBODY = uuid.UUID(int=0)
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class UnableToOffer(Refusal):
    """``unknown_delivery``; ``gone``: its case was erased; ``bad_cursor``; ``already_acknowledged``: with the other result;
    ``not_offered``: it waits for a person, or is not yet made."""

    code = "unknown_delivery"


@dataclass(frozen=True)
class Position:
    at: datetime
    after: uuid.UUID = NOBODY

    def __str__(self) -> str:
        raw = ((self.at - _EPOCH) // _MICROSECOND).to_bytes(8) + self.after.bytes
        return base64.urlsafe_b64encode(raw).decode()

    @classmethod
    def read(cls, text: str) -> Position:
        """Refused: ``bad_cursor``. An empty one is the beginning."""
        if not text:
            return cls(_EPOCH)
        try:
            raw = base64.b64decode(text, altchars=b"-_", validate=True)
            moment = _EPOCH + int.from_bytes(raw[:8]) * _MICROSECOND
            return cls(moment, uuid.UUID(bytes=raw[8:]))
        except (ValueError, OverflowError):
            raise UnableToOffer(code="bad_cursor") from None


@dataclass(frozen=True)
class Page:
    """``goes_on``: where the next page begins, or the next walk when ``more`` is false."""

    deliveries: list[Delivery]
    goes_on: Position
    more: bool


def waiting(*, since: Position, most: int, at: datetime) -> Page:
    """What is not acknowledged, the oldest first, without content. One query."""
    later = Q(handed_over_at__gt=since.at) | Q(handed_over_at=since.at, id__gt=since.after)
    rows = _offered().filter(later, state__in=[State.HANDED_OVER, State.FAILED]).select_related("declaration")
    found = list(rows.order_by("handed_over_at", "id")[: most + 1])
    shown, more = found[:most], len(found) > most
    last = Position(shown[-1].handed_over_at or since.at, shown[-1].id) if shown else since
    settled = Position(at - OVERLAP)
    return Page(shown, last if more or last.at < settled.at else settled, more)


def one(delivery_id: uuid.UUID) -> Delivery:
    """Without content, in whatever state. Refused: ``unknown_delivery``."""
    found = _offered().filter(id=delivery_id).select_related("declaration").first()
    if found is None:
        raise UnableToOffer()
    return found


def message_of(delivery: Delivery, *, by: Actor, at: datetime) -> OutgoingMessage:
    """The message itself; that it was fetched stands in the trail. Joins the transaction. Refused: ``gone``, ``not_offered``."""
    row = Delivery.objects.filter(id=delivery.id).values("sealed_message", "sealed_summary").get()
    if row["sealed_message"] is None or row["sealed_summary"] is None or delivery.state == State.PARKED:
        raise UnableToOffer(code="not_offered")
    try:
        cipher = sealing.cipher(delivery.declaration_id)
        body = zlib.decompress(cipher.open(row["sealed_message"], BODY))
        summary = cipher.open(row["sealed_summary"], SUMMARY)
    except UnableToOpen:
        raise UnableToOffer(code="gone") from None
    record(action="delivery.fetched", actor=by, at=at, case_id=delivery.declaration_id, delivery=str(delivery.id))
    return OutgoingMessage(str(delivery.id), delivery.message_type, delivery.declaration.reference or "", body, summary)


def acknowledge(*, delivery_id: uuid.UUID, receipt: str, refused: str, by: Actor, at: datetime) -> Delivery:
    """The system has it (``receipt`` is its number there, may be empty), or refuses the case (``refused`` is a code).

    Joins the caller's transaction and settles the delivery in it. The same again changes nothing; a success counts however
    late it is heard of. Refused: ``unknown_delivery``, ``already_acknowledged``, ``not_offered``.
    """
    one(delivery_id)
    delivery = locked(delivery_id)
    if delivery.state == (State.REJECTED if refused else State.DELIVERED):
        return delivery
    if refused and delivery.state != State.HANDED_OVER:
        raise UnableToOffer(code="already_acknowledged" if delivery.state == State.DELIVERED else "not_offered")
    delivery.error = refused
    if not refused:
        delivery.receipt = receipt or f"interface-{delivery.idempotency_key}"
    end(delivery, State.REJECTED if refused else State.DELIVERED, at=at)
    if not refused:
        release_next(delivery, at=at)
    record(
        action="delivery.acknowledged", actor=by, at=at, case_id=delivery.declaration_id, delivery=str(delivery.id),
        code=refused,
    )  # fmt: skip
    return delivery


def _offered() -> QuerySet[Delivery]:
    """What was offered at some time: an acknowledgement that comes late finds it in any state."""
    rows = Delivery.objects.defer("sealed_message", "sealed_summary")
    return rows.filter(connector=PULL, handed_over_at__isnull=False)
