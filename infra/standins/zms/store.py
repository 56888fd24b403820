"""The bookings on disk."""

from __future__ import annotations

import json
from typing import Any

from infra.standins.common import store

Booking = dict[str, Any]


class Store(store.Store):
    TABLES = """
CREATE TABLE IF NOT EXISTS bookings (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL);
INSERT OR IGNORE INTO sqlite_sequence (name, seq) VALUES ('bookings', 100000);
"""

    def add(self, booking: Booking) -> Booking:
        """Gives it its number."""
        [(number,)] = self.rows("INSERT INTO bookings (body) VALUES ('{}') RETURNING id")
        return self.put({**booking, "id": number})

    def put(self, booking: Booking) -> Booking:
        self.rows("UPDATE bookings SET body = ? WHERE id = ?", json.dumps(booking), booking["id"])
        return booking

    def get(self, number: int) -> Booking | None:
        return self.body("SELECT body FROM bookings WHERE id = ?", number)

    def all(self) -> list[Booking]:
        """Newest first."""
        return self.bodies("SELECT body FROM bookings ORDER BY id DESC")
