"""The connector inbox: every delivery of the city, chosen by state, code and connector, with its age against the deadlines
and its last attempt. No content is read here.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, QuerySet

from configuration.queries import in_force
from connectors.alarm_rules import AlarmRules
from connectors.condition import AttemptView, attempt_view
from connectors.config import DeliveryRules
from connectors.models import Delivery, DeliveryAttempt
from connectors.queries import STUCK, DeliveryView, rows_without_content, views
from connectors.states import OPEN, State
from kernel.errors import Refusal

PAGE = 50
OPEN_ONES, STUCK_ONES, ALL = "open", "stuck", "all"
_GROUPS: dict[str, frozenset[str]] = {
    OPEN_ONES: frozenset({*OPEN, *STUCK, State.PARKED}), STUCK_ONES: frozenset(STUCK), ALL: frozenset(State.values),
}  # fmt: skip


class UnableToFind(Refusal):
    code = "unknown_delivery"


@dataclass(frozen=True)
class Wanted:
    """``state``: one state, or one of *open*, *stuck*, *all*. ``error`` and ``connector``: empty for any."""

    state: str = OPEN_ONES
    error: str = ""
    connector: str = ""
    page: int = 1

    @property
    def states(self) -> frozenset[str]:
        return _GROUPS.get(self.state, frozenset({self.state}))


@dataclass(frozen=True)
class Row:
    """``since``: when its present waiting began. ``deadline``: until when somebody has to act, where that is known;
    ``urgency``: empty, *warn* or *act*."""

    view: DeliveryView
    since: datetime
    deadline: datetime | None
    urgency: str
    last: AttemptView | None
    message_bytes: int


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    total: int
    number: int
    pages: int


@dataclass(frozen=True)
class Group:
    """Deliveries that are stuck for the same reason."""

    error: str
    connector: str
    count: int
    since: datetime


def page_of(wanted: Wanted, *, at: datetime) -> Page:
    """What is stuck and oldest on top while work is looked for, else the newest. Four queries."""
    rows = _chosen(wanted)
    total = rows.count()
    pages = max(1, -(-total // PAGE))
    number = min(max(wanted.page, 1), pages)
    order = ("created_at", "id") if wanted.state in (OPEN_ONES, STUCK_ONES) else ("-created_at", "id")
    found = list(rows.order_by(*order)[(number - 1) * PAGE : number * PAGE])
    return Page(_rows(found, at), total, number, pages)


def one(delivery_id: uuid.UUID, *, at: datetime) -> Row:
    """Refused: ``UnableToFind``."""
    found = list(rows_without_content().filter(id=delivery_id))
    if not found:
        raise UnableToFind()
    return _rows(found, at)[0]


def groups() -> list[Group]:
    """What is stuck, by reason: what can be sent again together."""
    rows = Delivery.objects.filter(state__in=STUCK).order_by().values_list("error", "connector")
    return [
        Group(*row) for row in rows.annotate(count=Count("id"), since=Min("created_at")).order_by("error", "connector")
    ]


def errors() -> list[tuple[str, int]]:
    """Codes of what has not arrived, with their numbers."""
    rows = Delivery.objects.exclude(error="").exclude(state=State.DELIVERED).order_by("error").values_list("error")
    return list(rows.annotate(count=Count("id")))


def connectors() -> list[tuple[str, int]]:
    return list(Delivery.objects.order_by("connector").values_list("connector").annotate(count=Count("id")))


def _chosen(wanted: Wanted) -> QuerySet[Delivery]:
    rows = rows_without_content().filter(state__in=wanted.states)
    rows = rows.filter(error=wanted.error) if wanted.error else rows
    return rows.filter(connector=wanted.connector) if wanted.connector else rows


def _rows(found: list[Delivery], at: datetime) -> list[Row]:
    rules = in_force(at=at).section(DeliveryRules).alarms
    tries = DeliveryAttempt.objects.filter(delivery_id__in=[row.id for row in found])
    last = {one.delivery_id: one for one in tries.order_by("delivery_id", "-number").distinct("delivery_id")}
    made = []
    for row, view in zip(found, views(found), strict=True):
        since, deadline, urgency = standing_of(row, rules, at)
        attempt = attempt_view(last[row.id]) if row.id in last else None
        made.append(Row(view, since, deadline, urgency, attempt, row.message_bytes))
    return made


def standing_of(row: Delivery, rules: AlarmRules, at: datetime) -> tuple[datetime, datetime | None, str]:
    """(since when, until when to act, how urgent) by the city's thresholds."""
    if row.state == State.HANDED_OVER and row.handed_over_at is not None:
        since = row.handed_over_at
        deadline = since + rules.expiring
        warns = at - since >= rules.unconfirmed
        return since, deadline, "act" if at >= deadline else "warn" if warns else ""
    if row.state in STUCK:
        return row.created_at, None, "act" if at - row.created_at >= rules.stuck else "warn"
    if row.state in (State.QUEUED, State.IN_FLIGHT):
        late = at - row.created_at >= rules.waiting
        return row.created_at, row.created_at + rules.waiting, "warn" if late else ""
    return row.settled_at or row.created_at, None, ""
