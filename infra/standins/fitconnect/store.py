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
CREATE TABLE IF NOT EXISTS submissions (number INTEGER PRIMARY KEY, id TEXT UNIQUE, case_id TEXT UNIQUE, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS switches (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""

Submission = dict[str, Any]


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

    def put(self, submission: Submission) -> Submission:
        sql = "INSERT INTO submissions (id, case_id, body) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body"
        self._rows(sql, submission["id"], submission["case"], json.dumps(submission))
        return submission

    def get(self, number: str) -> Submission | None:
        """By the number of the submission or of its case."""
        rows = self._rows("SELECT body FROM submissions WHERE id = ? OR case_id = ?", number, number)
        return json.loads(rows[0][0]) if rows else None

    def forget(self, number: str) -> None:
        self._rows("DELETE FROM submissions WHERE id = ?", number)

    def all(self) -> list[Submission]:
        """Newest first."""
        return [json.loads(body) for (body,) in self._rows("SELECT body FROM submissions ORDER BY number DESC")]

    def switch(self, name: str) -> str:
        rows = self._rows("SELECT value FROM switches WHERE name = ?", name)
        return rows[0][0] if rows else ""

    def set_switch(self, name: str, value: str) -> None:
        self._rows(
            "INSERT INTO switches VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value
        )
