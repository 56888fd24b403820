"""What every part of a stand-in needs: its state and its clock, which tests may turn."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from infra.standins.common.store import Store


@dataclass
class World:
    store: Store
    clock: Callable[[], float] = field(default=time.time, kw_only=True)

    @property
    def now(self) -> int:
        return int(self.clock())
