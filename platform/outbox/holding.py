"""Events that came back with a restored city. Whether they were handled after the archive was made, nobody knows.

What only concerns the city itself goes on; what was due and might reach somebody outside is held until a person decides.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from outbox.models import OutboxEvent
from tenants import doorbell

HELD = "held_after_restore"
PATIENCE = timedelta(days=1)


def hold(*, using: str, goes_on: Collection[str], last: Collection[str], carried: Collection[str], at: datetime) -> int:
    """Joins the restoring transaction. ``goes_on``: names that are safe to handle twice. ``carried``: names of events that
    only say that a row is due; the row itself is held, so they end here. Answers how many are held."""
    waiting = OutboxEvent.objects.using(using).filter(done_at=None)
    waiting.filter(name__in=carried).update(done_at=at, last_error="")
    waiting.filter(name__in=last, due_at__lt=at + PATIENCE).update(due_at=at + PATIENCE)
    waiting.update(leased_until=None)
    return waiting.filter(due_at__lte=at).exclude(name__in=goes_on).update(done_at=at, last_error=HELD)


def held() -> list[OutboxEvent]:
    return list(OutboxEvent.objects.filter(last_error=HELD).order_by("id"))


def let_go(*, at: datetime) -> int:
    """They are handled as if nothing had happened. Joins the caller's transaction."""
    doorbell.ring(due_at=at)
    return OutboxEvent.objects.filter(last_error=HELD).update(done_at=None, due_at=at, last_error="")


def drop() -> int:
    """They had been handled: nothing more happens."""
    return OutboxEvent.objects.filter(last_error=HELD).update(last_error="")
