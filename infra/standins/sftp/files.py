"""One city's folder as the client sees it, with the trouble that is set."""

from __future__ import annotations

import asyncio
import errno
import os
from typing import Any

import asyncssh

from infra.standins.sftp.world import World


class CityFiles(asyncssh.SFTPServer):
    """Nothing leads out of the folder of who signed in."""

    def __init__(self, world: World, channel: asyncssh.SSHServerChannel[bytes]) -> None:
        self._world = world
        user = channel.get_connection().get_extra_info("username")
        super().__init__(channel, chroot=os.fsencode(world.home(user)))

    async def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> Any:
        await self._wait()
        return super().open(path, pflags, attrs)

    def write(self, file_obj: Any, offset: int, data: bytes) -> int:
        if self._world.hits("full"):
            raise OSError(errno.ENOSPC, "full")
        if self._world.hits("half"):
            super().write(file_obj, offset, data[: len(data) // 2])
            file_obj.flush()
            self._cut()
        super().write(file_obj, offset, data)
        return len(data)

    async def rename(self, oldpath: bytes, newpath: bytes) -> None:
        await self._wait()
        self._refuse()
        super().rename(oldpath, newpath)
        if b".zusage" not in newpath and self._world.hits("lost"):
            self._cut()

    async def posix_rename(self, oldpath: bytes, newpath: bytes) -> None:
        await self._wait()
        if self._world.fault == "no_posix_rename":
            raise asyncssh.SFTPOpUnsupported("no extensions here")
        self._refuse()
        super().posix_rename(oldpath, newpath)
        if b".zusage" not in newpath and self._world.hits("lost"):
            self._cut()

    async def _wait(self) -> None:
        if self._world.fault == "slow":
            await asyncio.sleep(self._world.pause)

    def _refuse(self) -> None:
        if self._world.hits("no_rename"):
            raise asyncssh.SFTPPermissionDenied("no")

    def _cut(self) -> None:
        self.channel.get_connection().abort()
        raise asyncssh.SFTPConnectionLost("cut")
