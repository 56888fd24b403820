"""A run over the fleet with nothing to do, beside stock ``migrate_schemas``, per city and for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import Any

from tests.bench import stock
from tests.bench.figures import Figure, rounded, timed
from tests.bench.fleet import SIZE, grown, some

STOCK = 8


def measure(_cities: dict[str, Any]) -> Iterator[Figure]:
    from kernel.clock import now
    from tenants import fleet

    grown(SIZE)
    fleet.migrate(clock=now, resume=None)
    count = _count()
    ours = median(timed(lambda: fleet.migrate(clock=now), seconds=1.0))
    each = median(stock.seconds("migrate", [city.schema_name for city in some(STOCK)])[1:])
    yield Figure(
        f"fleet_noop: own, {count} cities",
        rounded(ours * 1000),
        "ms",
        f"stock, {each * 1000:,.0f} ms each (times faster)",
        rounded(each * count / ours),
    )


def _count() -> int:
    from tenants.binding import OWNER, bind_owner
    from tenants.models import City

    with bind_owner():
        return int(City.objects.using(OWNER).exclude(stage="offboarded").count())
