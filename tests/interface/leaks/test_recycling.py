"""A connection that has served enough cities is replaced: between two transactions, never inside one, and nobody notices."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from audit.models import AuditEntry
from audit.operations import SYSTEM, record
from tenants.binding import bind, bind_owner, bind_public
from tenants.models import City

TRANSACTIONS = 2000


def backend() -> int:
    return int(connection.connection.info.backend_pid)


@pytest.fixture
def after(settings: Any) -> Callable[[int], None]:
    """``after(count)``: from now on a connection, a fresh one, serves so many cities."""

    def limit(count: int) -> None:
        settings.CITIES_PER_CONNECTION = count
        connection.close()

    return limit


def test_another_city_gets_another_connection(marked: Any, whose: Callable[[], str], after: Any) -> None:
    after(1)
    seen = []
    for city in (*marked, *marked):
        with bind(city), transaction.atomic():
            assert whose() == city.slug
            seen.append(backend())
    assert len(set(seen)) == len(seen)


def test_outside_transactions_too(marked: Any, whose: Callable[[], str], after: Any) -> None:
    after(1)
    seen = []
    for city in marked:
        with bind(city):
            assert whose() == city.slug
            seen.append(backend())
    assert seen[0] != seen[1]


def test_cities_that_it_knows_are_served_on(marked: Any, whose: Callable[[], str], after: Any) -> None:
    after(2)
    seen = set()
    for city in marked * 3:
        with bind(city):
            assert whose() == city.slug
            seen.add(backend())
        with bind_public():
            assert City.objects.count() >= 2
            seen.add(backend())
    assert len(seen) == 1


def test_never_inside_a_transaction(marked: Any, whose: Callable[[], str], after: Any) -> None:
    """Not even where no city at all may be served: what was begun ends on its connection."""
    after(0)
    with bind(marked[0]), transaction.atomic():
        record(action="first", actor=SYSTEM, at=marked[0].created_at)
        first = backend()
        with bind(marked[0]), transaction.atomic():
            record(action="second", actor=SYSTEM, at=marked[0].created_at)
        assert backend() == first
        assert AuditEntry.objects.count() == 3
    with bind(marked[1]):
        assert whose() == marked[1].slug
        assert backend() != first


def test_a_block_never_notices(marked: Any, whose: Callable[[], str], after: Any) -> None:
    after(1)
    done: list[str] = []
    with bind(marked[0]):
        assert whose() == marked[0].slug
    with bind(marked[1]), transaction.atomic():
        transaction.on_commit(lambda: done.append("committed"))
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            record(action="undone", actor=SYSTEM, at=marked[1].created_at)
            raise ZeroDivisionError
        record(action="kept", actor=SYSTEM, at=marked[1].created_at)
        assert done == []
    assert done == ["committed"]
    with bind(marked[1]):
        assert set(AuditEntry.objects.values_list("action", flat=True)) == {"mark", "kept"}


def test_what_was_replaced_is_gone_from_the_server(marked: Any, whose: Callable[[], str], after: Any) -> None:
    after(1)
    used = []
    for city in marked * 5:
        with bind(city):
            whose()
            used.append(backend())
    assert len(set(used)) == 10
    deadline = time.monotonic() + 5
    while _on_the_server(used) > 1:
        assert time.monotonic() < deadline, "old connections stay"
        time.sleep(0.05)


def _on_the_server(backends: list[int]) -> int:
    with psycopg.connect(os.environ["ADMIN_DATABASE_URL"]) as server:
        found = server.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = ANY(%s)", [backends]).fetchone()
    return int(found[0]) if found else 0


def test_the_owner_keeps_its_connection(marked: Any, after: Any) -> None:
    """A run over the fleet holds its lock by it."""
    from django.db import connections

    from tenants.binding import OWNER

    after(1)
    seen = set()
    for city in marked:
        with bind_owner(city.schema_name), connections[OWNER].cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            seen.add(cursor.fetchone())
    assert len(seen) == 1
