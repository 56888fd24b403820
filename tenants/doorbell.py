"""The bell in ``public``: a city rings when its outbox has (or will have) work. So nobody scans 600 schemas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from tenants.binding import bind_public, city_role
from tenants.models import Bell, City


def ring(*, due_at: datetime) -> None:
    """Joins the city's transaction: the work and its bell are written together or not at all."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO public.tenants_bell (due_at) VALUES (%s)", [due_at])


@dataclass(frozen=True)
class Due:
    city: City
    bells: tuple[int, ...]


def due(*, at: datetime, limit: int = 1000) -> list[Due]:
    """Cities with work that is due, each with the bells that said so. Bells of unknown cities are left out."""
    with bind_public():
        rows = list(Bell.objects.filter(due_at__lte=at).order_by("id").values_list("id", "city_role")[:limit])
        if not rows:
            return []
        by_role: dict[str, list[int]] = {}
        for bell, role in rows:
            by_role.setdefault(role, []).append(bell)
        cities = {city_role(city.schema_name): city for city in City.objects.all()}
        return [Due(cities[role], tuple(bells)) for role, bells in by_role.items() if role in cities]


def heard(bells: tuple[int, ...]) -> None:
    """The work was handed on; called after that, so that a crash in between only rings twice."""
    with bind_public():
        Bell.objects.filter(id__in=bells).delete()
