"""Cities with their deliveries queued, and how many of these are in which state."""

from __future__ import annotations

from collections import Counter
from typing import Any


def make(
    count: int, deliveries: int, *, port: int, connectors: tuple[str, ...] = ("posting", "posting_telling")
) -> Any:
    """Each city with its share of filed cases, queued; the connectors by turns. References are unique over all."""
    from django.db import transaction

    from config.cities import make_city
    from config.city_head import CityHead
    from configuration.operations import publish
    from kernel.clock import now
    from tenants.binding import bind
    from tests.interface.connectors.support import queued
    from tests.support.posting import register

    register()
    made = []
    for number in range(count):
        head = CityHead(
            slug=f"chaos-{number:03d}", name=f"Probe {number}", land="HE", ags="06413000",
            authority_code=f"77{number:04d}",
        )  # fmt: skip
        made.append(make_city(head, at=now(), author="chaos"))
        with bind(made[-1]):
            delivery = {"connector": connectors[number % len(connectors)], "options": {"port": port, "seconds": 2}}
            with transaction.atomic():
                publish(raw={"delivery": delivery}, author="chaos", at=now(), valid_from=now())
            for order in range(number, deliveries, count):
                queued(now(), reference=f"{order:012d}")
    return made


def state_of_all(cities: Any) -> Counter[str]:
    """Empty while the database is away."""
    from django.db import DatabaseError, connection

    from connectors import queries
    from tenants.binding import bind

    found: Counter[str] = Counter()
    try:
        for city in cities:
            with bind(city):
                found.update(queries.counts())
    except DatabaseError:
        connection.close()
        return Counter()
    return +found
