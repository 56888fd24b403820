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
from configuration.languages import Languages
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


def languages_of(request: HttpRequest) -> tuple[str, ...]:
    """What the city offers; everything while it has no configuration."""
    try:
        return configuration_of(request).section(Languages).offered
    except queries.UnableToServe:
        return tuple(dict(settings.LANGUAGES))


def _languages(request: HttpRequest) -> list[tuple[str, str]]:
    offered = languages_of(request)
    return [(code, name) for code, name in settings.LANGUAGES if code in offered]


def of_city(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Empty on hosts that no city has."""
    if getattr(request, "city", None) is None:
        return {}
    return {
        "authority": SimpleLazyObject(lambda: configuration_of(request).section(Authority)),
        "theme_version": SimpleLazyObject(lambda: str(configuration_of(request).number)),
        "look": SimpleLazyObject(lambda: _look(request)),
        "languages": SimpleLazyObject(lambda: _languages(request)),
    }
