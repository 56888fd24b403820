"""When answers are fetched: one timer per city whose connector has a way back. The first delivery sets it; each ring
sets the next one, whatever becomes of the task that it sends."""

from __future__ import annotations

from datetime import datetime, timedelta

from configuration.queries import in_force
from connectors.backoff import spread
from connectors.config import DeliveryRules
from connectors.models import Line
from connectors.registry import CONNECTORS
from outbox import operations as outbox
from tenants.binding import current_city

COLLECT_DUE = "delivery.collect_due"
EVERY, LONGEST = timedelta(minutes=5), timedelta(hours=2)
# A timer that is so late was lost with whatever held it.
LOST_AFTER = timedelta(hours=4)


def collected(at: datetime) -> list[str]:
    """The city's connectors from which answers come."""
    rules = in_force(at=at).section(DeliveryRules)
    named = [rules.connector, *([rules.fallback.connector] if rules.fallback else [])]
    return [name for name in named if name in CONNECTORS and CONNECTORS.get(name).has_way_back]


def arrange(*, at: datetime) -> None:
    """Sets the city's timer unless it is set. Joins the caller's transaction."""
    for name in collected(at):
        line, _new = Line.objects.get_or_create(connector=name)
        if line.collect_due_at is None or line.collect_due_at < at - LOST_AFTER:
            _set(line.connector, at, at=at)


def hurry(connector: str, *, at: datetime) -> None:
    """Something is there, the other side says: fetched now, without another chain of timers. Joins the transaction."""
    Line.objects.filter(connector=connector).update(collect_after=None)
    outbox.record(name=COLLECT_DUE, at=at, due_at=at, connector=connector, once=True)


def go_on(connector: str, *, at: datetime) -> None:
    """The timer rang: sets the next one, later after failures. It ends where the city goes another way by now."""
    line = Line.objects.select_for_update(of=("self",)).filter(connector=connector).first()
    if line is None:
        return
    if connector not in collected(at):
        Line.objects.filter(connector=connector).update(collect_due_at=None)
    elif line.collect_due_at is None or line.collect_due_at <= at:
        _set(connector, at + pause(line.collect_errors, connector), at=at)


def pause(errors: int, connector: str) -> timedelta:
    longest = min(EVERY * int(2 ** min(errors, 20)), LONGEST)
    return longest if not errors else spread(longest, key=f"{current_city()}|{connector}|{errors}")


def _set(connector: str, due_at: datetime, *, at: datetime) -> None:
    Line.objects.filter(connector=connector).update(collect_due_at=due_at)
    outbox.record(name=COLLECT_DUE, at=at, due_at=due_at, connector=connector)
