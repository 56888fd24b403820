"""How often a caller may come: a bucket of tries for each key, and a smaller one for each address that shows a wrong key.

Each server process counts for itself, so the figures are what one of them allows; nothing is stored, nothing is shared.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable


class Buckets:
    """``burst`` tries at once, ``per_second`` more as time goes by; the ``most`` callers seen last are remembered."""

    def __init__(
        self, *, burst: int, per_second: float, most: int = 10_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst, self._rate, self._most, self._clock = burst, per_second, most, clock
        self._left: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, city: str, caller: str) -> int:
        """Takes one try. 0: go on; else the whole seconds after which there is one again."""
        with self._lock:
            left = self._now(city, caller)
            if left < 1:
                return int((1 - left) / self._rate) + 1
            self._keep(city, caller, left - 1)
            return 0

    def is_empty(self, city: str, caller: str) -> bool:
        with self._lock:
            return self._now(city, caller) < 1

    def forget_all(self) -> None:
        with self._lock:
            self._left.clear()

    def _now(self, city: str, caller: str) -> float:
        left, seen = self._left.get((city, caller), (float(self._burst), self._clock()))
        return min(float(self._burst), left + (self._clock() - seen) * self._rate)

    def _keep(self, city: str, caller: str, left: float) -> None:
        self._left[(city, caller)] = left, self._clock()
        self._left.move_to_end((city, caller))
        while len(self._left) > self._most:
            self._left.popitem(last=False)


CALLS = Buckets(burst=100, per_second=20)
WRONG_KEYS = Buckets(burst=20, per_second=0.2)
