"""A city's tables out by COPY and in again, as text: readable, and the same for every version of PostgreSQL.

Which tables and columns there are, the models say: the database's catalogue, which grows with the fleet, is not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connections
from django.db.models import AutoField, BigAutoField

from tenants.archive.chest import ChestWriter
from tenants.binding import OWNER
from tenants.grants import city_models

PIECE = 1024 * 1024
Layout = dict[str, list[str]]


def layout() -> Layout:
    """The columns of every table of a city, as this release knows them."""
    found = {model._meta.db_table: model for model in city_models()}
    return {table: [str(field.column) for field in found[table]._meta.local_concrete_fields] for table in sorted(found)}


def _keys() -> dict[str, tuple[str, bool]]:
    """Per table its primary key, and whether the database counts it by itself."""
    keys: dict[str, Any] = {model._meta.db_table: model._meta.pk for model in city_models()}
    return {table: (str(key.column), isinstance(key, AutoField | BigAutoField)) for table, key in sorted(keys.items())}


def _identities() -> list[tuple[str, str]]:
    return [(table, column) for table, (column, counted) in _keys().items() if counted]


def quoted(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def copy_out(chest: ChestWriter, *, schema: str, leave_out: frozenset[str]) -> None:
    """Every table but those that a part carries itself. Joins the caller's snapshot."""
    keys = _keys()
    with connections[OWNER].cursor() as cursor:
        for table, columns in layout().items():
            if table in leave_out:
                continue
            query = f'SELECT {quoted(columns)} FROM "{schema}"."{table}" ORDER BY "{keys[table][0]}"'
            with cursor.copy(f"COPY ({query}) TO STDOUT") as copy:
                for number, piece in enumerate(_pieces(copy), start=1):
                    chest.put(f"data/{table}/{number:06d}", piece, count=piece.count(b"\n"))


def _pieces(blocks: Iterable[Any]) -> Iterator[bytes]:
    """Whole rows: a line break inside a value is written as two characters."""
    piece = bytearray()
    for block in blocks:
        piece += block
        if len(piece) >= PIECE and piece.endswith(b"\n"):
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)


def copy_in(*, schema: str, table: str, columns: list[str], piece: bytes) -> None:
    """The names come from the archive and were looked at before (``restore.check``)."""
    with connections[OWNER].cursor() as cursor, cursor.copy(
        f'COPY "{schema}"."{table}" ({quoted(columns)}) FROM STDIN'
    ) as copy:  # fmt: skip
        copy.write(piece)


def counters(schema: str) -> dict[str, int]:
    """Per table the last number that was given, also to rows that are gone."""
    each = [
        f"SELECT '{table}', GREATEST(pg_sequence_last_value({_sequence(schema, table, column)}),"
        f' (SELECT max("{column}") FROM "{schema}"."{table}"))'
        for table, column in _identities()
    ]
    with connections[OWNER].cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return {table: last for table, last in cursor.fetchall() if last is not None}


def _sequence(schema: str, table: str, column: str) -> str:
    return f"pg_get_serial_sequence('\"{schema}\".\"{table}\"', '{column}')::regclass"


def go_on_counting(schema: str, *given: dict[str, int]) -> None:
    """No number is given twice: each counter goes on after the highest that is known."""
    each = []
    for table, column in _identities():
        last = max((counter.get(table, 0) for counter in given), default=0)
        if last:
            each.append(f"setval({_sequence(schema, table, column)}, {int(last)})")
    if each:
        with connections[OWNER].cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(each)}")
