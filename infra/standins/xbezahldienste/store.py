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
CREATE TABLE IF NOT EXISTS payments (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE, account TEXT, request TEXT, page TEXT UNIQUE, body TEXT NOT NULL,
    UNIQUE (account, request)
);
CREATE TABLE IF NOT EXISTS switches (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""

Payment = dict[str, Any]


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

    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def add(self, payment: Payment) -> bool:
        """False when this account sent this request before."""
        keys = [payment[name] for name in ("id", "account", "request", "page")]
        sql = "INSERT INTO payments (id, account, request, page, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id"
        return bool(self._rows(sql, *keys, json.dumps(payment)))

    def put(self, payment: Payment) -> Payment:
        self._rows("UPDATE payments SET body = ? WHERE id = ?", json.dumps(payment), payment["id"])
        return payment

    def by(self, name: str, value: str) -> Payment | None:
        """``name``: id, request or page."""
        rows = self._rows(f"SELECT body FROM payments WHERE {name} = ?", value)  # a column's name, from our own code
        return json.loads(rows[0][0]) if rows else None

    def all(self) -> list[Payment]:
        """Newest first."""
        return [json.loads(body) for (body,) in self._rows("SELECT body FROM payments ORDER BY number DESC")]

    def switch(self, name: str) -> str:
        rows = self._rows("SELECT value FROM switches WHERE name = ?", name)
        return rows[0][0] if rows else ""

    def set_switch(self, name: str, value: str) -> None:
        self._rows(
            "INSERT INTO switches VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value
        )
