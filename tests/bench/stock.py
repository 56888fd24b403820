"""``python -m tests.bench.stock create|migrate|serve SCHEMA …`` in a process of its own.

Prints the seconds for each schema; ``serve`` touches every table of each and prints the backend's private memory in MiB.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def seconds(action: str, schemas: list[str], **environment: str) -> list[float]:
    """What django-tenants' ``migrate_schemas`` takes for each of these schemas."""
    return _printed(action, schemas, environment)


def backend_memory(schemas: list[str]) -> float:
    """MiB that one backend holds after it has served these schemas."""
    return _printed("serve", schemas, {})[0]


def _printed(action: str, schemas: list[str], environment: dict[str, str]) -> list[float]:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.bench.stock", action, *schemas],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.bench.stock_settings", **environment},
        check=False,
        capture_output=True,
        text=True,
    )
    if ended.returncode:
        raise RuntimeError(ended.stderr[-2000:])
    found: list[float] = json.loads(ended.stdout.splitlines()[-1])
    return found


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    if sys.argv[1] == "serve":
        print(json.dumps([_serve(connection, sys.argv[2:])]))
        return
    taken = []
    for number, schema in enumerate(sys.argv[2:]):
        if sys.argv[1] == "create":
            _register(connection, schema, number)
        begun = time.perf_counter()
        if sys.argv[1] == "create":
            with connection.cursor() as cursor:
                cursor.execute(f'CREATE SCHEMA "{schema}"')
        call_command("migrate_schemas", schema_name=schema, interactive=False, verbosity=0)
        taken.append(time.perf_counter() - begun)
    print(json.dumps(taken))


def _serve(connection: Any, schemas: list[str]) -> float:
    """As stock serves: one connection, the path set for the session, another city after another."""
    from django_tenants.utils import schema_context

    from tenants.grants import city_models
    from tests.bench.backends import TOUCH, private

    tables = [model._meta.db_table for model in city_models()]
    for schema in schemas:
        with schema_context(schema), connection.cursor() as cursor:
            for table in tables:
                cursor.execute(TOUCH.format(table=table))
    return private(connection.connection.info.backend_pid)


def _register(connection: Any, schema: str, number: int) -> None:
    """Its row, so that ``migrate_schemas`` finds it; offboarded, so that our own runs leave it alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO public.tenants_city"
            " (schema_name, slug, name, land, ags, authority_code, stage, ring, applied, created_at)"
            " VALUES (%s, %s, %s, 'HE', '06413000', %s, 'offboarded', 'all', '', now())",
            [schema, schema.replace("_", "-"), schema, f"55{number:04d}"],
        )


if __name__ == "__main__":
    main()
