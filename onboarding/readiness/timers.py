"""When a city looks at itself: each night in Germany at its own minute, with a mail in the morning if there is something to
say; and whenever something that was published comes into force.

Whoever takes a city's report arranges the next night (``config.reports``), so that every city has one however it came to be.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from configuration.announcing import listens
from kernel.clock import GERMANY, german_day
from onboarding.readiness.models import Night
from outbox import operations as outbox
from outbox.models import OutboxEvent
from tenants.binding import current_city, in_rehearsal

NIGHT, MORNING, CHANGE = "readiness.nightly", "readiness.digest_due", "readiness.look_due"
BEGIN, MINUTES = time(3, 30), 120  # when no hour is missing or there twice
TELL, TELL_MINUTES = time(6, 30), 30
SOON = timedelta(minutes=3)  # within which a look that was asked for has come
DAY, AGAIN, GIVEN_UP = timedelta(days=1), timedelta(minutes=15), timedelta(hours=6)


def night_of(day: date) -> datetime:
    return _moment(day, BEGIN, MINUTES)


def _moment(day: date, begin: time, minutes: int) -> datetime:
    """Six hundred cities share the minutes."""
    minute = int.from_bytes(hashlib.sha256(current_city().encode()).digest()[:4]) % minutes
    return datetime.combine(day, begin, tzinfo=GERMANY) + timedelta(minutes=minute)


def arrange(*, at: datetime) -> None:
    """The next night, once; a rehearsal has none. Joins the caller's transaction."""
    if in_rehearsal():
        return
    today = german_day(at)
    day = today if night_of(today) > at else today + DAY
    if Night.objects.filter(day=day).exists():
        return
    row, new = Night.objects.get_or_create(day=day, defaults={"due_at": night_of(day)})
    if new:
        outbox.record(name=NIGHT, at=at, due_at=row.due_at, day=day.isoformat())


def look_again(row: Night, *, at: datetime) -> None:
    """In case the look that is asked for now gets lost on its way."""
    if at < row.due_at + GIVEN_UP:
        outbox.record(name=NIGHT, at=at, due_at=at + AGAIN, day=row.day.isoformat())


def tell_in_the_morning(day: date, *, at: datetime) -> None:
    due = max(_moment(day, TELL, TELL_MINUTES), at)
    outbox.record(name=MORNING, at=at, due_at=due, day=day.isoformat())


@listens("onboarding.readiness")
def look_when_it_holds(*, valid_from: datetime, at: datetime) -> None:
    """A version makes every finding old: look again as soon as it holds, by a worker. Joins the caller's transaction."""
    outbox.record(name=CHANGE, at=at, due_at=max(valid_from, at), since=valid_from.isoformat())


def is_arranged(*, at: datetime) -> bool:
    """Whether a look after a change was asked for just now, or still waits for a worker."""
    lately = OutboxEvent.objects.filter(name=CHANGE, due_at__lte=at)
    return lately.filter(Q(done_at=None) | Q(due_at__gt=at - SOON)).exists()
