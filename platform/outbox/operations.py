"""Recording events and handing them to their subscribers.

``record`` joins the caller's transaction and rings the bell in it. ``dispatch`` runs outside any transaction: one
transaction per (event, subscriber), closed by a unique receipt, so that a crash between two of them repeats nothing.
An event is leased while it is handled, so that two workers in the same city do not handle it side by side.
A subscriber that fails is tried again later, with growing pauses; the events of one subject stay in order.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from outbox.models import OutboxEvent, Receipt
from tenants import doorbell

log = logging.getLogger("zusage.outbox")

Handler = Callable[[OutboxEvent, datetime], None]
_subscribers: dict[str, dict[str, Handler]] = {}
_outside: set[str] = set()

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
LEASE = timedelta(minutes=2)
SOON = timedelta(seconds=1)


def subscribe(event_name: str, *, name: str, outside: bool = False) -> Callable[[Handler], Handler]:
    """Registers a handler ``(event, at)``. It runs inside a transaction and must not call the outside world.

    With ``outside`` it runs without one and may (hand a task to the broker, write files): it must then be idempotent,
    because a crash before its receipt repeats it.
    """

    def keep(handler: Handler) -> Handler:
        if outside:
            _outside.add(name)
        known = _subscribers.setdefault(event_name, {})
        if known.get(name, handler) is not handler:
            raise ValueError(f"subscriber {name!r} of {event_name!r} is registered twice")
        known[name] = handler
        return handler

    return keep


def subscribers_of(event_name: str) -> dict[str, Handler]:
    return _subscribers.get(event_name, {})


def record(
    *, name: str, at: datetime, subject_id: uuid.UUID | None = None, due_at: datetime | None = None, **payload: Any
) -> OutboxEvent:
    """``due_at`` in the future makes a timer. The payload holds references, never personal data."""
    due = due_at or at
    doorbell.ring(due_at=due)
    return OutboxEvent.objects.create(name=name, subject_id=subject_id, payload=payload, recorded_at=at, due_at=due)


def record_each(*, name: str, at: datetime, events: Iterable[tuple[uuid.UUID, dict[str, Any]]]) -> None:
    """One event of this name for each (subject, payload), due at once: two statements whatever their number."""
    rows = [
        OutboxEvent(name=name, subject_id=subject, payload=payload, recorded_at=at, due_at=at)
        for subject, payload in events
    ]
    if rows:
        doorbell.ring(due_at=at)
        OutboxEvent.objects.bulk_create(rows)


def recorded_from(rows: str, *, name: str, payload: str, at: str) -> str:
    """SQL that records an event, due at once, and rings, for each row of the part ``rows`` of a ``WITH``: two more parts.

    For what arrives by the hundred in a second. ``payload`` and ``at`` are expressions over the rows; nothing that
    somebody typed belongs in any of the words.
    """
    columns = "name, payload, recorded_at, due_at, attempts, last_error"
    values = f"SELECT '{name}', {payload}, {at}, {at}, 0, '' FROM {rows}"
    return (
        f"event AS (INSERT INTO {OutboxEvent._meta.db_table} ({columns}) {values} RETURNING due_at),"
        " bell AS (INSERT INTO public.tenants_bell (due_at) SELECT due_at FROM event)"
    )


def dispatch(*, at: datetime, limit: int = 200) -> int:
    """Handles what is due in the bound city; answers how many events are done. Safe to run twice at once."""
    done, busy = 0, False
    stuck: set[uuid.UUID] = set()
    for event_id, subject in _open_events(at, limit):
        if subject is not None and subject in stuck:
            continue
        if not _lease(event_id, at):
            busy = True
        elif _handle(event_id, at):
            done += 1
            continue
        if subject is not None:
            stuck.add(subject)
    if busy:
        doorbell.ring(due_at=at + SOON)
    return done


def _lease(event_id: int, at: datetime) -> bool:
    """The right to handle an event for a while; a worker that dies loses it, and the sweep finds the event again."""
    free = Q(leased_until=None) | Q(leased_until__lt=at)
    leased = OutboxEvent.objects.filter(free, id=event_id, done_at=None).update(leased_until=at + LEASE)
    return leased == 1


def _open_events(at: datetime, limit: int) -> list[tuple[int, uuid.UUID | None]]:
    return list(
        OutboxEvent.objects.filter(done_at=None, due_at__lte=at)
        .order_by("due_at", "id")
        .values_list("id", "subject_id")[:limit]
    )


def _handle(event_id: int, at: datetime) -> bool:
    event = OutboxEvent.objects.get(id=event_id)
    for name, handler in subscribers_of(event.name).items():
        try:
            (_run_outside if name in _outside else _run_once)(event, name, handler, at)
        except Exception as error:
            _postpone(event_id, error, at)
            return False
    OutboxEvent.objects.filter(id=event_id).update(done_at=at, last_error="")
    return True


def _run_once(event: OutboxEvent, name: str, handler: Handler, at: datetime) -> None:
    with transaction.atomic():
        OutboxEvent.objects.select_for_update(of=("self",)).get(id=event.id)
        if Receipt.objects.filter(event=event, subscriber=name).exists():
            return
        Receipt.objects.create(event=event, subscriber=name, at=at)
        handler(event, at)


def _run_outside(event: OutboxEvent, name: str, handler: Handler, at: datetime) -> None:
    if Receipt.objects.filter(event=event, subscriber=name).exists():
        return
    handler(event, at)
    Receipt.objects.get_or_create(event=event, subscriber=name, defaults={"at": at})


def _postpone(event_id: int, error: Exception, at: datetime) -> None:
    """The error's kind is kept, not its text: a text may name a person."""
    log.error("outbox event %s failed", event_id, exc_info=error)
    with transaction.atomic():
        event = OutboxEvent.objects.select_for_update(of=("self",)).get(id=event_id)
        event.attempts += 1
        event.last_error = type(error).__name__
        event.due_at = at + min(FIRST_PAUSE * 2 ** min(event.attempts, 12), LONGEST_PAUSE)
        event.leased_until = None
        event.save(update_fields=["attempts", "last_error", "due_at", "leased_until"])
        doorbell.ring(due_at=event.due_at)
