"""Cities to measure with: made once in the database of the measurement, as many as a part wants."""

from __future__ import annotations

import time
from typing import Any


def grown(count: int) -> list[float]:
    """At least so many cities; answers the seconds that each new one took."""
    from config.cities import make_city
    from config.city_head import CityHead
    from kernel.clock import now
    from tenants.binding import OWNER, bind_owner
    from tenants.models import City

    with bind_owner():
        there = City.objects.using(OWNER).exclude(stage="offboarded").count()
    taken = []
    for number in range(there, count):
        head = CityHead(
            slug=f"mess-{number:03d}", name=f"Messung {number}", land="HE", ags="06413000",
            authority_code=f"66{number:04d}",
        )  # fmt: skip
        begun = time.perf_counter()
        make_city(head, at=now(), author="bench")
        taken.append(time.perf_counter() - begun)
    return taken


def some(count: int) -> list[Any]:
    from tenants.binding import OWNER, bind_owner
    from tenants.models import City

    with bind_owner():
        return list(City.objects.using(OWNER).filter(slug__startswith="mess-").order_by("pk")[:count])
