"""What every part needs: the state, the clock, the secret, the addresses."""

from __future__ import annotations

from dataclasses import dataclass

from infra.standins.common import world
from infra.standins.stripe.store import Object, Store


@dataclass
class World(world.World):
    """``webhook_url`` may be empty: then events are kept and none is sent."""

    store: Store
    webhook_secret: str
    webhook_url: str = ""

    def save(self, account: str, thing: Object) -> Object:
        return self.store.put(account, thing)
