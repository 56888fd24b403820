"""Empties the tables that tests write to, in one message as the owner; cities and their first configuration stay.

Whoever signs in goes too: a test that counts who is written to must not meet the people of the test before it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.db import connections

from tenants.binding import OWNER, bind_owner
from tenants.grants import city_models, public_models

KEPT = {"configuration_configurationversion", "django_content_type"}
KEPT_PUBLIC = {"tenants_city", "tenants_domain", "tenants_door"}


@lru_cache(maxsize=8)
def _script(schemas: tuple[str, ...], kept: frozenset[str]) -> str:
    lines = ["SET CONSTRAINTS ALL DEFERRED"]
    for schema in schemas:
        for model in city_models():
            if model._meta.db_table not in kept:
                lines.append(f'DELETE FROM "{schema}"."{model._meta.db_table}"')
        lines.append(f'DELETE FROM "{schema}".configuration_configurationversion WHERE number > 1')
    lines += [
        f'DELETE FROM public."{model._meta.db_table}"' for model in public_models() if model._meta.db_table not in kept
    ]
    return ";".join(lines)


def clean(cities: tuple[Any, ...]) -> None:
    with bind_owner(), connections[OWNER].cursor() as cursor:
        cursor.execute(_script(tuple(city.schema_name for city in cities), frozenset(KEPT | KEPT_PUBLIC)))
