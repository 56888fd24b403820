"""The gateway's folder on a drive of this machine: below the city's delivery folder, and nowhere else."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from connectors.adapters.folder.errors import translated
from connectors.adapters.folder.place import city_root, place_of
from connectors.adapters.folder.shelf import locked, sync_folder, write_whole
from connectors.adapters.gateway.store import Missing, Store, TooLarge
from connectors.base import Temporary


class LocalStore(Store):
    """``folder``: below the city's own; folders are made where they are missing."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    @contextmanager
    def exclusive(self, key: str) -> Iterator[None]:
        with translated(), locked(self._path(f".zusage/{key}.lock")) as ours:
            if not ours:
                raise Temporary("delivery_in_progress")
            yield

    def prepare(self, folder: str) -> None:
        with translated():
            place_of(city_root(), str(Path(self._folder) / folder))

    require = prepare

    def size(self, path: str) -> int | None:
        with translated():
            found = self._stat(path)
            return found.st_size if found else None

    def names(self, folder: str, *, most: int) -> list[str]:
        with translated():
            found = sorted(self._path(f"{folder}/x").parent.iterdir())
            plain = [each.name for each in found if stat.S_ISREG(each.lstat().st_mode)]
            return [name for name in plain if not name.startswith(".")][:most]

    def read(self, path: str, *, most: int) -> bytes:
        with translated():
            if self._stat(path) is None:
                raise Missing(path)
            handle = os.open(self._path(path), os.O_RDONLY | os.O_NOFOLLOW)
            with open(handle, "rb") as file:  # noqa: PTH123  from a handle
                content = file.read(most + 1)
        if len(content) > most:
            raise TooLarge(path)
        return content

    def write(self, path: str, content: bytes) -> None:
        with translated():
            write_whole(self._path(path), content)

    def move(self, source: str, target: str) -> None:
        with translated():
            try:
                self._path(source).rename(self._path(target))
            except FileNotFoundError:
                raise Missing(source) from None
            sync_folder(self._path(target).parent)

    def claim(self, source: str, target: str) -> bool:
        """Safe because ``exclusive`` is held."""
        if self.size(target) is not None:
            return False
        self.move(source, target)
        return True

    def remove(self, path: str) -> None:
        with translated():
            self._path(path).unlink(missing_ok=True)

    def _path(self, path: str) -> Path:
        inside = Path(self._folder) / path
        return place_of(city_root(), str(inside.parent)) / inside.name

    def _stat(self, path: str) -> os.stat_result | None:
        try:
            found = self._path(path).lstat()
        except FileNotFoundError:
            return None
        return found if stat.S_ISREG(found.st_mode) else None
