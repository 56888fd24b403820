"""Each message appears in the folder exactly once, whatever is killed when, and even if it was picked up since.

Everything is first staged in a hidden folder beside. A ledger entry, written after the staging and before the first
file appears, remembers the key for good; a staged file moves to its place by one rename. So after an interruption the
folder itself tells how far it got: a staged file that is gone has appeared, and is not made again.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

HIDDEN = ".zusage"


class Shelf:
    """What belongs to one key in one folder."""

    def __init__(self, folder: Path, key: str) -> None:
        self._folder = folder
        self._hidden = folder / HIDDEN
        self._hidden.mkdir(exist_ok=True, mode=0o750)
        self._entry = self._hidden / f"{key}.ledger"
        self._staged = self._hidden / f"{key}.staged"
        self.lock = self._hidden / f"{key}.lock"

    def is_known(self) -> bool:
        return self._entry.exists()

    def receipt(self) -> str:
        return str(self._read()["receipt"])

    def stage(self, files: Mapping[str, bytes], entry: Mapping[str, Any]) -> None:
        """Writes all files where nobody looks, then the ledger entry. Repeated after a crash it starts anew."""
        self._staged.mkdir(exist_ok=True, mode=0o750)
        for name, body in files.items():
            write_whole(self._staged / name, body)
        write_whole(self._entry, json.dumps({**entry, "order": list(files)}).encode())

    def publish(self) -> None:
        """Moves what is still staged to its place, in order. Does nothing when all of it has appeared before."""
        if not self._staged.exists():
            return
        for name in self._read()["order"]:
            with suppress(FileNotFoundError):
                (self._staged / name).rename(self._folder / name)
                sync_folder(self._folder)
        # What is left are scratch files of a process that was killed while it staged.
        shutil.rmtree(self._staged)

    def _read(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._entry.read_bytes())
        return found


@contextmanager
def locked(path: Path) -> Iterator[bool]:
    """Whether this process may work on the key now. The lock falls with the process."""
    with path.open("ab") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
        path.unlink(missing_ok=True)


def write_whole(path: Path, body: bytes) -> None:
    """The file with all of its content or not at all, and on the disk before this returns."""
    scratch = path.with_name(f".{path.name}.{os.getpid()}.part")
    with scratch.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
