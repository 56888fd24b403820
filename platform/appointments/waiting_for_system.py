"""When the city's own system is down, an invitation waits and says so; when it answers again, those who wait are told."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from appointments.models import Invitation
from appointments.reconciling import pause_after
from appointments.system import check
from outbox import operations as outbox
from outbox.models import OutboxEvent

CHECK_DUE, BACK = "visit.system_check_due", "visit.system_back"


def wait(invitation: Invitation, *, at: datetime) -> None:
    """The sponsor is told when the system can be reached again. Joins the caller's transaction; twice is once."""
    if invitation.waits_since is None:
        invitation.waits_since = at
        invitation.save(update_fields=["waits_since"])
    if not OutboxEvent.objects.filter(name=CHECK_DUE, done_at=None, due_at__gt=at).exists():
        watch(at=at, tries=1)


def watch(*, at: datetime, tries: int) -> None:
    """One timer for all of the city that wait."""
    outbox.record(name=CHECK_DUE, at=at, due_at=at + pause_after(tries), tries=tries)


def waiting(rows: QuerySet[Invitation], *, at: datetime) -> QuerySet[Invitation]:
    return rows.filter(ended_at=None, expires_at__gt=at, waits_since__isnull=False)


def see_whether_it_is_back(*, at: datetime) -> int:
    """Asks the system, outside any transaction; where it answers, nobody waits any more. Answers how many were told."""
    if not waiting(Invitation.objects.all(), at=at).exists() or check(at=at):
        return 0
    with transaction.atomic():
        rows = Invitation.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        found = list(waiting(rows, at=at).order_by("id"))
        for invitation in found:
            invitation.waits_since = None
            invitation.save(update_fields=["waits_since"])
            outbox.record(name=BACK, subject_id=invitation.case_id, at=at, invitation=str(invitation.id))
    return len(found)
