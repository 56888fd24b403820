"""The stand-in as something that can be started and stopped, by the command and by tests alike."""

from __future__ import annotations

from pathlib import Path

from infra.standins.common.server import Listener, Service
from infra.standins.fitconnect import app, keys
from infra.standins.fitconnect.store import Store
from infra.standins.fitconnect.world import World

LARGEST_BODY = 100_000_000


class StandIn(Service):
    """``port`` 0 takes any free one. ``key_folder``: where the keys lie, else with the state."""

    def __init__(self, directory: Path, *, port: int = 0, key_folder: Path | None = None) -> None:
        self.world = World(Store(directory / "submissions.sqlite3"), keys.load(key_folder or directory / "keys"))
        listener = Listener(lambda request: app.respond(self.world, request), port=port, largest_body=LARGEST_BODY)
        self._base = listener.base
        self.world.issuer = self.address
        super().__init__(listener)

    @property
    def address(self) -> str:
        """What a city sets as the address of the service."""
        return self._base + app.API

    @property
    def token_address(self) -> str:
        return self._base + app.TOKEN

    def end(self) -> None:
        self.world.store.close()
