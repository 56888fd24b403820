"""From a host name to a place: a city, the operator's page, the platform's doors, the host for files.

Cached per process for a few seconds, unknown hosts too, so that a request pays no query for finding its city.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Lock

from django.conf import settings

from tenants.binding import bind_public
from tenants.models import City, Domain, Stage

KEEP_SECONDS = 10.0
MOST_HOSTS = 5000


@dataclass(frozen=True)
class Place:
    """``kind`` is city, operator, platform, files or unknown; ``urlconf`` names the pages served there."""

    kind: str
    urlconf: str
    city: City | None = None


PLATFORM = Place("platform", "config.urls_platform")
OPERATOR = Place("operator", "config.urls_operator")
FILES = Place("files", "config.urls_files")
UNKNOWN = Place("unknown", "config.urls_unknown")

_lock = Lock()
_cache: dict[str, tuple[float, Place]] = {}


def forget() -> None:
    """Domains or stages changed in this process; other processes follow within ``KEEP_SECONDS``."""
    with _lock:
        _cache.clear()


def own_places() -> dict[str, Place]:
    domain = settings.PLATFORM_DOMAIN
    return {domain: PLATFORM, f"betrieb.{domain}": OPERATOR, f"dateien.{domain}": FILES}


def place_of(host: str) -> Place:
    """``host`` without port, in lower case."""
    own = own_places().get(host)
    if own is not None:
        return own
    found = _cache.get(host)
    now = time.monotonic()
    if found is not None and now - found[0] < KEEP_SECONDS:
        return found[1]
    place = _look_up(host)
    with _lock:
        if len(_cache) >= MOST_HOSTS:
            _cache.clear()
        _cache[host] = (now, place)
    return place


def _look_up(host: str) -> Place:
    with bind_public():
        domain = Domain.objects.select_related("tenant").filter(domain=host).first()
    if domain is None or domain.tenant.stage == Stage.OFFBOARDED:
        return UNKNOWN
    return Place("city", "config.urls_city", domain.tenant)


def city_host(city: City) -> str:
    """The city's own host name, without scheme and port."""
    with bind_public():
        domain = Domain.objects.filter(tenant=city).order_by("-is_primary", "id").first()
    if domain is None:
        raise LookupError("the city has no host name")
    return str(domain.domain)


def base_url(host: str) -> str:
    """``https://host`` with the platform's port where it has one."""
    port = f":{settings.PLATFORM_PORT}" if settings.PLATFORM_PORT not in ("80", "443", "") else ""
    return f"{settings.PUBLIC_SCHEME}://{host}{port}"
