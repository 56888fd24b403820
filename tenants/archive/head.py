"""What the archive says of the city besides its tables: its public rows, its key's fingerprint, its schema's state."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connections

from kernel.crypto import key_fingerprint
from kernel.errors import Refusal
from tenants.binding import OWNER
from tenants.keys import city_keys
from tenants.template import RECORD

COLUMNS = (
    "id",
    "schema_name",
    "slug",
    "name",
    "land",
    "ags",
    "authority_code",
    "stage",
    "ring",
    "applied",
    "created_at",
)


class UnableToArchive(Refusal):
    """unknown_city, city_behind (bring it to this release first), is_a_twin (a rehearsal holds nothing real)."""

    code = "unable_to_archive"


@dataclass(frozen=True)
class Head:
    """``hosts``: the main one first. ``key``: the fingerprint of the city's key. ``platform``: the domain
    under which it was made. ``migrations``: what its schema went
    through, in that order."""

    schema_name: str
    slug: str
    name: str
    land: str
    ags: str
    authority_code: str
    stage: str
    ring: str
    applied: str
    created_at: str
    made_at: str
    key: str
    platform: str
    hosts: list[str] = field(default_factory=list)
    doors: list[list[str]] = field(default_factory=list)
    migrations: list[list[str]] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        return asdict(self)


def city_row(slug: str, *, lock: bool = False) -> dict[str, Any] | None:
    """The city's row in ``public``, by whoever is bound as owner, to whatever schema."""
    with connections[OWNER].cursor() as cursor:
        locked = " FOR UPDATE" if lock else ""
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM public.tenants_city WHERE slug = %s{locked}", [slug])
        row = cursor.fetchone()
    return dict(zip(COLUMNS, row, strict=True)) if row else None


def read_head(slug: str, *, state: str, at: datetime) -> Head:
    """Joins the snapshot. Refused: unknown_city, city_behind, is_a_twin."""
    row = city_row(slug)
    if row is None:
        raise UnableToArchive(code="unknown_city")
    if row["applied"] != state:
        raise UnableToArchive(code="city_behind")
    city = row.pop("id")
    with connections[OWNER].cursor() as cursor:
        if _rows(cursor, "SELECT 1 FROM public.tenants_city WHERE id = %s AND twin_of_id IS NOT NULL", city):
            raise UnableToArchive(code="is_a_twin")
        hosts = _rows(
            cursor, "SELECT domain FROM public.tenants_domain WHERE tenant_id = %s ORDER BY is_primary DESC, id", city
        )
        doors = _rows(cursor, "SELECT kind, external_id FROM public.tenants_door WHERE city_id = %s ORDER BY id", city)
        cursor.execute(f"SELECT app, name FROM {RECORD} ORDER BY id")
        migrations = [list(step) for step in cursor.fetchall()]
    return Head(
        **{**row, "created_at": row["created_at"].isoformat()},
        made_at=at.isoformat(), key=key_fingerprint(city_keys().key_of(row["schema_name"])),
        platform=settings.PLATFORM_DOMAIN, hosts=[host for (host,) in hosts], doors=[list(door) for door in doors], migrations=migrations,
    )  # fmt: skip


def _rows(cursor: Any, sql: str, city: int) -> list[tuple[str, ...]]:
    cursor.execute(sql, [city])
    return list(cursor.fetchall())
