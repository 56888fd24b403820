"""The configuration in force. A version never changes, so it is parsed once per process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar, cast

from django.db import connection
from django.db.models import QuerySet

from configuration import document
from configuration.models import ConfigurationVersion
from configuration.registry import Section
from kernel.errors import Refusal
from tenants.binding import current_city, in_rehearsal

S = TypeVar("S", bound=Section)


_IN_FORCE = (
    "SELECT id, published_at FROM configuration_configurationversion v WHERE valid_from <= %s"
    " AND NOT EXISTS (SELECT 1 FROM configuration_cancellation c WHERE c.version_id = v.id)"
    " ORDER BY valid_from DESC, number DESC LIMIT 1"
)


class UnableToServe(Refusal):
    """The city has no published configuration yet."""

    code = "city_not_configured"


class Configuration:
    """One published version of one city."""

    def __init__(self, city: str, number: int, stored: dict[str, Any]) -> None:
        self.city, self.number, self.stored = city, number, stored
        self._read: dict[type[Section], Section] = {}

    def section(self, kind: type[S]) -> S:
        if kind not in self._read:
            self._read[kind] = document.read(self.stored, kind)
        return cast(S, self._read[kind])


_previewed: ContextVar[Configuration | None] = ContextVar("previewed", default=None)


@contextmanager
def previewing(configuration: Configuration) -> Iterator[None]:
    """Inside, this configuration is the one in force in its city: for one request that changes nothing."""
    token = _previewed.set(configuration)
    try:
        yield
    finally:
        _previewed.reset(token)


@lru_cache(maxsize=2000)
def _version(city: str, row_id: int, _published: datetime) -> Configuration:
    """In a rehearsal whatever leads out of the house is replaced, even if somebody published it there."""
    row = ConfigurationVersion.objects.get(id=row_id)
    stored = document.for_rehearsal(row.document) if in_rehearsal() else row.document
    return Configuration(city, row.number, stored)


def in_force(*, at: datetime) -> Configuration:
    """The version in force at that moment in the bound city (one small query)."""
    previewed = _previewed.get()
    if previewed is not None and previewed.city == current_city():
        return previewed
    with connection.cursor() as cursor:  # asked with every page and every slot: a third of what the ORM takes
        cursor.execute(_IN_FORCE, [at])
        found = cursor.fetchone()
    if found is None:
        raise UnableToServe()
    return _version(current_city(), *found)


def numbers_with(section: str, **values: Any) -> QuerySet[ConfigurationVersion, int]:
    """The versions in which that section says this, as it is stored: for a subquery, and for fields whose shape never changed.

    A version from before the section existed is not among them.
    """
    said = {f"document__{section}__value__{name}": value for name, value in values.items()}
    return ConfigurationVersion.objects.filter(**said).values_list("number", flat=True)


def of_number(number: int) -> Configuration:
    """A certain version: what a case filed under it is judged by."""
    row_id, published = ConfigurationVersion.objects.values_list("id", "published_at").get(number=number)
    return _version(current_city(), row_id, published)
