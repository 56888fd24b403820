"""A connection is given back once it has served enough cities.

PostgreSQL keeps what it learned of a table for as long as the connection lives: about 0.65 MiB for each city, measured
with our tables, and without end. A new connection takes 5.6 ms, so one for every two hundred cities costs nothing.
The owner's connection stays: a run over the fleet holds its lock by it, and ends soon.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from tenants.binding import Binding

_SEEN = "_schemas_seen"  # kept on the connection itself, since a pool hands it on


def note(connection: Any, binding: Binding) -> None:
    """This connection is about to serve this city."""
    if binding.slug is not None:
        connection.__dict__.setdefault(_SEEN, set()).add(binding.schema)


def is_worn(connection: Any, binding: Binding) -> bool:
    """Whether this would be one city too many for it."""
    seen: set[str] = connection.__dict__.get(_SEEN, set()) if connection is not None else set()
    return len(seen) >= settings.CITIES_PER_CONNECTION and binding.slug is not None and binding.schema not in seen


def retire(wrapper: Any) -> None:
    """Closes it for good. The caller stands between two transactions."""
    wrapper.connection.close()  # before a pool gets it back, which then makes another one
    wrapper.close()
