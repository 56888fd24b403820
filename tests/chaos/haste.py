"""The product's own pauses, shortened, so that minutes of waiting become seconds. Imported before anything else of it."""

from __future__ import annotations

from datetime import timedelta

from connectors import backoff

LEASE = timedelta(seconds=6)


def hurry() -> None:
    """The leases stay longer than the longest call (two seconds), as they are in the product."""
    backoff.LEASE = LEASE
    backoff.FIRST, backoff.LONGEST = timedelta(milliseconds=400), timedelta(seconds=3)
    backoff.WATCH = timedelta(seconds=4)
    backoff.PAUSE = backoff.HELD_WATCH = timedelta(seconds=3)
    backoff.QUIET = timedelta(seconds=8)
    # A run strikes a single delivery more often than a year would.
    backoff.MOST_TRIES = 400


def hurry_more() -> None:
    """Once Django is set up."""
    from config import scheduler
    from connectors import lines
    from outbox import operations as outbox

    lines.OPEN_FIRST, lines.OPEN_LONGEST = timedelta(milliseconds=500), timedelta(seconds=3)
    outbox.LEASE = timedelta(seconds=5)
    outbox.FIRST_PAUSE, outbox.LONGEST_PAUSE = timedelta(milliseconds=300), timedelta(seconds=2)
    scheduler.SWEEP = timedelta(seconds=3)
