"""Doors: how a message that arrives without a city (payment provider, identity provider) finds it.

``find`` asks the database. ``find_kept`` remembers per process what it found, like ``tenants.routing``: a change of
doors or cities is heard within milliseconds. A door that is not there is asked for each time.
"""

from __future__ import annotations

import time
from datetime import datetime
from itertools import count
from threading import Lock

from django.db import transaction

from tenants.binding import bind_public
from tenants.listening import ROUTING, announce, listener
from tenants.models import City, Door, StrayMessage
from tenants.routing import KEEP_SECONDS, KEEP_SECONDS_UNHEARD

MOST_DOORS = 5000
LONGEST_ID = Door._meta.get_field("external_id").max_length or 0

_lock = Lock()
_cache: dict[tuple[str, str], tuple[float, City]] = {}
_generation = count()
_now_at = next(_generation)


def forget() -> None:
    """Doors or cities changed. What is being looked up meanwhile is not kept."""
    global _now_at  # noqa: PLW0603  one number for the process
    with _lock:
        _now_at = next(_generation)
        _cache.clear()


listener.subscribe(ROUTING, forget)


def find_kept(kind: str, external_id: str) -> City | None:
    """As ``find``, without a query where the answer is known."""
    kept = _cache.get((kind, external_id))
    if kept is not None:
        keep = KEEP_SECONDS if listener.hears() else KEEP_SECONDS_UNHEARD
        if time.monotonic() - kept[0] < keep:
            return kept[1]
    asked_at = _now_at
    city = find(kind, external_id)
    with _lock:
        if city is not None and asked_at == _now_at:
            if len(_cache) >= MOST_DOORS:
                _cache.clear()
            _cache[kind, external_id] = (time.monotonic(), city)
    return city


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
