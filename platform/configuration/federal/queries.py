"""The federal values, kept per process: no query per request, and every process hears at once of a publication.

Inside a city the table of publications is read by the city's own role, which may do nothing else with it, in a
statement of its own on a qualified name. Code that works without any binding (a file judged without a database) knows
what ships with the software, and nothing else.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any

from django.db import connections

from configuration import document
from configuration.federal.base import Dated, K, Kind
from configuration.federal.models import Publication
from configuration.federal.registry import kinds
from configuration.federal.timeline import Timeline
from configuration.queries import Configuration
from tenants.binding import current, current_or_none
from tenants.listening import listener

SUBJECT = "federal"
KEEP_SECONDS = 600.0
KEEP_SECONDS_UNHEARD = 5.0
COLUMNS = ("kind", "land", "valid_from", "edition", "value", "shape", "source")


@dataclass(frozen=True)
class _Known:
    """The rows as they were read, and of each kind that was asked for its timeline."""

    read_at: float
    rows: list[dict[str, Any]]
    timelines: dict[str, Timeline[Any]] = field(default_factory=dict)


_lock = Lock()
_cache_known: _Known | None = None
_changes = 0


def forget() -> None:
    """Something was published. What is being read meanwhile is not kept."""
    global _changes, _cache_known  # noqa: PLW0603  one state for the process
    with _lock:
        _changes += 1
        _cache_known = None


listener.subscribe(SUBJECT, forget)


def timeline(kind: type[K]) -> Timeline[K]:
    """All values of this kind as this process knows them."""
    if current_or_none() is None:
        return _timeline(kind, ())
    current()  # refuses a binding that has ended or is another thread's
    known = _known()
    if kind.section_name() not in known.timelines:
        known.timelines[kind.section_name()] = _timeline(kind, known.rows)
    return known.timelines[kind.section_name()]


def in_force(kind: type[K], *, on: date, land: str | None = None) -> Dated[K] | None:
    """The value of that day with its source: the Land's own, else Germany's. ``land`` is the bound city's by default."""
    return timeline(kind).in_force(on=on, land=bound_land() if land is None else land)


def value(kind: type[K], on: date, land: str | None = None) -> K | None:
    """The value of that day, or ``None`` when no law is known for it."""
    found = in_force(kind, on=on, land=land)
    return found.value if found else None


def bound_land() -> str:
    """The Land of the bound city, by its two letters; empty outside a city."""
    binding = current_or_none()
    return binding.land if binding else ""


def read_now(kind: type[K]) -> Timeline[K]:
    """From the database itself, for whoever is about to change something."""
    return _timeline(kind, _rows())


def overridden(configuration: Configuration) -> list[str]:
    """The kinds whose values this city's own configuration leaves without effect."""
    return [name for name, kind in kinds.items() if kind.overridden_by(configuration)]


def override_code(kind: str) -> str:
    """Under this name a city reports that it overrides the kind."""
    return f"overrides.{kind}"


def _known() -> _Known:
    global _cache_known  # noqa: PLW0603  one state for the process
    known, now = _cache_known, time.monotonic()
    if known is not None and now - known.read_at < (KEEP_SECONDS if listener.hears() else KEEP_SECONDS_UNHEARD):
        return known
    listener.hears()
    before = _changes
    known = _Known(now, _rows())
    with _lock:
        if before == _changes:
            _cache_known = known
    return known


def _rows() -> list[dict[str, Any]]:
    table = Publication._meta.db_table
    with connections[current().alias].cursor() as cursor:
        cursor.execute(f'SELECT {", ".join(COLUMNS)} FROM public."{table}"')
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in cursor.fetchall()]
    return [row | {"value": json.loads(row["value"])} for row in rows]


def _timeline(kind: type[K], rows: Iterable[dict[str, Any]]) -> Timeline[K]:
    mine = [_dated(kind, row) for row in rows if row["kind"] == kind.section_name()]
    return Timeline([*kind.shipped(), *mine])


def _dated(kind: type[K], row: dict[str, Any]) -> Dated[K]:
    parsed = parse_stored(kind, value=row["value"], shape=row["shape"])
    return Dated(row["valid_from"], parsed, row["source"], row["land"], row["edition"])


def parse_stored(kind: type[K], *, value: dict[str, Any], shape: int) -> K:
    """A stored value in today's shape, read leniently."""
    return document.read({kind.section_name(): {"version": shape, "value": value}}, kind)


def kind_of(name: str) -> type[Kind] | None:
    return kinds.get(name) if name in kinds else None
