"""Files in a folder that only this user may enter. For one machine."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from documents.storage import Folder, Key, NotStored, own, own_space


class FolderStorage:
    def __init__(self, root: Path) -> None:
        self._root = root

    def _path(self, key: Key) -> Path:
        own(key.folder)
        return self._root / str(key)

    def put(self, key: Key, content: bytes) -> None:
        """Written beside, flushed to the disk, then moved into place."""
        path = self._path(key)
        self._make_folders(path.parent)
        beside = path.with_name(f".{path.name}-{secrets.token_hex(8)}")
        try:
            with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        _flush(path.parent)

    def get(self, key: Key) -> bytes:
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            raise NotStored(key.variant) from None

    def exists(self, key: Key) -> bool:
        return self._path(key).is_file()

    def delete(self, key: Key) -> None:
        self._path(key).unlink(missing_ok=True)

    def delete_all(self, folder: Folder) -> None:
        path = self._root / str(own(folder))
        if path.exists():
            shutil.rmtree(path)

    def sizes(self) -> Iterator[int]:
        found = (self._root / own_space()).rglob("*")
        return (path.stat().st_size for path in found if path.is_file())

    def delete_everything(self) -> None:
        path = self._root / own_space()
        if path.exists():
            shutil.rmtree(path)

    def _make_folders(self, folder: Path) -> None:
        """Each of them closed to others: ``parents=True`` would leave the upper ones to the umask."""
        self._root.parent.mkdir(parents=True, exist_ok=True)
        for part in reversed([folder, *folder.parents]):
            if part == self._root or self._root in part.parents:
                part.mkdir(mode=0o700, exist_ok=True)


def _flush(folder: Path) -> None:
    """The directory's entry too must survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
