"""Takes a city out of the database: its schema, its role, its rows in ``public``. Keys and files go before, by others."""

from __future__ import annotations

from typing import Any

from django.db import OperationalError, connections, transaction

from kernel.errors import Refusal
from tenants import ledger, routing
from tenants.archive.tables import layout
from tenants.binding import OWNER, bind_owner, city_role, safe_name
from tenants.listening import announce
from tenants.models import Bell, City, Stage

LOCK_TIMEOUT_MS = 10_000


class UnableToRemove(Refusal):
    """unknown_city, not_offboarded, twin_first (its rehearsal goes before it), city_busy, run_in_progress."""

    code = "unable_to_remove"


def offboarded(slug: str) -> City | None:
    """The city, if there is one. Refused: not_offboarded, twin_first."""
    with bind_owner():
        city: City | None = City.objects.using(OWNER).filter(slug=slug).first()
        if city is not None and City.objects.using(OWNER).filter(twin_of=city).exists():
            raise UnableToRemove(code="twin_first")
    if city is not None and city.stage != Stage.OFFBOARDED:
        raise UnableToRemove(code="not_offboarded")
    if city is not None:
        city._state.db = "default"
    return city


def head_of(city: City) -> dict[str, Any]:
    """What a certificate says of the city; its hosts and doors, which go with it."""
    names = ("slug", "name", "land", "ags", "authority_code")
    with bind_owner():
        hosts = list(city.domains.using(OWNER).order_by("id").values_list("domain", flat=True))
        doors = city.doors.using(OWNER).count()
    return {**{name: getattr(city, name) for name in names}, "hosts": hosts, "doors": doors}


def count_rows(city: City) -> dict[str, int]:
    """Rows per table, also where there are none. A city that is behind this release may lack a table."""
    schema = safe_name(city.schema_name)
    with bind_owner(schema), transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        tables = list(layout())
        asked = ", ".join(f"to_regclass('{schema}.{table}') IS NOT NULL" for table in tables)
        cursor.execute(f"SELECT {asked}")
        there = [table for table, found in zip(tables, cursor.fetchone(), strict=True) if found]
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in there))
        return dict(cursor.fetchall())


def count_public(city: City) -> dict[str, int]:
    """Rows in ``public`` that are there for this city alone."""
    with bind_owner():
        counted = {"tenants_city": 1, "tenants_bell": _bells(city).count()}
        for relation in City._meta.related_objects:
            rows = relation.related_model._default_manager.using(OWNER).filter(**{relation.field.name: city})
            counted[relation.related_model._meta.db_table] = rows.count()
    return {table: count for table, count in sorted(counted.items()) if count}


def _bells(city: City) -> Any:
    return Bell.objects.using(OWNER).filter(city_role=city_role(safe_name(city.schema_name)))


def drop_city(slug: str) -> None:
    """One transaction. Nothing of another city is touched.

    Its tables, indexes and counters are locked together, some 1,650 of the 6,400 locks that PostgreSQL has room for by
    default. Refused: unknown_city, not_offboarded, city_busy, run_in_progress.
    """
    try:
        with ledger.the_only_run(), bind_owner(), transaction.atomic(using=OWNER):
            found = City.objects.using(OWNER).select_for_update(of=("self",)).filter(slug=slug).first()
            if found is None:
                raise UnableToRemove(code="unknown_city")
            if found.stage != Stage.OFFBOARDED:
                raise UnableToRemove(code="not_offboarded")
            _drop(found)
            announce()
    except OperationalError:
        raise UnableToRemove(code="city_busy") from None
    except ledger.UnableToUpgrade as refusal:
        raise UnableToRemove(code=refusal.code) from None
    routing.forget()


def _drop(city: City) -> None:
    schema = safe_name(city.schema_name)
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{LOCK_TIMEOUT_MS}ms"])
        cursor.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')
        cursor.execute(f"DROP ROLE IF EXISTS {city_role(schema)}")
    _bells(city).delete()
    City.objects.using(OWNER).filter(pk=city.pk).delete()
