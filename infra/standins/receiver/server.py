"""The stand-in as something that can be started and stopped, by the command and by tests alike."""

from __future__ import annotations

import ssl
from pathlib import Path

from infra.standins.common.server import Listener, Service
from infra.standins.receiver.app import BASE, respond
from infra.standins.receiver.signatures import Verifier
from infra.standins.receiver.store import Store
from infra.standins.receiver.world import World

LARGEST_BODY = 100_000_000
KEY_ID = "zusage"


class StandIn(Service):
    """``port`` 0 takes any free one. ``secret``: the key of the signatures, empty for one of its own. ``tls``: only callers
    with a certificate come in."""

    def __init__(self, directory: Path, *, secret: str = "", port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        store = Store(directory / "receiver.sqlite3")
        self.world = World(store, Verifier({}), certified=tls is not None)
        self.world.verifier.secrets[KEY_ID] = (secret or self.world.password(KEY_ID)).encode()
        listener = Listener(lambda request: respond(self.world, request), port=port, largest_body=LARGEST_BODY, tls=tls)
        super().__init__(listener)

    @property
    def url(self) -> str:
        """What a city sets as the address of its system."""
        return self.listeners[0].base + BASE

    def end(self) -> None:
        self.world.store.close()
