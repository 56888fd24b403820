"""Nothing stays held for ever, and nothing that was counted is kept: an hour in which somebody tried to book is tidied up.

The first hold or attempt of an hour sets a timer for the end of the next; a city in which nobody books has none.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from appointments.models import Attempt, Booking, MailedCode, Tidying
from appointments.records import move
from appointments.states import State
from outbox import operations as outbox

TIDYING_DUE = "visit.tidying_due"
HOUR = timedelta(hours=1)
ATTEMPTS_KEPT = timedelta(minutes=30)
AT_ONCE = 500


def arrange(*, at: datetime) -> None:
    """Joins the caller's transaction. Costs one look-up, but for the first in an hour."""
    due_at = due(at=at)
    if Tidying.objects.filter(due_at=due_at).exists():
        return
    Tidying.objects.create(due_at=due_at)
    outbox.record(name=TIDYING_DUE, at=at, due_at=due_at)


def due(*, at: datetime) -> datetime:
    """When what begins now is tidied up."""
    return at.replace(minute=0, second=0, microsecond=0) + 2 * HOUR


def tidy(*, at: datetime) -> None:
    """Ends holds whose time is over, forgets attempts and codes; once more in an hour while holds are left."""
    rows = Booking.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    stale = rows.filter(state=State.HELD, held_until__lte=at, system="").order_by("held_until", "id")[:AT_ONCE]
    for hold in stale:
        move(hold, State.EXPIRED, at=at, ended_by="time")
    Attempt.objects.filter(at__lte=at - ATTEMPTS_KEPT).delete()
    MailedCode.objects.filter(expires_at__lte=at - 2 * HOUR).delete()
    Tidying.objects.filter(due_at__lte=at).delete()
    if Booking.objects.filter(state=State.HELD, system="").exists():
        arrange(at=at)
