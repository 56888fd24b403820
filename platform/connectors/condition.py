"""How delivery stands in the city: lines that are left in peace, what is held and by what, ages. No personal data."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, Min, OuterRef, Subquery

from connectors.claiming import unfinished_before
from connectors.lines import is_open
from connectors.models import Delivery, DeliveryAttempt, Line, ReturnedMessage
from connectors.states import OPEN, State


@dataclass(frozen=True)
class LineView:
    """``open_until``: nothing is sent before then; empty while the connector answers. ``waiting``: how many wait for it."""

    connector: str
    failures: int
    open_since: datetime | None
    open_until: datetime | None
    is_open: bool
    waiting: int
    collected_at: datetime | None
    collect_error: str


@dataclass(frozen=True)
class HeldView:
    """A delivery that waits for an earlier message of its case; ``behind`` is the first of these."""

    id: uuid.UUID
    declaration_id: uuid.UUID
    reference: str
    message_type: str
    behind: uuid.UUID
    behind_state: State
    since: datetime


@dataclass(frozen=True)
class AttemptView:
    """``seconds``: from the claim to the answer; ``call_seconds``: of that, the call. None while nothing is known."""

    number: int
    connector: str
    outcome: str
    error: str
    answer: str
    problems: list[str]
    started_at: datetime
    seconds: float | None
    call_seconds: float | None
    sent_bytes: int | None


@dataclass(frozen=True)
class ReturnedView:
    """``readable``: its text is still kept."""

    id: uuid.UUID
    connector: str
    message_type: str
    declaration_id: uuid.UUID | None
    state: str
    error: str
    body_bytes: int
    received_at: datetime
    settled_at: datetime | None
    readable: bool


def lines(*, at: datetime) -> list[LineView]:
    """All connectors over which something went or came, by name."""
    found = []
    for line in Line.objects.order_by("connector"):
        waiting = Delivery.objects.filter(connector=line.connector, state=State.QUEUED).count()
        found.append(
            LineView(
                line.connector, line.failures, line.open_since, line.open_until, is_open(line, at) or bool(line.open_since),
                waiting, line.collected_at, line.collect_error,
            )
        )  # fmt: skip
    return found


def held() -> list[HeldView]:
    """The oldest first."""
    first = unfinished_before().order_by("place")
    rows = (
        Delivery.objects.filter(Exists(unfinished_before()), state__in=sorted(OPEN))
        .defer("sealed_message", "sealed_summary")
        .select_related("declaration")
        .annotate(behind=Subquery(first.values("id")[:1]), behind_state=Subquery(first.values("state")[:1]))
        .order_by("created_at", "place")
    )
    return [
        HeldView(
            row.id, row.declaration_id, row.declaration.reference or "", row.message_type, row.behind,
            State(row.behind_state), row.created_at,
        )
        for row in rows
    ]  # fmt: skip


def oldest_waiting() -> datetime | None:
    """Since when the oldest delivery waits that nobody has sent yet."""
    waiting = Delivery.objects.filter(state__in=[State.QUEUED, State.IN_FLIGHT, State.PAUSED])
    oldest: datetime | None = waiting.aggregate(since=Min("created_at"))["since"]
    return oldest


def oldest_unconfirmed() -> datetime | None:
    """Since when the oldest delivery waits for its confirmation."""
    handed_over = Delivery.objects.filter(state=State.HANDED_OVER)
    oldest: datetime | None = handed_over.aggregate(since=Min("handed_over_at"))["since"]
    return oldest


def attempts_of(delivery_id: uuid.UUID) -> list[AttemptView]:
    """Every try, the oldest first. One query."""
    return [attempt_view(row) for row in DeliveryAttempt.objects.filter(delivery_id=delivery_id).order_by("number")]


def attempt_view(row: DeliveryAttempt) -> AttemptView:
    return AttemptView(
        row.number, row.connector, row.outcome, row.error, row.answer or "", list(row.problems), row.started_at,
        _seconds(row.started_at, row.ended_at), _seconds(row.called_at, row.ended_at), row.sent_bytes,
    )  # fmt: skip


def returned(*, only_open: bool = False, most: int = 50) -> list[ReturnedView]:
    """What came back, the newest first. ``only_open``: what was not carried out."""
    rows = ReturnedMessage.objects.defer("sealed_body").order_by("-received_at", "id")
    rows = rows.exclude(state=ReturnedMessage.State.CARRIED_OUT) if only_open else rows
    readable = ReturnedMessage.objects.filter(id=OuterRef("id"), sealed_body__isnull=False)
    return [
        ReturnedView(
            row.id, row.connector, row.message_type, row.declaration_id, row.state, row.error, row.body_bytes,
            row.received_at, row.settled_at, row.readable,
        )
        for row in rows.annotate(readable=Exists(readable))[:most]
    ]  # fmt: skip


def _seconds(begun: datetime | None, ended: datetime | None) -> float | None:
    return (ended - begun) / timedelta(seconds=1) if begun and ended else None
