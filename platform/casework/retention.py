"""Forgetting cases whose time is up: one rule that says which, for the one who counts and for the one who deletes.

What is still owed to somebody (a refund under way, a dispute) keeps a case.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from audit.operations import SYSTEM
from billing.payments import queries as payments
from casework import erasing, handed_over
from casework.retention_config import HANDED_OVER, RetentionRules
from configuration.queries import in_force
from declarations import operations
from declarations.models import Declaration
from declarations.operations import locked, move
from declarations.states import State

PERIODS: dict[State, str] = {
    State.REFUSED: "refused_days",
    State.WITHDRAWN: "withdrawn_days",
    State.FORWARDED: "forwarded_days",
    State.CLOSED_BY_TIME: "closed_days",
}
MOST_AT_ONCE = 200


def due(rules: RetentionRules, *, at: datetime) -> QuerySet[Declaration]:
    """The cases whose time is up at that moment by these rules."""
    over = Q(pk__in=handed_over.due(rules.handed_over_days, at=at).values("pk"))
    for state, name in PERIODS.items():
        days = getattr(rules, name)
        if days is not None:
            over |= Q(state=state, changed_at__lte=at - timedelta(days=days))
    return Declaration.objects.filter(over).exclude(id__in=payments.with_open_money())


def counted(rules: RetentionRules, *, at: datetime) -> dict[str, int]:
    """How many would be forgotten at that moment, by the period for which they go; each case once."""
    handed = Q(pk__in=handed_over.due(rules.handed_over_days, at=at).values("pk"))
    found = due(rules, at=at).order_by()
    rows = found.exclude(handed).values("state").annotate(number=Count("id"))
    return {PERIODS[State(row["state"])]: row["number"] for row in rows} | {HANDED_OVER: found.filter(handed).count()}


def forget_due(*, at: datetime) -> int:
    """Each case in a transaction of its own, 200 at once; the next call goes on. Outside any transaction. Answers how many."""
    with transaction.atomic():
        rules = in_force(at=at).section(RetentionRules)
        waiting = list(due(rules, at=at).order_by("changed_at").values_list("id", flat=True)[:MOST_AT_ONCE])
    return sum(_forget(case_id, rules, at) for case_id in waiting)


@transaction.atomic
def _forget(case_id: uuid.UUID, rules: RetentionRules, at: datetime) -> bool:
    case = locked(case_id)
    if not due(rules, at=at).filter(id=case.id).exists():  # it moved meanwhile
        return False
    was_handed_over = handed_over.due(rules.handed_over_days, at=at).filter(id=case.id).exists()
    move(declaration=case, target=State.ARCHIVED, actor=SYSTEM, at=at)
    erasing.erase(case=case, actor=SYSTEM, reason=operations.HANDED_OVER if was_handed_over else "retention", at=at)
    return True
