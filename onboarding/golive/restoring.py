"""A restored city does not open by an old approval, and nobody looks at it by an old permission.

Whatever the archive held may have been withdrawn, rejected or ended since.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.roles import REQUEST_GO_LIVE
from audit.operations import record
from notifications import to_staff
from onboarding.golive import telling
from onboarding.golive.models import LiveRequest, SupportGrant
from onboarding.golive.operations import CHANGED, SYSTEM
from onboarding.golive.states import OPEN, State
from outbox import operations as outbox

BY = "zusage city restore"


def stop(*, using: str, at: datetime) -> int:
    """Joins the restoring transaction. Answers how many requests were stopped (``telling.RESTORED``): one at most."""
    SupportGrant.objects.using(using).filter(ended_at=None).update(ended_at=at, ended_by=BY)
    waiting = LiveRequest.objects.using(using).filter(state__in=sorted(OPEN))
    return waiting.update(state=State.STOPPED, ended_at=at, found=[telling.RESTORED])


def tell(*, at: datetime) -> None:
    """In the restored city, afterwards: trail, mail, and the operator's side. Atomic."""
    with transaction.atomic():
        for row in LiveRequest.objects.filter(state=State.STOPPED, ended_at=at, found=[telling.RESTORED]):
            record(action="golive.stopped", actor=SYSTEM, at=at, number=row.number)
            facts = telling.facts(row)
            to_staff.write_to_holders(permission=REQUEST_GO_LIVE, template="golive_news", facts=facts, at=at)
            outbox.record(name=CHANGED, at=at, number=row.number)
