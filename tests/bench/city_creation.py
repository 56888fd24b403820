"""A city ready to serve: schema, role, tables, rights, record, key, host; beside stock ``migrate_schemas`` on the same models.

Again with three times the cities in the database, since it must not grow.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.bench import stock
from tests.bench.figures import Figure, percentile, rounded
from tests.bench.fleet import grown

FEW, MANY, LAST = 50, 150, 20
STOCK = 3


def measure(_cities: dict[str, Any]) -> Iterator[Figure]:
    few = _typical(grown(FEW)[-LAST:])
    theirs = _typical(stock.seconds("create", [f"stock_{number}" for number in range(STOCK)]))
    many = _typical(grown(MANY)[-LAST:])
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


def _typical(taken: list[float]) -> float:
    """A quarter was faster: what other programs on the machine did in between is left out."""
    return percentile(taken, 0.25)
