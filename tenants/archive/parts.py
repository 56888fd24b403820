"""What an app carries itself in an archive, because it is no plain table: keys, files."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from tenants.archive.chest import ChestWriter
from tenants.archive.head import Head
from tenants.models import City


@dataclass
class Arrival:
    """A city that is being filled. ``before`` is the schema of what it held until now, where it held something.

    ``forgotten``: cases that were erased since the archive was made; nothing of them may come back. ``undo`` is called,
    if the restore comes to nothing, for what was put where no transaction reaches.
    """

    city: City
    head: Head
    case_key: bytes
    before: str | None = None
    forgotten: frozenset[uuid.UUID] = frozenset()
    undo: list[Callable[[], None]] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """``write`` puts members whose names begin with ``name/``, bound to the city's snapshot; ``read`` gets them back one
    by one, in the restoring transaction. ``tables`` are those that are not copied plainly then; ``lists`` are members that tell a person
    something and are not read back."""

    name: str
    write: Callable[[ChestWriter, City], None]
    read: Callable[[Arrival, str, bytes], None]
    tables: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
