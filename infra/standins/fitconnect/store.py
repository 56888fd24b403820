"""The submissions on disk."""

from __future__ import annotations

import json
from typing import Any

from infra.standins.common import store

Submission = dict[str, Any]


class Store(store.Store):
    TABLES = """
CREATE TABLE IF NOT EXISTS submissions (number INTEGER PRIMARY KEY, id TEXT UNIQUE, case_id TEXT UNIQUE, body TEXT NOT NULL);
"""

    def put(self, submission: Submission) -> Submission:
        sql = "INSERT INTO submissions (id, case_id, body) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body"
        self.rows(sql, submission["id"], submission["case"], json.dumps(submission))
        return submission

    def get(self, number: str) -> Submission | None:
        """By the number of the submission or of its case."""
        return self.body("SELECT body FROM submissions WHERE id = ?1 OR case_id = ?1", number)

    def forget(self, number: str) -> None:
        self.rows("DELETE FROM submissions WHERE id = ?", number)

    def all(self) -> list[Submission]:
        """Newest first."""
        return self.bodies("SELECT body FROM submissions ORDER BY number DESC")
