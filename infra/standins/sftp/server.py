"""The stand-in as something that can be started and stopped, by the command and by tests alike."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

import asyncssh

from infra.standins.sftp.files import CityFiles
from infra.standins.sftp.gateway import Gateway
from infra.standins.sftp.world import CITIES, World

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


class StandIn:
    """``port`` 0 takes any free one."""

    HOST: ClassVar[str] = "127.0.0.1"

    def __init__(self, directory: Path, *, port: int = 0) -> None:
        self.world = World(directory)
        self.gateway = Gateway(self.world)
        self.port = port
        self._loop = asyncio.new_event_loop()
        self._acceptor: asyncssh.SSHAcceptor | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def show_host_key(self, name: str) -> None:
        """Goes on with another key of the host, as an impostor would: ``host`` or ``other-host``."""
        self._do(self._listen(name))

    async def _listen(self, host_key: str) -> None:
        if self._acceptor is not None:
            self._acceptor.close()
            await self._acceptor.wait_closed()
        self._acceptor = await asyncssh.listen(
            self.HOST, self.port, server_factory=lambda: _Guard(self.world),
            sftp_factory=lambda channel: CityFiles(self.world, channel),
            server_host_keys=[self.world.key(host_key)], login_timeout=3600,
        )  # fmt: skip
        self.port = self._acceptor.get_port()

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _end(self) -> None:
        if self._acceptor is not None:
            self._acceptor.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    def __enter__(self) -> Self:
        self._thread.start()
        self._do(self._listen("host"))
        return self

    def __exit__(self, *_: object) -> None:
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
