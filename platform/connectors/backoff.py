"""How long a delivery waits before the next try: twice as long each time, spread so that not all come back at once."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

FIRST, LONGEST = timedelta(seconds=30), timedelta(hours=1)
MOST_TRIES = 24  # about 18 hours; then a person has to look
LEASE = timedelta(minutes=5)
WATCH = timedelta(minutes=6)
PAUSE = timedelta(hours=1)


def pause_after(tries: int, *, key: str) -> timedelta:
    """Between half and all of the doubled pause; which part follows from the key, so that it can be foretold."""
    longest = min(FIRST * int(2 ** min(max(tries, 1) - 1, 20)), LONGEST)
    part = int.from_bytes(sha256(f"{key}|{tries}".encode()).digest()[:4]) / 2**32
    return longest * (0.5 + part / 2)
