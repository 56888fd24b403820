"""When the books are compared: each night in Germany, each city at its own minute; again soon while a provider is silent."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta

from billing.books.models import Run
from kernel.clock import GERMANY, german_day
from outbox import operations as outbox
from tenants.binding import current_city

RUN = "books.run_due"

BEGIN = time(3, 0)
MINUTES = 120
SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=2)
DAY = timedelta(days=1)


def night_after(day: date) -> datetime:
    """After three o'clock, when no hour is missing or there twice; six hundred cities share two hours."""
    minute = int.from_bytes(hashlib.sha256(current_city().encode()).digest()[:4]) % MINUTES
    return datetime.combine(day + DAY, BEGIN, tzinfo=GERMANY) + timedelta(minutes=minute)


def arrange(*, at: datetime) -> None:
    """Joins the caller's transaction. The first payment sets the first timer; each run sets the next."""
    if not Run.objects.filter(ended_at=None).exists():
        set_run(german_day(at), at=at)


def set_run(day: date, *, at: datetime) -> None:
    due = max(night_after(day), at)
    _run, new = Run.objects.get_or_create(day=day, defaults={"due_at": due})
    if new:
        outbox.record(name=RUN, at=at, due_at=due, day=day.isoformat())


def run_later(run: Run, *, at: datetime) -> None:
    pause = min(SHORTEST * 2 ** min(run.tries, 6), LONGEST)
    outbox.record(name=RUN, at=at, due_at=at + pause, day=run.day.isoformat())
