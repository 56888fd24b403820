"""The objects on disk, the answers by their keys, and what is to be delivered."""

from __future__ import annotations

import json
from typing import Any

from infra.standins.common import store

Object = dict[str, Any]


class Store(store.Store):
    TABLES = """
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
"""

    def put(self, account: str, thing: Object) -> Object:
        """Keeps an object under its id; its place in lists is that of its first time."""
        place = self.rows("SELECT coalesce(max(place), 0) + 1 FROM objects")[0][0]
        self.rows(
            "INSERT INTO objects VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            *(thing["id"], account, thing["object"], place, json.dumps(thing)),
        )
        return thing

    def get(self, account: str, kind: str, object_id: str) -> Object | None:
        sql = "SELECT body FROM objects WHERE id = ? AND account = ? AND kind = ?"
        return self.body(sql, object_id, account, kind)

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
