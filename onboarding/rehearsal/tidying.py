"""Nothing that was made up is older than 30 days: the run here, its cases and mails in the twin. What stays is that it passed."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction

from appointments.operations import release
from audit.operations import SYSTEM
from declarations import operations as declarations
from declarations.models import Declaration
from declarations.states import State
from documents import operations as documents
from notifications import catching
from onboarding.rehearsal.models import Run
from onboarding.rehearsal.runs import KEPT, TIDY
from outbox import operations as outbox
from tenants.binding import bind, current_city
from tenants.models import City
from tenants.twins import twin_of

AT_ONCE = 200
SOON = timedelta(minutes=1)


def tidy(*, run_id: uuid.UUID, at: datetime) -> None:
    """The twin first, then the run: who dies in between does both again. Outside transactions, idempotent.

    Where the twin has more than one turn erases, the run waits with the rest for the next one.
    """
    twin = twin_of(current_city())
    erased = 0 if twin is None else empty(twin, before=at - KEPT, at=at)
    with transaction.atomic():
        if erased < AT_ONCE:
            Run.objects.filter(id=run_id, ordered_at__lte=at - KEPT).delete()
        else:
            outbox.record(name=TIDY, at=at, due_at=at + SOON, run=str(run_id))


def empty(twin: City, *, before: datetime, at: datetime) -> int:
    """Erases what the twin has received until ``before``; answers how many cases. A transaction for each."""
    with bind(twin):
        old = Declaration.objects.filter(created_at__lte=before).exclude(state=State.ERASED)
        found = list(old.order_by("created_at").values_list("id", flat=True)[:AT_ONCE])
        for case_id in found:
            with transaction.atomic():
                _erase(case_id, at=at)
        with transaction.atomic():
            catching.forget(before=before)
    return len(found)


def _erase(case_id: uuid.UUID, *, at: datetime) -> None:
    case = declarations.locked(case_id)
    if case.state == State.ERASED:
        return
    release(case_id=case.id, why="erased", at=at)
    documents.erase_all(case_id=case.id)
    declarations.erase_rehearsed(declaration=case, actor=SYSTEM, at=at)
