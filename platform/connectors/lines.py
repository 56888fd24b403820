"""The circuit breaker of each of the city's connectors: a receiver that does not answer is left in peace for a while.

After ``FAILURES`` unanswered calls in a row nothing is sent until ``open_until``. Then one delivery goes first, as a
probe, for which the line is reserved; an answer of any kind closes the line, silence opens it again for longer. Those
that wait meanwhile lose none of their tries.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Q

from connectors.backoff import spread
from connectors.models import Delivery, Line
from connectors.states import State

FAILURES = 5
OPEN_FIRST, OPEN_LONGEST = timedelta(minutes=1), timedelta(minutes=30)
# A city's slow receiver holds no more workers than these.
CALLS_AT_ONCE = 2


def all_lines() -> dict[str, Line]:
    return {line.connector: line for line in Line.objects.all()}


def is_open(line: Line | None, at: datetime) -> bool:
    """Nothing may be sent now."""
    return line is not None and line.open_until is not None and line.open_until > at


def busy(at: datetime) -> set[str]:
    """Connectors over which as many calls are under way as one city may have."""
    running = Q(state=State.IN_FLIGHT, lease_until__gt=at, next_try_at__gt=at)
    rows = Delivery.objects.filter(running).order_by().values_list("connector").annotate(number=Count("id"))
    return {connector for connector, number in rows if number >= CALLS_AT_ONCE}


def may_call(line: Line | None, *, at: datetime, lease: timedelta) -> bool:
    """Whether this worker may call now. On a line that was open it is the probe, and keeps the others away meanwhile.

    ``line`` is then known as open. Joins the caller's transaction.
    """
    if line is None or line.open_since is None:
        return True
    reserved = Line.objects.filter(connector=line.connector, open_until__lte=at).update(open_until=at + lease)
    line.open_until = at + lease
    return reserved == 1


def answered(connector: str) -> bool:
    """Closes the line. Answers whether it had been open: then whoever waited is to be woken. Joins the transaction."""
    troubled = Line.objects.filter(connector=connector).exclude(failures=0, open_since=None)
    was_open = list(troubled.values_list("open_since", flat=True))
    if was_open:
        Line.objects.filter(connector=connector).update(failures=0, open_since=None, open_until=None)
    return any(was_open)


def unanswered(connector: str, at: datetime) -> datetime | None:
    """Counts a call without an answer. Answers until when the line is open, or None. Joins the transaction."""
    Line.objects.get_or_create(connector=connector)
    line = Line.objects.select_for_update(of=("self",)).get(connector=connector)
    line.failures += 1
    if line.failures >= FAILURES:
        line.open_since = line.open_since or at
        line.open_until = at + _pause(line)
    line.save(update_fields=["failures", "open_since", "open_until"])
    return line.open_until


def _pause(line: Line) -> timedelta:
    times = line.failures - FAILURES + 1
    longest = min(OPEN_FIRST * int(2 ** min(times - 1, 20)), OPEN_LONGEST)
    return spread(longest, key=f"{line.connector}|{line.open_since}|{line.failures}")
