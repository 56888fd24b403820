"""A registry of named things: the pluggable edges and the sections of a city's configuration use it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Names to things. A name is given once; an unknown one is a ``KeyError`` that lists what there is."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._things: dict[str, T] = {}

    def register(self, name: str, thing: T) -> T:
        if self._things.get(name, thing) is not thing:
            raise ValueError(f"{self._what} {name!r} is registered twice")
        self._things[name] = thing
        return thing

    def get(self, name: str) -> T:
        try:
            return self._things[name]
        except KeyError:
            raise KeyError(f"no {self._what} {name!r}; there are: {', '.join(sorted(self._things))}") from None

    def names(self) -> list[str]:
        return sorted(self._things)

    def items(self) -> Iterator[tuple[str, T]]:
        return iter(sorted(self._things.items()))

    def __contains__(self, name: object) -> bool:
        return name in self._things
