"""Configuration that a test publishes, and that is gone after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connections, transaction

from tenants.binding import OWNER, bind, bind_owner


@contextmanager
def as_before(cities: tuple[Any, ...]) -> Iterator[None]:
    """What is published in these cities meanwhile is forgotten in the end."""
    tables = [f'"{city.schema_name}".configuration_configurationversion' for city in cities]
    with bind_owner(), connections[OWNER].cursor() as cursor:
        last = []
        for table in tables:
            cursor.execute(f"SELECT max(number) FROM {table}")
            last.append(cursor.fetchone()[0])
    try:
        yield
    finally:
        with bind_owner(), connections[OWNER].cursor() as cursor:
            for table, number in zip(tables, last, strict=True):
                cursor.execute(f"DELETE FROM {table} WHERE number > %s", [number])


def change(city: Any, section: type[Any], *, at: datetime, **changes: Any) -> None:
    from configuration.operations import publish_change

    with bind(city), transaction.atomic():
        publish_change(section=section, changes=changes, author="test", at=at, reason="test")
