"""The stand-in as something that can be started and stopped, by the command and by tests alike."""

from __future__ import annotations

from pathlib import Path

from infra.standins.common.server import LOOPBACK, Listener, Service
from infra.standins.zms.app import BASE, respond
from infra.standins.zms.store import Store
from infra.standins.zms.world import World

LARGEST_BODY = 100_000


class StandIn(Service):
    """``port`` 0 takes any free one."""

    def __init__(self, directory: Path, *, port: int = 0) -> None:
        self.world = World(Store(directory / "zms.sqlite3"))
        self._listener = Listener(lambda request: respond(self.world, request), port=port, largest_body=LARGEST_BODY)
        super().__init__(self._listener)

    @property
    def url(self) -> str:
        """What a city sets as the address of its system."""
        return f"http://{LOOPBACK}:{self._listener.server_port}{BASE}"

    def end(self) -> None:
        self.world.store.close()
