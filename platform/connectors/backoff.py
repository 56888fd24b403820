"""How long a delivery waits before the next try: twice as long each time, spread so that not all come back at once."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

FIRST, LONGEST = timedelta(seconds=30), timedelta(hours=1)
MOST_TRIES = 24  # about 18 hours; then a person has to look
LEASE = timedelta(minutes=5)
WATCH = timedelta(minutes=6)
PAUSE = timedelta(hours=1)
HELD_WATCH = timedelta(hours=1)  # behind an earlier message of the case: its end rings
LOOK_FIRST, LOOK_LONGEST = timedelta(minutes=1), timedelta(hours=4)
QUIET = timedelta(minutes=15)  # a call cannot arrive any more so long after it began


def pause_after(tries: int, *, key: str) -> timedelta:
    """Between half and all of the doubled pause; which part follows from the key, so that it can be foretold."""
    longest = min(FIRST * int(2 ** min(max(tries, 1) - 1, 20)), LONGEST)
    return spread(longest, key=f"{key}|{tries}")


def next_look(waited: timedelta, *, key: str) -> timedelta:
    """When to ask again what became of a delivery that was handed over so long ago: a quarter of that, in bounds."""
    return spread(min(max(waited / 4, LOOK_FIRST), LOOK_LONGEST), key=f"{key}|{waited}")


def spread(longest: timedelta, *, key: str) -> timedelta:
    part = int.from_bytes(sha256(key.encode()).digest()[:4]) / 2**32
    return longest * (0.5 + part / 2)
