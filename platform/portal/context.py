"""What every page of a city knows of it: the authority's name, its colours, the languages. Read only when it is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from configuration import assets, queries
from configuration.assets import Picture
from configuration.authority import Authority, Branding
from configuration.queries import Configuration
from kernel.clock import now


def configuration_of(request: HttpRequest) -> Configuration:
    """The city's configuration in force: one small query per request."""
    found: Configuration | None = getattr(request, "configuration", None)
    if found is None:
        found = queries.in_force(at=now())
        request.configuration = found  # type: ignore[attr-defined]  # set by the middleware
    return found


@dataclass(frozen=True)
class Look:
    """The city's pictures, each only if there is one."""

    logo: Picture | None = None
    icon: str = ""
    icon_large: str = ""


def _look(request: HttpRequest) -> Look:
    try:
        branding = configuration_of(request).section(Branding)
    except queries.UnableToServe:
        return Look()
    return Look(assets.logo_of(branding), assets.icon_of(branding), assets.icon_of(branding, large=True))


def of_city(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Empty on hosts that no city has."""
    if getattr(request, "city", None) is None:
        return {}
    return {
        "authority": SimpleLazyObject(lambda: configuration_of(request).section(Authority)),
        "theme_version": SimpleLazyObject(lambda: str(configuration_of(request).number)),
        "look": SimpleLazyObject(lambda: _look(request)),
        "languages": settings.LANGUAGES,
    }
