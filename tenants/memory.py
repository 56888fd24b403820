"""What a process remembers of the control tables, so that a request pays no query for it.

A change is heard from PostgreSQL within milliseconds (``tenants.listening``); while nobody listens, what is kept is soon
forgotten. What is being looked up while something changes is not kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from tenants.listening import ROUTING, listener

KEEP_SECONDS = 60.0
KEEP_SECONDS_UNHEARD = 5.0

K = TypeVar("K")
V = TypeVar("V")


class Memory(Generic[K, V]):
    """At most ``most`` answers; then it begins anew."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: dict[K, tuple[float, V]] = {}
        self._changes = 0
        listener.subscribe(ROUTING, self.forget)

    def forget(self) -> None:
        """Something changed."""
        with self._lock:
            self._changes += 1
            self._kept.clear()

    def ask(self, key: K, look_up: Callable[[], V]) -> V:
        """What is remembered, else what ``look_up`` answers; ``None`` is asked for each time."""
        found = self._kept.get(key)
        keep = KEEP_SECONDS if listener.hears() else KEEP_SECONDS_UNHEARD
        if found is not None and time.monotonic() - found[0] < keep:
            return found[1]
        asked_at = self._changes
        answer = look_up()
        if answer is not None:
            self._keep(key, answer, asked_at)
        return answer

    def _keep(self, key: K, answer: V, asked_at: int) -> None:
        with self._lock:
            if asked_at != self._changes:
                return
            if len(self._kept) >= self._most:
                self._kept.clear()
            self._kept[key] = (time.monotonic(), answer)
