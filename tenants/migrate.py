"""Brings the database to the code's state: ``public`` by Django's executor, each city by replaying the missing SQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

from tenants.binding import OWNER, bind_owner
from tenants.grants import city_grants
from tenants.models import City
from tenants.provisioning import apply_steps, grant_public, prepare_roles
from tenants.template import RECORD, city_labels, city_plan


def migrate_public() -> None:
    prepare_roles()
    with bind_owner():
        executor = MigrationExecutor(connections[OWNER])
        cities_only = city_labels()
        executor.migrate([key for key in executor.loader.graph.leaf_nodes() if key[0] not in cities_only])
    grant_public()


def migrate_cities(*, at: datetime) -> Iterator[tuple[City, int]]:
    """Each city in a transaction of its own; answers the city and how many migrations it got."""
    with bind_owner():
        cities = list(City.objects.using(OWNER).order_by("id"))
    wanted = [key for key, _ in city_plan()]
    for city in cities:
        with bind_owner(city.schema_name), transaction.atomic(using=OWNER):
            missing = _missing(wanted)
            if missing:
                apply_steps(missing, at=at)
                with connections[OWNER].cursor() as cursor:
                    cursor.execute(";\n".join(city_grants(city.schema_name)))
        yield city, len(missing)


def _missing(wanted: list[tuple[str, str]]) -> list[tuple[str, str]]:
    with connections[OWNER].cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{int(settings.MIGRATION_LOCK_TIMEOUT_MS)}ms'")
        cursor.execute(f"SELECT app, name FROM {RECORD}")
        done = set(cursor.fetchall())
    return [key for key in wanted if key not in done]
