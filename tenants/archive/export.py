"""Writes one city into an archive: one snapshot, whatever goes on meanwhile in this city or in others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.db import transaction

from tenants.archive import tables
from tenants.archive.chest import ChestWriter
from tenants.archive.head import UnableToArchive, city_row, read_head
from tenants.archive.parts import Part
from tenants.binding import OWNER, bind_snapshot
from tenants.models import City
from tenants.provisioning import SLUG, schema_of
from tenants.release import Release, this_release


def export_city(
    slug: str,
    into: BinaryIO,
    *,
    recipient: X25519PublicKey,
    parts: Sequence[Part],
    at: datetime,
    release: Release | None = None,
) -> dict[str, Any]:
    """Answers the manifest: per part count, bytes and SHA-256. Reads in one REPEATABLE READ transaction, writes nothing.

    Refused (``UnableToArchive``): unknown_city, city_behind, is_a_twin. A file without its end is no archive: throw it away when
    this raises.
    """
    if not SLUG.fullmatch(slug):
        raise UnableToArchive(code="unknown_city")
    state = (release or this_release()).state
    schema = schema_of(slug)
    with bind_snapshot(schema), transaction.atomic(using=OWNER):
        head = read_head(slug, state=state, at=at)
        clear = {"city": slug, "made_at": head.made_at, "state": head.applied}
        chest = ChestWriter(into, clear=clear, recipient=recipient)
        chest.put_json("city.json", head.told())
        chest.put_json("tables.json", {"columns": tables.layout(), "counters": tables.counters(schema)})
        tables.copy_out(chest, schema=schema, leave_out=frozenset().union(*(part.tables for part in parts)))
        city = known_city(slug)
        for part in parts:
            part.write(chest, city)
    return chest.close()


def known_city(slug: str) -> City:
    """The city's row as a model, read by the owner wherever it is bound. Refused: unknown_city."""
    row = city_row(slug)
    if row is None:
        raise UnableToArchive(code="unknown_city")
    city = City(**row)
    city._state.adding, city._state.db = False, "default"
    return city
