"""What cities cost PostgreSQL: the private memory of one backend after every table of every city, and files on the disk.

PostgreSQL never forgets a table that a connection has touched. Ours gives a connection back after so many cities
(``CITIES_PER_CONNECTION``); stock keeps it. ``FLEET=600`` for the whole country.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.bench import stock
from tests.bench.backends import MEBIBYTE, TOUCH, private
from tests.bench.figures import Figure, against, plain, rounded
from tests.bench.fleet import SIZE, grown, some

BOUND = 200


def measure(_cities: dict[str, Any]) -> Iterator[Figure]:
    from django.conf import settings

    before, made = _disk(), len(grown(SIZE))
    cities = some(SIZE)
    if made:
        size, files = (after - there for after, there in zip(_disk(), before, strict=True))
        yield plain("memory: disk for each city without cases", size / made / MEBIBYTE**2, "MiB")
        yield plain("memory: relations with a file, each city", files / made, "files")
    ours, lines = _ours(cities)
    kept = stock.backend_memory([city.schema_name for city in cities])
    yield Figure(
        f"memory: largest backend, every table of {len(cities)} cities",
        rounded(ours),
        "MiB",
        f"stock, {kept:,.0f} MiB (share of it)",
        rounded(ours / kept),
    )
    yield against("memory: the same beside what it may be", ours, "MiB", bound=BOUND, of=f"bound {BOUND} MiB")
    yield plain(f"memory: connections, {settings.CITIES_PER_CONNECTION} cities each", lines, "connections")
    with _for_ever():
        ever, _ = _ours(cities)
    yield plain("memory: ours without giving connections back", ever, "MiB")


def _disk() -> tuple[int, int]:
    """Bytes of the whole database, its catalogue included, and how many relations have a file."""
    from django.db import connections

    from tenants.binding import OWNER, bind_owner

    with bind_owner(), connections[OWNER].cursor() as cursor:
        cursor.execute(
            "SELECT pg_database_size(current_database()), (SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'i', 'S', 't'))"
        )
        size, files = cursor.fetchone()
    return int(size), int(files)


def _ours(cities: list[Any]) -> tuple[float, int]:
    """The largest private memory that any backend of ours had, and how many backends there were."""
    from django.db import connection, transaction

    from tenants.binding import bind
    from tenants.grants import city_models

    tables = [model._meta.db_table for model in city_models()]
    connection.close()
    largest, backends = 0.0, set()
    for city in cities:
        with bind(city), transaction.atomic(), connection.cursor() as cursor:
            for table in tables:
                cursor.execute(TOUCH.format(table=table))
        pid = connection.connection.info.backend_pid
        backends.add(pid)
        largest = max(largest, private(pid))
    connection.close()
    return largest, len(backends)


@contextmanager
def _for_ever() -> Iterator[None]:
    from django.test import override_settings

    with override_settings(CITIES_PER_CONNECTION=10**9):
        yield
