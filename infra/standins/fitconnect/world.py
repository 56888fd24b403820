"""What every part needs: the state, the keys, the clock, the cities that may send and the authorities that receive."""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

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
class World:
    """``issuer``: what the service calls itself. ``tokens``: whose each is, and until when it is good."""

    store: Store
    keys: Keys
    issuer: str = ""
    clock: Callable[[], float] = time.time
    tokens: dict[str, tuple[str, float]] = field(default_factory=dict)

    def password(self, client: str) -> str:
        """Made at first use, kept ever after."""
        with self.store.work():
            if not self.store.switch(f"password {client}"):
                self.store.set_switch(f"password {client}", secrets.token_urlsafe(18))
            return self.store.switch(f"password {client}")
