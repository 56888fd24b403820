"""Brings ``public`` to the code's state by Django's executor; the cities follow by the ledger (``tenants.fleet``)."""

from __future__ import annotations

from django.apps import apps
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from tenants.binding import OWNER, bind_owner
from tenants.provisioning import grant_public, prepare_roles
from tenants.template import RECORD, city_labels, migration_files


def migrate_public() -> None:
    """Idempotent. The executor, whose introspection grows with the fleet, is asked only when something is missing."""
    prepare_roles()
    if _public_is_behind():
        with bind_owner():
            executor = MigrationExecutor(connections[OWNER])
            cities_only = city_labels()
            executor.migrate([key for key in executor.loader.graph.leaf_nodes() if key[0] not in cities_only])
    grant_public()


def _public_is_behind() -> bool:
    cities_only = city_labels()
    configs = [config for config in apps.get_app_configs() if config.label not in cities_only]
    wanted = {(label, path.stem) for label, path in migration_files(configs)}
    with bind_owner(), connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"public.{RECORD}"])
        if not cursor.fetchone()[0]:
            return True
        cursor.execute(f"SELECT app, name FROM public.{RECORD}")
        return bool(wanted - set(cursor.fetchall()))
