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
CREATE TABLE IF NOT EXISTS bookings (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS switches (name TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT OR IGNORE INTO sqlite_sequence (name, seq) VALUES ('bookings', 100000);
"""

Booking = dict[str, Any]


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

    def add(self, booking: Booking) -> Booking:
        """Gives it its number."""
        [(number,)] = self._rows("INSERT INTO bookings (body) VALUES ('{}') RETURNING id")
        return self.put({**booking, "id": number})

    def put(self, booking: Booking) -> Booking:
        self._rows("UPDATE bookings SET body = ? WHERE id = ?", json.dumps(booking), booking["id"])
        return booking

    def get(self, number: int) -> Booking | None:
        rows = self._rows("SELECT body FROM bookings WHERE id = ?", number)
        return json.loads(rows[0][0]) if rows else None

    def all(self) -> list[Booking]:
        """Newest first."""
        return [json.loads(body) for (body,) in self._rows("SELECT body FROM bookings ORDER BY id DESC")]

    def switch(self, name: str) -> str:
        rows = self._rows("SELECT value FROM switches WHERE name = ?", name)
        return rows[0][0] if rows else ""

    def set_switch(self, name: str, value: str) -> None:
        self._rows(
            "INSERT INTO switches VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value
        )
