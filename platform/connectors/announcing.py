"""That cases wait at the desk is announced by mail: planned with the delivery, at most one per the city's interval.

The plan is a row, made in the transaction that hears of the delivery; only one can be planned at a time. A timer turns it
into *sending*, sets the next timer, and only then asks for the mail, so that nothing is missed when a worker or the broker
dies. A mail may repeat then; it is never lost without being *failed*.
"""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta

from configuration.queries import in_force
from connectors.adapters.mailbox.adapter import MailboxConnector
from connectors.adapters.mailbox.options import MailboxOptions
from connectors.config import DeliveryRules
from connectors.models import Announcement, Delivery
from outbox import operations as outbox
from outbox.models import OutboxEvent
from outbox.operations import subscribe

DUE, SEND = "announcement.due", "announcement.send"
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (2, 5, 30, 120, 360, 720))
State = Announcement.State
OPEN = (State.PLANNED, State.SENDING)
log = logging.getLogger("zusage.mail")


def stays_at_desk(delivery_id: str | uuid.UUID) -> bool:
    """Whether this delivery went to nobody outside."""
    return Delivery.objects.filter(id=delivery_id, connector=MailboxConnector.name).exists()


def options_in_force(*, at: datetime) -> MailboxOptions | None:
    """The city's, whether the mailbox is its connector or the one that takes over; None where it is neither."""
    rules = in_force(at=at).section(DeliveryRules).model_dump()
    for way in (rules, rules.get("fallback") or {}):
        if way.get("connector") == MailboxConnector.name:
            return MailboxOptions.model_validate(way["options"])
    return None


def plan(*, at: datetime) -> None:
    """Plans the next mail unless one is planned. Joins the caller's transaction. A plan whose time is over rings again."""
    options = options_in_force(at=at)
    if options is None:
        return
    last = Announcement.objects.order_by("-due_at").first()
    due = at if last is None else max(at, last.due_at + timedelta(minutes=options.minutes))
    made = Announcement(due_at=due)
    Announcement.objects.bulk_create([made], ignore_conflicts=True)
    planned = Announcement.objects.filter(state=State.PLANNED).first()
    if planned is not None and (planned.id == made.id or planned.due_at <= at):
        _ring(planned, due_at=planned.due_at, at=at)


@subscribe(DUE, name="connectors.announce")
def begin(event: OutboxEvent, at: datetime) -> None:
    """Asks for the mail, and looks again later whether it was sent."""
    rows = Announcement.objects.filter(id=event.payload["announcement"], state__in=OPEN)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        return
    if row.attempts >= len(PAUSES):
        log.error("announcement %s could not be sent", row.id)
        rows.update(state=State.FAILED, settled_at=at)
        return
    rows.update(state=State.SENDING, attempts=row.attempts + 1)
    outbox.record(name=SEND, subject_id=None, at=at, announcement=str(row.id))
    _ring(row, due_at=at + PAUSES[row.attempts], at=at)


def is_wanted(announcement_id: uuid.UUID) -> bool:
    return Announcement.objects.filter(id=announcement_id, state=State.SENDING).exists()


def sent(*, announcement_id: uuid.UUID, at: datetime) -> None:
    """Also where nothing waits any more, and no mail was needed."""
    rows = Announcement.objects.filter(id=announcement_id, state=State.SENDING)
    rows.update(state=State.SENT, settled_at=at, error="")


def not_sent(*, announcement_id: uuid.UUID, error: str) -> None:
    """``error``: the kind of it. The timer tries again."""
    Announcement.objects.filter(id=announcement_id, state=State.SENDING).update(error=error)


def _ring(row: Announcement, *, due_at: datetime, at: datetime) -> None:
    outbox.record(name=DUE, subject_id=None, at=at, due_at=due_at, announcement=str(row.id))
