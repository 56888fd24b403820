"""Deliveries that came back with a restored city unsettled. The receiver may have the message already.

They stand as failed with a code of their own: staff sees them on the list of deliveries and sends them again by the
button that is there, under the same key, so that a receiver who honours it takes nothing twice.
"""

from __future__ import annotations

from datetime import datetime

from audit.operations import SYSTEM, Actor
from connectors import operations
from connectors.models import Delivery
from connectors.states import OPEN, State

HELD = "held_after_restore"
CARRIED = ("delivery.due", "delivery.watch")


def hold(*, using: str, at: datetime) -> int:
    """Joins the restoring transaction."""
    waiting = Delivery.objects.using(using).filter(state__in=sorted(OPEN))
    return waiting.update(state=State.FAILED, error=HELD, next_try_at=None, lease_until=None, settled_at=at)


def held() -> list[Delivery]:
    rows = Delivery.objects.defer("sealed_message", "sealed_summary").select_related("declaration")
    return list(rows.filter(state=State.FAILED, error=HELD).order_by("created_at"))


def let_go(*, at: datetime, by: Actor = SYSTEM) -> int:
    """They are sent again, under the same key. Joins the caller's transaction."""
    found = held()
    for delivery in found:
        operations.resend(delivery_id=delivery.id, by=by, at=at)
    return len(found)


def drop() -> int:
    """Nothing is sent; they stay on the list as failed."""
    return Delivery.objects.filter(state=State.FAILED, error=HELD).update(error="")
