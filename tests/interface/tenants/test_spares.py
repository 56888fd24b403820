"""A city made in advance is the same city as one made from nothing, is taken once, and is of today's release or nobody's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connections

from audit.models import AuditEntry
from audit.operations import SYSTEM, record
from tenants import spares
from tenants.binding import OWNER, bind, bind_owner, city_role
from tenants.models import City, Spare
from tenants.provisioning import UnableToCreateCity, create_city, login_role
from tests.support.fleet import aside, forget, new_city, next_release

SHAPE = """
    SELECT c.relname, c.relkind::text, replace(coalesce(c.relacl::text, ''), %s, 'ROLE'), a.attname, a.atttypid::regtype::text
    FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    WHERE c.relnamespace = to_regnamespace(%s) AND c.relkind IN ('r', 'i', 'S') ORDER BY 1, 4
"""


@pytest.fixture
def apart(cities: Any) -> Iterator[None]:
    with aside():
        yield
    with bind_owner():
        for spare in list(Spare.objects.using(OWNER).all()):
            spares._take_away(spare)


def _ask(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with bind_owner(), connections[OWNER].cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _shape(city: City) -> list[tuple[Any, ...]]:
    return _ask(SHAPE, city_role(city.schema_name), city.schema_name)


def _waiting() -> list[str]:
    with bind_owner():
        return list(Spare.objects.using(OWNER).order_by("id").values_list("schema_name", flat=True))


def _replenish(wanted: int, at: datetime, **changed: Any) -> int:
    return spares.replenish(wanted=wanted, login=login_role(), clock=lambda: at, **changed)


def test_a_city_from_a_spare_is_like_one_from_nothing_and_serves(apart: None, at: datetime) -> None:
    plain = create_city(new_city(1), at=at)
    assert _replenish(1, at) == 1
    ready = create_city(new_city(2), at=at)
    assert _waiting() == []
    assert _shape(ready) == _shape(plain) != []
    for city in (plain, ready):
        with bind(city):
            record(action="test", actor=SYSTEM, at=at)
            assert AuditEntry.objects.count() == 1


def test_a_spare_is_nobodys_to_read(apart: None, offenbach: Any, at: datetime) -> None:
    _replenish(1, at)
    [schema] = _waiting()
    [(allowed,)] = _ask("SELECT has_schema_privilege(%s, %s, 'USAGE')", city_role(offenbach.schema_name), schema)
    assert not allowed


def test_a_creation_that_fails_leaves_the_spare(apart: None, at: datetime) -> None:
    create_city(new_city(1), at=at)
    _replenish(1, at)
    before = _waiting()
    with pytest.raises(UnableToCreateCity):
        create_city(new_city(2, host="flotte-01.localhost"), at=at)

    def broken(_city: City) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        create_city(new_city(2), at=at, furnish=broken)
    assert _waiting() == before
    assert _ask("SELECT to_regnamespace('c_flotte_02')") == [(None,)]


def test_spares_of_another_release_are_taken_away(apart: None, at: datetime) -> None:
    _replenish(2, at)
    old = _waiting()
    later = next_release("ALTER TABLE audit_auditentry ADD COLUMN later text NULL")
    assert create_city(new_city(1), at=at, release=later).applied == later.state
    assert _waiting() == old, "not of this release, so left alone"
    assert _replenish(1, at, release=later) == 1
    assert set(_waiting()).isdisjoint(old)
    for schema in old:
        assert _ask("SELECT to_regnamespace(%s), to_regrole(%s)", schema, city_role(schema)) == [(None, None)]


def test_two_cities_made_at_once_never_get_the_same_spare(apart: None, at: datetime) -> None:
    _replenish(2, at)
    made: list[City] = []

    def make(number: int) -> None:
        made.append(create_city(new_city(number), at=at))
        connections[OWNER].close()

    threads = [threading.Thread(target=make, args=(number,)) for number in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 3
    assert _waiting() == []
    for city in made:
        with bind(city):
            record(action="test", actor=SYSTEM, at=at)
            assert AuditEntry.objects.count() == 1


def test_a_role_that_is_there_already_is_no_obstacle(apart: None, at: datetime) -> None:
    _replenish(1, at)
    first = create_city(new_city(1), at=at)
    forget(first)
    with bind_owner(), connections[OWNER].cursor() as cursor:
        cursor.execute(f"CREATE ROLE {city_role('c_flotte_01')} NOLOGIN")
    _replenish(1, at)
    again = create_city(new_city(1), at=at)
    assert len(_waiting()) == 1, "made from nothing"
    with bind(again):
        assert AuditEntry.objects.count() == 0
