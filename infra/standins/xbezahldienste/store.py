"""The payments on disk."""

from __future__ import annotations

import json
from typing import Any

from infra.standins.common import store

Payment = dict[str, Any]


class Store(store.Store):
    TABLES = """
CREATE TABLE IF NOT EXISTS payments (
    number INTEGER PRIMARY KEY, id TEXT UNIQUE, account TEXT, request TEXT, page TEXT UNIQUE, body TEXT NOT NULL,
    UNIQUE (account, request)
);
"""

    def add(self, payment: Payment) -> bool:
        """False when this account sent this request before."""
        keys = [payment[name] for name in ("id", "account", "request", "page")]
        sql = "INSERT INTO payments (id, account, request, page, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id"
        return bool(self.rows(sql, *keys, json.dumps(payment)))

    def put(self, payment: Payment) -> Payment:
        self.rows("UPDATE payments SET body = ? WHERE id = ?", json.dumps(payment), payment["id"])
        return payment

    def by(self, name: str, value: str) -> Payment | None:
        """``name``: id, request or page."""
        return self.body(f"SELECT body FROM payments WHERE {name} = ?", value)  # a column's name, from our own code

    def all(self) -> list[Payment]:
        """Newest first."""
        return self.bodies("SELECT body FROM payments ORDER BY number DESC")
