"""Reading the outbox: what does not get through."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Min

from outbox.models import OutboxEvent

DEAD = 6  # attempts: some five minutes of trying


def dead_by_error() -> list[tuple[str, int, datetime]]:
    """(kind of error, how many, since when) of events that were tried again and again. No references."""
    rows = OutboxEvent.objects.filter(done_at=None, attempts__gte=DEAD).order_by().values_list("last_error")
    return list(rows.annotate(number=Count("id"), since=Min("recorded_at")))


def waiting(name: str) -> list[dict[str, Any]]:
    """What the events of this name that are not done say: due ones and timers."""
    return list(OutboxEvent.objects.filter(name=name, done_at=None).values_list("payload", flat=True))
