"""From a host name to a place: a city, the operator's page, the platform's doors, the host for files.

Kept per process, unknown hosts too, so that a request pays no query for finding its city. A change is heard from
PostgreSQL within milliseconds (``tenants.listening``); while nobody listens, what is kept is soon forgotten.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from threading import Lock

from django.conf import settings

from tenants.binding import bind_public
from tenants.listening import ROUTING, listener
from tenants.models import City, Domain, Stage

KEEP_SECONDS = 60.0
KEEP_SECONDS_UNHEARD = 5.0
MOST_HOSTS = 5000


@dataclass(frozen=True)
class Place:
    """``kind`` is city, suspended, offboarded, parked, operator, platform, files or unknown; ``urlconf`` names its pages."""

    kind: str
    urlconf: str
    city: City | None = None


PLATFORM = Place("platform", "config.urls_platform")
OPERATOR = Place("operator", "config.urls_operator")
FILES = Place("files", "config.urls_files")
UNKNOWN = Place("unknown", "config.urls_unknown")
OFFBOARDED = Place("offboarded", "config.urls_offboarded")
PARKED = Place("parked", "config.urls_parked")

_lock = Lock()
_cache: dict[str, tuple[float, Place]] = {}
_generation = count()
_now_at = next(_generation)


def forget() -> None:
    """Domains or stages changed. What is being looked up meanwhile is not kept."""
    global _now_at  # noqa: PLW0603  one number for the process
    with _lock:
        _now_at = next(_generation)
        _cache.clear()


listener.subscribe(ROUTING, forget)


def own_places() -> dict[str, Place]:
    domain = settings.PLATFORM_DOMAIN
    return {domain: PLATFORM, f"betrieb.{domain}": OPERATOR, f"dateien.{domain}": FILES}


def place_of_header(sent: str, accepted: Callable[[], str]) -> Place:
    """By the header as it was ``sent``; only what is ``accepted`` as a host is looked up, and kept."""
    found = _kept(sent) if sent else None
    if found is not None:
        return found
    asked_at, host = _now_at, accepted()
    host = host.rpartition(":")[0] or host
    place = place_of(host.lower().rstrip("."))
    if sent:
        _keep(sent, place, asked_at)
    return place


def place_of(host: str) -> Place:
    """``host`` without port, in lower case."""
    own = own_places().get(host)
    if own is not None:
        return own
    found = _kept(host)
    if found is not None:
        return found
    asked_at = _now_at
    place = _look_up(host)
    _keep(host, place, asked_at)
    return place


def _kept(name: str) -> Place | None:
    found = _cache.get(name)
    if found is None:
        return None
    keep = KEEP_SECONDS if listener.hears() else KEEP_SECONDS_UNHEARD
    return found[1] if time.monotonic() - found[0] < keep else None


def _keep(name: str, place: Place, asked_at: int) -> None:
    """Unless something changed since it was asked for."""
    with _lock:
        if asked_at == _now_at:
            if len(_cache) >= MOST_HOSTS:
                _cache.clear()
            _cache[name] = (time.monotonic(), place)


def _look_up(host: str) -> Place:
    with bind_public():
        domain = Domain.objects.select_related("tenant").filter(domain=host).first()
    if domain is None:
        return UNKNOWN
    if domain.tenant.stage == Stage.OFFBOARDED:
        return OFFBOARDED
    if domain.tenant.stage == Stage.SUSPENDED and domain.tenant.is_twin:
        return PARKED
    if domain.tenant.stage == Stage.SUSPENDED:
        return Place("suspended", "config.urls_suspended", domain.tenant)
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
