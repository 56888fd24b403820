"""What every part needs: the state, the keys, the clock, the cities that may send and the authorities that receive."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from infra.standins.common import world
from infra.standins.fitconnect.keys import Keys
from infra.standins.fitconnect.store import Store

CLIENTS = {"offenbach": "Ausländerbehörde Offenbach am Main", "wiesbaden": "Ausländerbehörde Wiesbaden"}
SERVICE = "urn:de:fim:leika:leistung:99010005261000"
SCHEMA = "https://www.xrepository.de/details/urn:xoev-de:kosit:standard:xinneres.xauslaender"
TOKEN_SECONDS = 1800


def destination_of(client: str) -> str:
    """The same at every start."""
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{client}.fitconnect.standin"))


@dataclass
class World(world.World):
    """``issuer``: what the service calls itself. ``tokens``: whose each is, and until when it is good."""

    store: Store
    keys: Keys
    issuer: str = ""
    tokens: dict[str, tuple[str, float]] = field(default_factory=dict)
