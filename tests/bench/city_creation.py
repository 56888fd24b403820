"""A city ready to serve: schema, role, tables, rights, record, key, host; beside stock ``migrate_schemas`` on the same models.

Again with four times the cities in the database, since it must not grow.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import Any

from tests.bench import stock
from tests.bench.figures import Figure, rounded
from tests.bench.fleet import grown

FEW, MANY, LAST = 50, 200, 15
STOCK = 3


def measure(_cities: dict[str, Any]) -> Iterator[Figure]:
    few = median(grown(FEW)[-LAST:] or [0.0])
    theirs = median(stock.seconds("create", [f"stock_{number}" for number in range(STOCK)]))
    many = median(grown(MANY)[-LAST:])
    yield Figure(
        f"city_creation: own, {FEW} cities",
        rounded(few * 1000),
        "ms",
        f"stock migrate_schemas, {theirs * 1000:,.0f} ms (times faster)",
        rounded(theirs / few) if few else None,
    )
    yield Figure(
        f"city_creation: own, {MANY} cities",
        rounded(many * 1000),
        "ms",
        f"own with {FEW} cities",
        rounded(many / few) if few else None,
    )
