"""The stand-in as something that can be started and stopped, by the command and by tests alike."""

from __future__ import annotations

from pathlib import Path

from infra.standins.common.server import Listener, Service
from infra.standins.stripe import accounts
from infra.standins.stripe.app import respond
from infra.standins.stripe.delivery import Postman
from infra.standins.stripe.store import Store
from infra.standins.stripe.world import World


class StandIn(Service):
    """``port`` 0 takes any free one."""

    def __init__(self, directory: Path, *, port: int = 0, webhook_secret: str, webhook_url: str = "") -> None:
        self.world = World(Store(directory / "stripe.sqlite3"), webhook_secret, webhook_url)
        self._listener = Listener(lambda request: respond(self.world, request), port=port)
        self._postman = Postman(self.world)
        super().__init__(self._listener)

    @property
    def url(self) -> str:
        return self._listener.base

    def add_accounts(self, known: dict[str, str]) -> None:
        """Accounts that must be there under these ids; those that are there stay as they are."""
        with self.world.store.work():
            for account_id, name in known.items():
                accounts.ensure(self.world, account_id, name)

    def begin(self) -> None:
        self._postman.start()

    def end(self) -> None:
        self._postman.end()
        self.world.store.close()
