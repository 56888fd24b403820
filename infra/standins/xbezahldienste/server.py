"""The stand-in as something that can be started and stopped, by the command and by tests alike."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from infra.standins.common import certificates
from infra.standins.common.http import Request, Response
from infra.standins.common.server import Listener, Service
from infra.standins.xbezahldienste import app
from infra.standins.xbezahldienste.store import Store
from infra.standins.xbezahldienste.world import AUTHORITIES, World

LARGEST_BODY = 200_000


class StandIn(Service):
    """``port`` and ``tls_port`` 0 take any free one."""

    def __init__(self, directory: Path, *, port: int = 0, tls_port: int = 0) -> None:
        self.directory = directory
        self.world = World(Store(directory / "payments.sqlite3"))
        certificates.make(directory, {name: self.world.password(name) for name in AUTHORITIES})
        listener = partial(Listener, self._respond, largest_body=LARGEST_BODY, clock=lambda: self.world.clock())
        self._plain = listener(port=port)
        self._tls = listener(port=tls_port, tls=certificates.context(directory, mutual=True))
        self.world.page_base = self._plain.base
        super().__init__(self._tls, self._plain)

    def _respond(self, request: Request) -> Response:
        return app.respond(self.world, request)

    def address(self, flavour: str) -> str:
        """What a city sets as the address of its service: basic, oauth2 or certificate."""
        paths = {"basic": app.BASIC, "oauth2": app.OAUTH2, "certificate": app.CERTIFICATE}
        return (self._tls if flavour == "certificate" else self._plain).base + paths[flavour]

    @property
    def token_address(self) -> str:
        return self._plain.base + app.TOKEN

    def end(self) -> None:
        self.world.store.close()
