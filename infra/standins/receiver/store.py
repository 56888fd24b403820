"""What arrived, by its key, and the switches; on disk before anything is answered."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS arrivals (
  key TEXT PRIMARY KEY, receipt TEXT NOT NULL, state TEXT NOT NULL, code TEXT NOT NULL DEFAULT '', kind TEXT NOT NULL,
  content_type TEXT NOT NULL, body BLOB NOT NULL, posts INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS switches (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Store:
    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._base = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._base.row_factory = sqlite3.Row
        self._base.executescript(_TABLES)

    def add(self, key: str, *, state: str, kind: str, content_type: str, body: bytes) -> tuple[dict[str, Any], bool]:
        """(the arrival, whether it is new). A repetition is counted and changes nothing."""
        with self._lock:
            found = self.get(key)
            if found is not None:
                self._base.execute("UPDATE arrivals SET posts = posts + 1 WHERE key = ?", (key,))
                return found, False
            number = self._base.execute("SELECT count(*) FROM arrivals").fetchone()[0] + 1
            self._base.execute(
                "INSERT INTO arrivals (key, receipt, state, kind, content_type, body) VALUES (?, ?, ?, ?, ?, ?)",
                (key, f"EINGANG-{number:06d}", state, kind, content_type, body),
            )
            return dict(self.get(key) or {}), True

    def get(self, key: str) -> dict[str, Any] | None:
        with self._lock:
            row = self._base.execute("SELECT * FROM arrivals WHERE key = ?", (key,)).fetchone()
        return dict(row) if row else None

    def all(self) -> list[dict[str, Any]]:
        with self._lock:
            return [dict(row) for row in self._base.execute("SELECT * FROM arrivals ORDER BY rowid")]

    def decide(self, key: str, state: str, code: str = "") -> None:
        with self._lock:
            self._base.execute("UPDATE arrivals SET state = ?, code = ? WHERE key = ?", (state, code, key))

    def switch(self, name: str) -> str:
        with self._lock:
            row = self._base.execute("SELECT value FROM switches WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_switch(self, name: str, value: str) -> None:
        with self._lock:
            self._base.execute("INSERT OR REPLACE INTO switches VALUES (?, ?)", (name, value))

    def close(self) -> None:
        with self._lock:
            self._base.close()
