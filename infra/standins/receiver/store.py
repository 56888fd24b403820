"""What arrived, by its key; on disk before anything is answered."""

from __future__ import annotations

from typing import Any

from infra.standins.common import store

_COLUMNS = ("key", "receipt", "state", "code", "kind", "content_type", "body", "posts")


class Store(store.Store):
    TABLES = """
CREATE TABLE IF NOT EXISTS arrivals (
  key TEXT PRIMARY KEY, receipt TEXT NOT NULL, state TEXT NOT NULL, code TEXT NOT NULL DEFAULT '', kind TEXT NOT NULL,
  content_type TEXT NOT NULL, body BLOB NOT NULL, posts INTEGER NOT NULL DEFAULT 1
);
"""

    def add(self, key: str, *, state: str, kind: str, content_type: str, body: bytes) -> tuple[dict[str, Any], bool]:
        """(the arrival, whether it is new). A repetition is counted and changes nothing."""
        [(posts,)] = self.rows(
            "INSERT INTO arrivals (key, receipt, state, kind, content_type, body)"
            " SELECT ?1, printf('EINGANG-%06d', count(*) + 1), ?2, ?3, ?4, ?5 FROM arrivals WHERE true"
            " ON CONFLICT (key) DO UPDATE SET posts = posts + 1 RETURNING posts",
            *(key, state, kind, content_type, body),
        )
        return self._arrivals("WHERE key = ?", key)[0], posts == 1

    def get(self, key: str) -> dict[str, Any] | None:
        return next(iter(self._arrivals("WHERE key = ?", key)), None)

    def all(self) -> list[dict[str, Any]]:
        return self._arrivals("ORDER BY rowid")

    def decide(self, key: str, state: str, code: str = "") -> None:
        self.rows("UPDATE arrivals SET state = ?, code = ? WHERE key = ?", state, code, key)

    def _arrivals(self, which: str, *values: Any) -> list[dict[str, Any]]:
        rows = self.rows(f"SELECT {', '.join(_COLUMNS)} FROM arrivals {which}", *values)
        return [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
