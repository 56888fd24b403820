"""The state on disk: one SQLite file. Whoever works, works alone and in one transaction."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

_SWITCHES = "CREATE TABLE IF NOT EXISTS switches (name TEXT PRIMARY KEY, value TEXT NOT NULL);"


def write(path: Path, content: bytes) -> None:
    """For nobody else to read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(0o600)
    path.write_bytes(content)


def kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """A file that is made at first use, for nobody else to read."""
    if not path.exists():
        write(path, make())
    return path.read_bytes()


class Store:
    """``TABLES``: what a stand-in keeps besides its switches, in SQL that can be run again."""

    TABLES: ClassVar[str] = ""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.executescript(f"PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;{_SWITCHES}{self.TABLES}")

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def work(self) -> Iterator[None]:
        """All of it is kept, or nothing."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def bodies(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """Of a query for one column that holds JSON objects."""
        return [json.loads(body) for (body,) in self.rows(sql, *values)]

    def body(self, sql: str, *values: Any) -> dict[str, Any] | None:
        """The first of them."""
        return next(iter(self.bodies(sql, *values)), None)

    def switch(self, name: str) -> str:
        """Empty until it is set."""
        rows = self.rows("SELECT value FROM switches WHERE name = ?", name)
        return rows[0][0] if rows else ""

    def set_switch(self, name: str, value: str) -> None:
        self.rows(
            "INSERT INTO switches VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value
        )
