"""The state on disk: one SQLite file. Whoever works, works alone and in one transaction."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS objects (
    id TEXT PRIMARY KEY, account TEXT NOT NULL, kind TEXT NOT NULL, place INTEGER NOT NULL, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS objects_kind ON objects (kind, account, place);
CREATE TABLE IF NOT EXISTS answers (
    account TEXT NOT NULL, key TEXT NOT NULL, digest TEXT NOT NULL, status INTEGER NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (account, key)
);
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY, event TEXT NOT NULL, due REAL NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL DEFAULT '', done INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS switches (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""

Object = dict[str, Any]


class Store:
    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.executescript(f"PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;{_TABLES}")

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

    def put(self, account: str, thing: Object) -> Object:
        """Keeps an object under its id; its place in lists is that of its first time."""
        place = self.rows("SELECT coalesce(max(place), 0) + 1 FROM objects")[0][0]
        self.rows(
            "INSERT INTO objects VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            *(thing["id"], account, thing["object"], place, json.dumps(thing)),
        )
        return thing

    def get(self, account: str, kind: str, object_id: str) -> Object | None:
        rows = self.rows("SELECT body FROM objects WHERE id = ? AND account = ? AND kind = ?", object_id, account, kind)
        return json.loads(rows[0][0]) if rows else None

    def all_of(self, kind: str, account: str | None = None, limit: int = 1000) -> list[tuple[str, Object]]:
        """(account, object), newest first."""
        rows = self.rows(
            "SELECT account, body FROM objects WHERE kind = ?1 AND (?2 IS NULL OR account = ?2)"
            " ORDER BY place DESC LIMIT ?3",
            *(kind, account, limit),
        )
        return [(owner, json.loads(body)) for owner, body in rows]

    def owner_of(self, kind: str, object_id: str) -> str | None:
        rows = self.rows("SELECT account FROM objects WHERE id = ? AND kind = ?", object_id, kind)
        return rows[0][0] if rows else None

    def switch(self, name: str) -> str:
        rows = self.rows("SELECT value FROM switches WHERE name = ?", name)
        return rows[0][0] if rows else ""

    def set_switch(self, name: str, value: str) -> None:
        self.rows(
            "INSERT INTO switches VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value
        )
