"""Many at once: a transaction that the database chose as the victim of a deadlock is begun again, and nobody sees it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

import psycopg
from django.db import OperationalError, connection, transaction

T = TypeVar("T")
TRIES = 6
FIRST_PAUSE = 0.01
_AGAIN = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure, psycopg.errors.LockNotAvailable)


def patiently(work: Callable[[], T]) -> T:
    """Runs ``work`` in a transaction of its own, again after a deadlock (with growing, random pauses).

    Called outside any transaction (RuntimeError): only the whole of it can be repeated.
    """
    if connection.in_atomic_block:
        raise RuntimeError("only a whole transaction can be repeated")
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                return work()
        except OperationalError as error:
            if not isinstance(error.__cause__, _AGAIN) or attempt == TRIES - 1:
                raise
            time.sleep(FIRST_PAUSE * 2**attempt * (0.5 + random.random()))  # noqa: S311  a pause is no secret
    raise AssertionError("unreachable")
