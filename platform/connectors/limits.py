"""How often somebody may come: a bucket of tries each, counted in the city's own tables, so all processes count together.

Who comes in vain writes nothing, so hammering fills no table; and nobody waits for the disk because of a count.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from tenants.binding import current
from tenants.keys import city_keys

FORGOTTEN_AFTER = timedelta(hours=1)
FORGOTTEN_AT_ONCE = 50

_FILLED = "LEAST(%(burst)s, there.left + GREATEST(EXTRACT(EPOCH FROM %(at)s - there.at), 0) * %(rate)s)"
# The last tries may be forgotten when the server falls over.
_TAKE = f"""
WITH taken AS (
  INSERT INTO connectors_bucket AS there (key, "left", at) VALUES (%(key)s, %(burst)s - 1, %(at)s)
  ON CONFLICT (key) DO UPDATE SET "left" = {_FILLED} - 1, at = GREATEST(there.at, %(at)s) WHERE {_FILLED} >= 1
  RETURNING "left"
)
SELECT "left", CASE WHEN %(alone)s THEN set_config('synchronous_commit', 'off', true) END FROM taken
"""
_LEFT = f"SELECT {_FILLED} FROM connectors_bucket AS there WHERE key = %(key)s"
_FORGET = """
DELETE FROM connectors_bucket WHERE key IN (
  SELECT key FROM connectors_bucket WHERE at < %(since)s LIMIT %(most)s FOR UPDATE SKIP LOCKED
)
"""


@dataclass(frozen=True)
class Limit:
    """``burst`` tries at once, ``per_second`` more as time goes by, up to ``burst`` again."""

    name: str
    burst: int
    per_second: float

    def take(self, who: str = "", *, at: datetime) -> int:
        """Takes one try of ``who`` in the bound city. 0: go on; else the whole seconds after which there is one again.

        One statement, and a transaction of its own where none is open; else it joins that one, and another try of the same
        waits until it ends.
        """
        values: dict[str, str | float | bool | datetime] = {
            "key": self._key(who), "burst": float(self.burst), "rate": self.per_second, "at": at,
            "alone": not connection.in_atomic_block,
        }  # fmt: skip
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_TAKE, values)
            row = cursor.fetchone()
            if row is not None:
                if float(row[0]) == self.burst - 1:
                    cursor.execute(_FORGET, {"since": at - FORGOTTEN_AFTER, "most": FORGOTTEN_AT_ONCE})
                return 0
            cursor.execute(_LEFT, values)
            left = cursor.fetchone()
        return max(1, math.ceil((1 - float(left[0])) / self.per_second)) if left else 1

    def _key(self, who: str) -> str:
        key = city_keys().key_of(current().schema)
        return hmac.new(key, f"connectors.limit|{self.name}|{who}".encode(), hashlib.sha256).hexdigest()


# What people at the desk set off outside: for the whole city, however many of them there are.
CHECKS = Limit("check", burst=10, per_second=1 / 30)
TESTS = Limit("echo", burst=5, per_second=1 / 60)
