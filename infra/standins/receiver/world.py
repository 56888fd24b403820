"""What every part needs: the state, the clock, and who checks signatures."""

from __future__ import annotations

from dataclasses import dataclass

from infra.standins.common import world
from infra.standins.receiver.signatures import Verifier
from infra.standins.receiver.store import Store


@dataclass
class World(world.World):
    """``certified``: every caller has shown a certificate, so a signature is not demanded."""

    store: Store
    verifier: Verifier
    certified: bool = False
