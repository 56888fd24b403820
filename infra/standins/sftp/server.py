"""The stand-in as something that can be started and stopped, by the command and by tests alike."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import asyncssh

from infra.standins.common.server import LOOPBACK, Listener, Service
from infra.standins.common.store import Store
from infra.standins.sftp.control import control
from infra.standins.sftp.files import CityFiles
from infra.standins.sftp.gateway import Gateway
from infra.standins.sftp.world import CITIES, World

LARGEST_BODY = 5_000_000
PAUSE_SECONDS = 0.5
T = TypeVar("T")


class _Guard(asyncssh.SSHServer):
    """Lets a city in with its key or its password."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def begin_auth(self, username: str) -> bool:  # noqa: ARG002  the library's shape
        if self._world.fault == "dead":
            await asyncio.sleep(3600)
        return True

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        known = username in CITIES and self._world.key(username).public_data
        return bool(known) and key.public_data == known

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return username in CITIES and password == self._world.password(username)


class StandIn(Service):
    """``port`` and ``page_port`` 0 take any free one. ``by_itself``: the gateway looks into the folders unless it is told
    not to; else only when it is told to."""

    def __init__(self, directory: Path, *, port: int = 0, page_port: int = 0, by_itself: bool = False) -> None:
        self.world = World(Store(directory / "switches.sqlite3"), directory)
        self.gateway = Gateway(self.world)
        page = control(self.gateway, self.show_host_key)
        super().__init__(
            Listener(lambda request: page.respond(self.world, request), port=page_port, largest_body=LARGEST_BODY)
        )
        self._ended = threading.Event()
        self._taking = threading.Thread(target=self._take, daemon=True) if by_itself else None
        self._loop = asyncio.new_event_loop()
        self._serving = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._serving.start()
        self._acceptor = self._do(self._listen(port))
        self.port = self.world.port = self._acceptor.get_port()

    def show_host_key(self, name: str) -> None:
        """To those who come from now on: ``host``, or ``other-host`` as an impostor would."""
        self.world.host_key = name
        self._acceptor.update(server_host_keys=[self.world.key(name)])

    def begin(self) -> None:
        if self._taking is not None:
            self._taking.start()

    def end(self) -> None:
        self._ended.set()
        if self._taking is not None:
            self._taking.join()
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._serving.join(5)
        self.world.store.close()

    def _take(self) -> None:
        while not self._ended.wait(PAUSE_SECONDS):
            self.gateway.take_by_itself()

    async def _listen(self, port: int) -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            LOOPBACK, port, server_factory=lambda: _Guard(self.world),
            sftp_factory=lambda channel: CityFiles(self.world, channel),
            server_host_keys=[self.world.key(self.world.host_key)], login_timeout=3600,
        )  # fmt: skip

    async def _end(self) -> None:
        self._acceptor.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)
