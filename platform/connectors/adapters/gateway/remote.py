"""The gateway's folder on a server, by SFTP. One connection per call, and one time limit for all of it.

Where the server can, moving is ``posix-rename`` (one step); claiming is SFTP's own rename, which refuses a name that is
taken.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import Any, TypeVar

import asyncssh
from asyncssh import SFTPClient, SFTPError

from connectors.adapters.gateway.options import GatewayOptions, Server
from connectors.adapters.gateway.reaching import reached
from connectors.adapters.gateway.signing_in import terms
from connectors.adapters.gateway.store import Missing, Store, TooLarge
from connectors.adapters.gateway.trouble import translated
from connectors.base import Misconfigured
from kernel.http import Network

T = TypeVar("T")
SCANNED = 20_000  # names of one folder; beyond, what is there is not read
logging.getLogger("asyncssh").setLevel(logging.WARNING)  # else it tells of every file


@contextmanager
def connected(
    options: GatewayOptions, server: Server, *, secret: bytes | None = None, networks: tuple[Network, ...] | None
) -> Iterator[Store]:
    """The store on that server, for ``options.seconds`` in all. Signs in, and signs out whatever happens. ``secret``:
    instead of the one that the city keeps. ``networks``: the only private networks in which it may stand; ``None``: in
    any."""
    ends_at = time.monotonic() + options.seconds
    how = terms(server, secret=secret)
    with asyncio.Runner() as runner:

        def wait(work: Coroutine[Any, Any, T]) -> T:
            with translated():
                return runner.run(_in_time(work, ends_at))

        connection = wait(_signed_in(server, how, networks))
        try:
            client = wait(_opened(connection))
            yield RemoteStore(client, options.folder, wait)
        finally:
            connection.abort()
            with suppress(TimeoutError, OSError, asyncssh.Error):
                runner.run(asyncio.wait_for(connection.wait_closed(), 1))


async def _in_time(work: Coroutine[Any, Any, T], ends_at: float) -> T:
    return await asyncio.wait_for(work, max(ends_at - time.monotonic(), 0.01))


async def _signed_in(
    server: Server, how: dict[str, Any], networks: tuple[Network, ...] | None
) -> asyncssh.SSHClientConnection:
    sock = await reached(server, networks)
    try:
        return await asyncssh.connect(server.host, server.port, sock=sock, compression_algs=None, **how)
    except BaseException:
        sock.close()
        raise


async def _opened(connection: asyncssh.SSHClientConnection) -> SFTPClient:
    return await connection.start_sftp_client(sftp_version=3)


class RemoteStore(Store):
    def __init__(self, client: SFTPClient, folder: str, wait: Any) -> None:
        self._client, self._folder, self._wait = client, folder.strip("/"), wait

    def exclusive(self, key: str) -> AbstractContextManager[None]:
        """A server has no locks; the claim on the ledger is enough."""
        return nullcontext()

    def prepare(self, folder: str) -> None:
        self._wait(self._made(folder))

    def require(self, folder: str) -> None:
        if not self._wait(self._client.isdir(self._path(folder))):
            raise Misconfigured("folder_missing")

    def size(self, path: str) -> int | None:
        found = self._wait(self._attributes(path))
        return None if found is None else found.size or 0

    def names(self, folder: str, *, most: int) -> list[str]:
        found: list[str] = self._wait(self._listed(folder))
        return sorted(name for name in found if not name.startswith("."))[:most]

    def read(self, path: str, *, most: int) -> bytes:
        content: bytes = self._wait(self._content(path, most))
        return content

    def write(self, path: str, content: bytes) -> None:
        self._wait(self._written(path, content))

    def move(self, source: str, target: str) -> None:
        self._wait(self._moved(source, target))

    def claim(self, source: str, target: str) -> bool:
        return bool(self._wait(self._claimed(source, target)))

    def remove(self, path: str) -> None:
        self._wait(self._removed(path))

    def _path(self, path: str) -> str:
        return f"{self._folder}/{path}" if self._folder else path

    async def _made(self, folder: str) -> None:
        at = ""
        for part in folder.split("/"):
            at = f"{at}/{part}" if at else part
            if not await self._client.isdir(self._path(at)):
                # Another worker may be making it just now.
                with suppress(asyncssh.SFTPFailure, asyncssh.SFTPFileAlreadyExists):
                    await self._client.mkdir(self._path(at))

    async def _attributes(self, path: str) -> asyncssh.SFTPAttrs | None:
        try:
            found = await self._client.lstat(self._path(path))
        except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
            return None
        return found if found.type == asyncssh.FILEXFER_TYPE_REGULAR else None

    async def _listed(self, folder: str) -> list[str]:
        found: list[str] = []
        async for entry in self._client.scandir(self._path(folder)):
            if entry.attrs.type == asyncssh.FILEXFER_TYPE_REGULAR:
                name = entry.filename
                found.append(name if isinstance(name, str) else name.decode(errors="replace"))
            if len(found) >= SCANNED:
                break
        return found

    async def _content(self, path: str, most: int) -> bytes:
        found = await self._attributes(path)
        if found is None:
            raise Missing(path)
        if (found.size or 0) > most:
            raise TooLarge(path)
        async with self._client.open(self._path(path), "rb", encoding=None) as file:
            content: Any = await file.read(most + 1)
        if len(content) > most:
            raise TooLarge(path)
        return bytes(content)

    async def _written(self, path: str, content: bytes) -> None:
        async with self._client.open(self._path(path), "wb", encoding=None) as file:
            await file.write(content)
            with suppress(asyncssh.SFTPOpUnsupported):
                await file.fsync()

    async def _moved(self, source: str, target: str) -> None:
        try:
            await self._client.posix_rename(self._path(source), self._path(target))
        except asyncssh.SFTPOpUnsupported:
            await self._renamed(source, target)
        except SFTPError:
            await self._refuse_missing(source)
            raise

    async def _renamed(self, source: str, target: str) -> None:
        try:
            await self._client.rename(self._path(source), self._path(target))
        except SFTPError:
            await self._refuse_missing(source)
            raise

    async def _refuse_missing(self, source: str) -> None:
        if await self._attributes(source) is None:
            raise Missing(source) from None

    async def _claimed(self, source: str, target: str) -> bool:
        """Servers say in different words that the name is taken, so it is looked at."""
        try:
            await self._renamed(source, target)
        except SFTPError:
            if await self._attributes(target) is None:
                raise
            return False
        return True

    async def _removed(self, path: str) -> None:
        with suppress(asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
            await self._client.remove(self._path(path))
