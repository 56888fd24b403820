"""Questions to PostgreSQL's catalogue, asked as the owner."""

from __future__ import annotations

from typing import Any

from django.db import connections

from tenants.binding import OWNER, bind_owner


def ask(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with bind_owner(), connections[OWNER].cursor() as cursor:
        cursor.execute(sql, params or None)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def tables_of(schema: str) -> set[str]:
    found = ask(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %s AND c.relkind IN ('r', 'p', 'v', 'm', 'f')",
        schema,
    )
    return {name for (name,) in found}


def columns_of(schema: str) -> set[tuple[Any, ...]]:
    """Table, column, type, nullable, identity of every column."""
    return set(
        ask(
            "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity::text"
            " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = %s AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped",
            schema,
        )
    )


def constraints_of(schema: str) -> set[tuple[Any, ...]]:
    """Table, name and definition of every constraint, without the schema's name."""
    found = ask(
        "SELECT c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k"
        " JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s",
        schema,
    )
    return {(table, name, definition.replace(f"{schema}.", "")) for table, name, definition in found}
