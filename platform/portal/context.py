"""What every page of a city knows of it: the authority's name, its colours, the languages. Read only when it is used."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from configuration import queries
from configuration.authority import Authority
from configuration.queries import Configuration
from kernel.clock import now


def configuration_of(request: HttpRequest) -> Configuration:
    """The city's configuration in force: one small query per request."""
    found: Configuration | None = getattr(request, "configuration", None)
    if found is None:
        found = queries.in_force(at=now())
        request.configuration = found  # type: ignore[attr-defined]  # set by the middleware
    return found


def of_city(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Empty on hosts that no city has."""
    if getattr(request, "city", None) is None:
        return {}
    return {
        "authority": SimpleLazyObject(lambda: configuration_of(request).section(Authority)),
        "theme_version": SimpleLazyObject(lambda: str(configuration_of(request).number)),
        "languages": settings.LANGUAGES,
    }
