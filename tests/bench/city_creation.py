"""A city ready to serve: schema, role, tables, rights, record, key, host, configuration; beside stock ``migrate_schemas`` on the same models.

In a database of as many cities as Germany has authorities, and beside that with few, since it must not grow.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.bench import stock
from tests.bench.figures import Figure, percentile, rounded
from tests.bench.fleet import grown

FEW, MANY, LAST = 50, 600, 20
STOCK = 3


def measure(_cities: dict[str, Any]) -> Iterator[Figure]:
    from kernel.clock import now
    from tenants import spares
    from tenants.provisioning import login_role

    few = _typical(grown(FEW)[-LAST:])
    made = _typical(grown(MANY)[-LAST:])
    spares.replenish(wanted=LAST, login=login_role(), clock=now)
    ready = _typical(grown(MANY + LAST))
    theirs = _typical(stock.seconds("create", [f"stock_{number}" for number in range(STOCK)]))
    beside = f"stock migrate_schemas beside them, {theirs * 1000:,.0f} ms (times faster)"
    for name, own in (("from a spare", ready), ("from nothing", made)):
        yield Figure(f"city_creation: {MANY} cities, {name}", rounded(own * 1000), "ms", beside, rounded(theirs / own))
    yield Figure(
        f"city_creation: {MANY} cities, from nothing",
        rounded(made * 1000),
        "ms",
        f"with {FEW} cities, {few * 1000:,.0f} ms",
        rounded(made / few),
    )


def _typical(taken: list[float]) -> float:
    """A quarter was faster: what other programs on the machine did in between is left out."""
    return percentile(taken, 0.25)
