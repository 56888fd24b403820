"""A small fleet beside the two cities of every test, which stand aside meanwhile; taken away afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connections, transaction

from tenants import routing
from tenants.binding import OWNER, bind_owner, city_role
from tenants.keys import city_keys
from tenants.models import City, FleetRun
from tenants.provisioning import NewCity, create_city
from tenants.release import Release, this_release
from tenants.template import RECORD


def new_city(number: int, **changed: Any) -> NewCity:
    given = {
        "slug": f"flotte-{number:02d}", "name": f"Flotte {number}", "land": "HE", "ags": "06413000",
        "authority_code": f"77{number:04d}", "host": f"flotte-{number:02d}.localhost",
    }  # fmt: skip
    return NewCity(**{**given, **changed})


@contextmanager
def aside() -> Iterator[None]:
    """The cities that are there now are out of the fleet's reach; what is made meanwhile goes."""
    with bind_owner():
        kept = dict(City.objects.using(OWNER).values_list("pk", "stage"))
        City.objects.using(OWNER).update(stage="offboarded")
    try:
        yield
    finally:
        with bind_owner():
            made = list(City.objects.using(OWNER).exclude(pk__in=kept))
        for city in sorted(made, key=lambda one: not one.is_twin):
            forget(city)
        with bind_owner():
            FleetRun.objects.using(OWNER).all().delete()
            for pk, stage in kept.items():
                City.objects.using(OWNER).filter(pk=pk).update(stage=stage)


def put(city: City, stage: str) -> None:
    """Where a test wants the city to be, whatever its life allows."""
    with bind_owner():
        City.objects.using(OWNER).filter(pk=city.pk).update(stage=stage)
    routing.forget()


def forget(city: City) -> None:
    with bind_owner(), transaction.atomic(using=OWNER):
        with connections[OWNER].cursor() as cursor:
            cursor.execute(f'DROP SCHEMA "{city.schema_name}" CASCADE; DROP ROLE {city_role(city.schema_name)}')
        City.objects.using(OWNER).filter(pk=city.pk).delete()
    city_keys().destroy(city.schema_name)


def some_cities(count: int, *, at: datetime, rings: dict[int, str] | None = None) -> list[City]:
    return [create_city(new_city(n, ring=(rings or {}).get(n, "all")), at=at) for n in range(count)]


def next_release(sql: str, name: str = "9999_next") -> Release:
    """Today's release and one migration more."""
    today = this_release()
    return Release(plan=(*today.plan, (("audit", name), sql)), rights=today.rights)


def in_schema(city: City, sql: str) -> list[tuple[Any, ...]]:
    with bind_owner(city.schema_name), connections[OWNER].cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall()) if cursor.description else []


def steps_of(city: City) -> set[tuple[str, str]]:
    return {(app, name) for app, name in in_schema(city, f"SELECT app, name FROM {RECORD}")}
