"""Reading deliveries: for the case's page, and for the list of what a person has to look at."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, QuerySet

from connectors.models import Delivery
from connectors.routing import FALLBACK
from connectors.states import State
from connectors.wording import explanation
from connectors.xauslaender.message import DECLARATION

STUCK = (State.REJECTED, State.FAILED, State.PAUSED)


@dataclass(frozen=True)
class DeliveryView:
    """``label`` and ``explanation`` are lazy texts for staff. No personal data."""

    id: uuid.UUID
    declaration_id: uuid.UUID
    reference: str
    message_type: str
    connector: str
    state: State
    label: Any
    explanation: Any
    attempts: int
    created_at: datetime
    next_try_at: datetime | None
    settled_at: datetime | None
    receipt: str
    error: str
    can_resend: bool
    can_park: bool = False
    can_unpark: bool = False
    by_fallback: bool = False
    subject: str = ""
    handed_over_at: datetime | None = None
    warned_at: datetime | None = None


def of_case(declaration_id: uuid.UUID) -> list[DeliveryView]:
    """The case's deliveries, the oldest first. One query."""
    return views(rows_without_content().filter(declaration_id=declaration_id).order_by("created_at"))


def of_cases(declaration_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, DeliveryView]:
    """The last delivery of each case: for a list. One query."""
    rows = rows_without_content().filter(declaration_id__in=list(declaration_ids)).order_by("created_at")
    return {view.declaration_id: view for view in views(rows)}


def is_handed_over(declaration_id: uuid.UUID) -> bool:
    """Whether every message that makes up the case has arrived: one for each declarant and adult guest."""
    rows = Delivery.objects.filter(declaration_id=declaration_id, message_type=DECLARATION)
    return set(rows.values_list("state", flat=True)) == {State.DELIVERED}


def arrived_at(declaration_id: uuid.UUID) -> datetime | None:
    """When the last message that makes up the case had arrived; None while one has not."""
    if not is_handed_over(declaration_id):
        return None
    rows = Delivery.objects.filter(declaration_id=declaration_id, message_type=DECLARATION)
    last: datetime | None = rows.aggregate(last=Max("settled_at"))["last"]
    return last


def stuck() -> list[DeliveryView]:
    """What was rejected, failed or waits for a set-up: the oldest first."""
    return views(rows_without_content().filter(state__in=STUCK).order_by("created_at"))


def latest(*, most: int = 50) -> list[DeliveryView]:
    """The newest deliveries, whatever became of them: the newest first."""
    return views(rows_without_content().order_by("-created_at")[:most])


def counts() -> dict[str, int]:
    """How many deliveries are in each state, all states named."""
    found = {state.value: 0 for state in State}
    rows = Delivery.objects.order_by().values("state").annotate(number=Count("id"))
    return found | {row["state"]: row["number"] for row in rows}


def stuck_by_error() -> list[tuple[str, int, datetime]]:
    """(code, how many, since when) of what is stuck: for the city's report. No references."""
    rows = Delivery.objects.filter(state__in=STUCK).order_by().values_list("error")
    return list(rows.annotate(number=Count("id"), since=Min("created_at")))


def rows_without_content() -> QuerySet[Delivery]:
    """With the case, without the sealed parts."""
    return Delivery.objects.defer("sealed_message", "sealed_summary").select_related("declaration")


def views(rows: Iterable[Delivery]) -> list[DeliveryView]:
    """In their order. Without a query for what ``rows_without_content`` read."""
    return [_view(row) for row in rows]


def _view(row: Delivery) -> DeliveryView:
    state = State(row.state)
    return DeliveryView(
        row.id, row.declaration_id, row.declaration.reference or "", row.message_type, row.connector, state, state.label,
        explanation(state, row.error, row.connector), row.attempts, row.created_at, row.next_try_at, row.settled_at, row.receipt,
        row.error, state in STUCK, can_park=state in (State.QUEUED, *STUCK), can_unpark=state == State.PARKED,
        by_fallback=row.route == FALLBACK, subject=row.subject or "", handed_over_at=row.handed_over_at,
        warned_at=row.warned_at,
    )  # fmt: skip
