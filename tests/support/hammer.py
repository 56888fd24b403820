"""Strikes many cities from many threads over few connections and counts wrong answers.

``python -m tests.support.hammer`` in an environment that names a database of ours; prints the counts as JSON. With
``--fault`` the binding is deliberately not sent, or sent wrong: then the database must refuse every statement.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

FAULTS: dict[str, Callable[[Any, str], str]] = {
    "nothing is sent": lambda binding, other: "BEGIN",
    "another city's path": lambda binding, other: (
        f"BEGIN; SELECT set_config('role', '{binding.role}', true), set_config('search_path', '\"{other}\"', true)"
    ),
    "a path without its role": lambda binding, other: f"BEGIN; SET LOCAL search_path = '{other}'",
    "another city's role": lambda binding, other: (
        f"BEGIN; SELECT set_config('role', '{binding.role.replace(binding.schema, other)}', true),"
        f" set_config('search_path', '\"{binding.schema}\"', true)"
    ),
}

# Both locks turned to the wrong city together: no database can know that. It shows that the hammer sees wrong answers.
UNSEEN = "another city altogether"
BROKEN: dict[str, Callable[[Any, str], str]] = {
    **FAULTS,
    UNSEEN: lambda binding, other: (
        f"BEGIN; SELECT set_config('role', '{binding.role.replace(binding.schema, other)}', true),"
        f" set_config('search_path', '\"{other}\"', true)"
    ),
}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cities", type=int, default=6)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--transactions", type=int, default=3000)
    parser.add_argument("--fault", choices=[*BROKEN, ""], default="")
    given = parser.parse_args()
    import django

    django.setup()
    cities, stamp = _cities(given.cities)
    if given.fault:
        _break_the_binding(given.fault, [city.schema_name for city in cities])
    print(json.dumps(_strike(cities, stamp, given.threads, given.transactions)))
    return 0


def _cities(count: int) -> tuple[list[Any], int]:
    """That many cities, each with a row that says whose it is, under one number in all of them."""
    from audit.models import AuditEntry
    from audit.operations import SYSTEM
    from kernel.clock import now
    from tenants.binding import bind, bind_public
    from tenants.migrate import migrate_public
    from tenants.models import City
    from tenants.provisioning import NewCity, create_city

    migrate_public()
    with bind_public():
        there = {city.slug: city for city in City.objects.filter(slug__startswith="hammer-")}
    names = [f"hammer-{number:03}" for number in range(count)]
    for number, slug in enumerate(names):
        if slug not in there:
            new = NewCity(slug, f"Probestadt {number}", "06", f"069{number:05}", f"9{number:05}", f"{slug}.localhost")
            there[slug] = create_city(new, at=now())
    cities, stamp = [there[slug] for slug in names], 1_000_000
    for city in cities:
        with bind(city):
            if not AuditEntry.objects.filter(id=stamp).exists():
                made = AuditEntry(
                    id=stamp, action="hammer", actor_kind=SYSTEM.kind, at=now(), details={"city": city.slug}
                )
                made.save(force_insert=True)
    return cities, stamp


def _break_the_binding(fault: str, schemas: list[str]) -> None:
    """Instead of what the backend would send. The other city is always a real one."""
    from tenants.backend import base

    def opening(binding: Any) -> str:
        other = schemas[(schemas.index(binding.schema) + 1) % len(schemas)]
        return str(BROKEN[fault](binding, other))

    base.opening = opening


def _strike(cities: list[Any], stamp: int, threads: int, transactions: int) -> dict[str, int]:
    counts = [Counter[str]() for _ in range(threads)]
    each = -(-transactions // threads)
    workers = [
        threading.Thread(target=_work, args=(cities, stamp, number, each, counts[number])) for number in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    total = sum(counts, Counter[str]())
    return {name: total[name] for name in ("transactions", "answers", "wrong", "refused", "rolled back")}


def _work(cities: list[Any], stamp: int, number: int, transactions: int, count: Counter[str]) -> None:
    from django.db import DatabaseError, connection

    from tests.support.blows import Striker

    striker = Striker(cities, stamp, random.Random(number), count)  # noqa: S311  repeatable
    tried = 0
    while max(count["transactions"], tried) < transactions:
        tried += 1
        try:
            striker.strike()
        except DatabaseError as error:
            count["refused"] += 1
            if count["refused"] == 1:
                sys.stderr.write(f"{type(error).__name__}: {str(error).splitlines()[0]}\n")
        connection.close_if_unusable_or_obsolete()
    connection.close()


if __name__ == "__main__":
    sys.exit(main())
