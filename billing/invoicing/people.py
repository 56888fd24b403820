from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """An operator, by number; the name is kept as it is now."""

    id: int
    name: str
