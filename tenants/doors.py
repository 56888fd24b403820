"""Doors: how a message that arrives without a city (payment provider, identity provider) finds it.

``find`` asks the database. ``find_kept`` remembers per process what it found, like ``tenants.routing``: a change of
doors or cities is heard within milliseconds. A door that is not there is asked for each time.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tenants.binding import bind_public
from tenants.listening import announce
from tenants.memory import Memory
from tenants.models import City, Door, StrayMessage

MOST_DOORS = 5000
LONGEST_ID = Door._meta.get_field("external_id").max_length or 0

_cache: Memory[tuple[str, str], City | None] = Memory(most=MOST_DOORS)
forget = _cache.forget


def find_kept(kind: str, external_id: str) -> City | None:
    """As ``find``, without a query where the answer is known."""
    return _cache.ask((kind, external_id), lambda: find(kind, external_id))


def find(kind: str, external_id: str) -> City | None:
    with bind_public():
        door = Door.objects.select_related("city").filter(kind=kind, external_id=external_id).first()
        return door.city if door else None


def find_by_slug(slug: str) -> City | None:
    with bind_public():
        found: City | None = City.objects.filter(slug=slug).first()
        return found


def open_door(*, kind: str, external_id: str, city: City) -> None:
    """Idempotent; the database refuses the same external id for two cities. Every process hears of it."""
    with bind_public(), transaction.atomic():
        _, new = Door.objects.get_or_create(kind=kind, external_id=external_id, city=city)
        if new:
            announce()
            transaction.on_commit(forget)


def keep_stray(*, kind: str, external_id: str, body: bytes, at: datetime) -> None:
    """A message for nobody we know waits for a person; nothing is thrown away."""
    with bind_public():
        StrayMessage.objects.create(kind=kind, external_id=external_id[:LONGEST_ID], body=body, received_at=at)
