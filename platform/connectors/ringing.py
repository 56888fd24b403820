"""Somebody says that there is news. We believe nothing of it and ask a little sooner."""

from __future__ import annotations

from datetime import datetime, timedelta

from connectors.models import Delivery
from connectors.records import ring
from connectors.states import State

# However often it rings, each delivery is asked about once in so long: ringing costs nobody anything.
SOONEST = timedelta(minutes=2)
AT_ONCE = 100


def ask_sooner(*, connector: str, at: datetime) -> int:
    """Those handed over through the connector and not confirmed are asked about in two minutes, if they were to wait
    longer. Answers how many. Joins the caller's transaction."""
    until = at + SOONEST
    waiting = Delivery.objects.defer("sealed_message", "sealed_summary").select_for_update(
        of=("self",), skip_locked=True
    )
    found = list(
        waiting.filter(connector=connector, state=State.HANDED_OVER, next_try_at__gt=until).order_by("handed_over_at")[
            :AT_ONCE
        ]
    )
    for delivery in found:
        delivery.next_try_at = until
        delivery.save(update_fields=["next_try_at"])
        ring(delivery, due_at=until, at=at)
    return len(found)
