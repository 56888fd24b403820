"""From a host name to a place: a city, the operator's page, the platform's doors, the host for files.

Kept per process (``tenants.memory``), unknown hosts too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from tenants.binding import bind_public
from tenants.memory import Memory
from tenants.models import City, Domain, Stage

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

_cache: Memory[str, Place] = Memory(most=MOST_HOSTS)
forget = _cache.forget


def own_places() -> dict[str, Place]:
    domain = settings.PLATFORM_DOMAIN
    return {domain: PLATFORM, f"betrieb.{domain}": OPERATOR, f"dateien.{domain}": FILES}


def place_of_header(sent: str, accepted: Callable[[], str]) -> Place:
    """By the header as it was ``sent``; only what is ``accepted`` as a host is looked up, and kept."""

    def look_up() -> Place:
        host = accepted()
        host = host.rpartition(":")[0] or host
        return place_of(host.lower().rstrip("."))

    return _cache.ask(sent, look_up) if sent else look_up()


def place_of(host: str) -> Place:
    """``host`` without port, in lower case."""
    own = own_places().get(host)
    if own is not None:
        return own
    return _cache.ask(host, lambda: _look_up(host))


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
