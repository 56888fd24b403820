"""The city's secrets: sealed with its key, apart from its configuration, which calls them by name.

No page and no command ever shows one again.
"""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from datetime import datetime

from configuration.models import Secret
from kernel.crypto import seal, unseal
from kernel.errors import Refusal
from tenants.archive.chest import ChestWriter
from tenants.archive.parts import Arrival, Part
from tenants.binding import OWNER, current
from tenants.keys import city_keys
from tenants.models import City

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
MOST_BYTES = 64 * 1024
_PART = "secrets"


class UnableToKeepSecret(Refusal):
    """bad_name (small letters, digits, hyphens), empty, too_large (64 KiB)."""

    code = "secret_not_kept"


class UnableToFindSecret(Refusal):
    code = "secret_unknown"


@dataclass(frozen=True)
class Kept:
    """What may be told of a secret."""

    name: str
    changed_at: datetime
    changed_by: str


def put(*, name: str, value: bytes, by: str, at: datetime) -> None:
    """Keeps it under that name, in place of what was there. Joins the caller's transaction, who notes it in the trail.

    Refused: ``UnableToKeepSecret``.
    """
    if not NAME.fullmatch(name):
        raise UnableToKeepSecret(code="bad_name")
    if not value or len(value) > MOST_BYTES:
        raise UnableToKeepSecret(code="too_large" if value else "empty")
    sealed = _sealed(current().schema, name, value)
    fields = {"sealed": sealed, "changed_at": at, "changed_by": by}
    Secret.objects.update_or_create(name=name, defaults=fields)


def read(name: str) -> bytes:
    """Refused: ``UnableToFindSecret``; ``UnableToOpen`` when it was sealed with a key that is gone."""
    row = Secret.objects.filter(name=name).first()
    if row is None:
        raise UnableToFindSecret()
    return _opened(current().schema, name, bytes(row.sealed))


def forget(name: str) -> bool:
    """Answers whether there was one. Joins the caller's transaction."""
    gone, _ = Secret.objects.filter(name=name).delete()
    return bool(gone)


def kept() -> list[Kept]:
    return [Kept(row.name, row.changed_at, row.changed_by) for row in Secret.objects.order_by("name")]


def _place(city: str, name: str) -> str:
    return f"{city}|secret|{name}"


def _sealed(city: str, name: str, value: bytes) -> bytes:
    return seal(city_keys().key_of(city), value, _place(city, name))


def _opened(city: str, name: str, sealed: bytes) -> bytes:
    return unseal(city_keys().key_of(city), sealed, _place(city, name))


def _write(chest: ChestWriter, city: City) -> None:
    """Lines of JSON; each value under the archive's own key."""
    lines = []
    for row in Secret.objects.using(OWNER).order_by("name"):
        value = _opened(city.schema_name, row.name, bytes(row.sealed))
        line = {
            "name": row.name, "changed_at": row.changed_at.isoformat(), "changed_by": row.changed_by,
            "sealed": base64.b64encode(seal(chest.case_key, value, _place("archive", row.name))).decode(),
        }  # fmt: skip
        lines.append(json.dumps(line))
    if lines:
        chest.put(f"{_PART}/000001", "\n".join(lines).encode(), count=len(lines))


def _read(arrival: Arrival, _name: str, content: bytes) -> None:
    """Seals each for the city that is filled."""
    made = []
    for line in content.decode().splitlines():
        told = json.loads(line)
        value = unseal(arrival.case_key, base64.b64decode(told["sealed"]), _place("archive", told["name"]))
        sealed = _sealed(arrival.city.schema_name, told["name"], value)
        when = datetime.fromisoformat(told["changed_at"])
        made.append(Secret(name=told["name"], sealed=sealed, changed_at=when, changed_by=told["changed_by"]))
    Secret.objects.using(OWNER).bulk_create(made)


SECRETS = Part(_PART, _write, _read, tables=frozenset({Secret._meta.db_table}))
