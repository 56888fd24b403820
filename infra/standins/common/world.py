"""What every part of a stand-in needs: its state and its clock, which tests may turn."""

from __future__ import annotations

import secrets
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

    def password(self, user: str) -> str:
        """Made at first use, kept ever after."""
        name = f"password {user}"
        with self.store.work():
            if not self.store.switch(name):
                self.store.set_switch(name, secrets.token_urlsafe(36))
            return self.store.switch(name)
