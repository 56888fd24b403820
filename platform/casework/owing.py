"""Which cases should have been paid by now and were not: the cases' side of the nightly comparison (``billing.books``)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Set
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from billing.books.comparing import Owing
from billing.books.owing import sources
from billing.fees.config import FeesConfig, Timing
from billing.payments.models import Payment
from billing.payments.settlement import RECEIVED
from billing.payments.states import RefundReason
from casework import owed, paying
from configuration import queries as configuration
from declarations.models import Declaration
from declarations.states import State

# So long after the decision somebody may take to pay; the law names no day.
TIME_TO_PAY = timedelta(days=30)
DECIDED = frozenset({State.APPROVED, State.SIGNING_DUE, State.SIGNED, State.ISSUED, State.CANCELLED, State.RETURNED})
OVER = frozenset({State.REFUSED, State.WITHDRAWN})
# Whoever has the document will not come to pay any more.
OUT_OF_HAND = frozenset({
    State.HANDED_OVER, State.POSTED, State.EXPIRED_UNUSED, State.IN_FORCE, State.CLAIMED, State.ENDED, State.ARCHIVED,
})  # fmt: skip


def owing_cases(since: datetime, also: Set[uuid.UUID]) -> list[Owing]:
    """Cases that moved since then, and those that are named, for which no money came or an entry was voided.

    What was waived, taken at the counter or refunded owes nothing. Few statements, and some more for each case found.
    """
    cases = list(_without_money(since, also))
    early = owed.withdrawn_early(case.id for case in cases if case.state == State.WITHDRAWN)
    times = {number: _time_of(number) for number in {case.configuration or 1 for case in cases}}
    return [
        one
        for case in cases
        if case.id not in early
        for one in _owing(case, _due_at(case, times[case.configuration or 1]))
    ]


def _time_of(version: int) -> Timing:
    return configuration.of_number(version).section(FeesConfig).when


def _without_money(since: datetime, also: Set[uuid.UUID]) -> QuerySet[Declaration]:
    came = Payment.objects.filter(declaration=OuterRef("pk"), purpose=Payment.Purpose.FEE, state__in=sorted(RECEIVED))
    moved = Q(submitted_at__gte=since) | Q(changed_at__gte=since) | Q(id__in=also)
    received = Declaration.objects.filter(moved, submitted_at__isnull=False, sealed_case__isnull=False)
    open_ones = received.exclude(state__in=[State.FORWARDED, State.ERASED])
    return open_ones.filter(~Exists(came.exclude(refunds__reason=RefundReason.MISTAKEN))).order_by("id")


def _owing(case: Declaration, due_at: datetime | None) -> Iterator[Owing]:
    if due_at is None:
        return
    cents = paying.quote_of(case, at=due_at).total_cents
    if cents:
        yield Owing(case.id, cents, due_at)


def _due_at(case: Declaration, when: Timing) -> datetime | None:
    """``None``: it need not be there yet. A city that hears of no decision (it works elsewhere) is not asked for one."""
    if when is Timing.NONE:
        return None
    if when is Timing.BEFORE_SUBMISSION:
        return case.submitted_at
    if case.state in OUT_OF_HAND:
        return case.changed_at
    if case.state in OVER or (when is Timing.AFTER_DECISION and case.state in DECIDED):
        return case.changed_at + TIME_TO_PAY
    return None


sources.register("cases", owing_cases)
