"""Doors: how a message that arrives without a city (payment provider, identity provider) finds it."""

from __future__ import annotations

from datetime import datetime

from tenants.binding import bind_public
from tenants.models import City, Door, StrayMessage


def find(kind: str, external_id: str) -> City | None:
    with bind_public():
        door = Door.objects.select_related("city").filter(kind=kind, external_id=external_id).first()
        return door.city if door else None


def find_by_slug(slug: str) -> City | None:
    with bind_public():
        found: City | None = City.objects.filter(slug=slug).first()
        return found


def open_door(*, kind: str, external_id: str, city: City) -> None:
    """Idempotent; the database refuses the same external id for two cities."""
    with bind_public():
        Door.objects.get_or_create(kind=kind, external_id=external_id, city=city)


def keep_stray(*, kind: str, external_id: str, body: bytes, at: datetime) -> None:
    """A message for nobody we know waits for a person; nothing is thrown away."""
    with bind_public():
        StrayMessage.objects.create(kind=kind, external_id=external_id, body=body, received_at=at)
