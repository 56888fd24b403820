"""Which value holds on which day. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Generic

from configuration.federal.base import Dated, K


class Timeline(Generic[K]):
    """All values of one kind, shipped and published, of Germany and of the Länder."""

    def __init__(self, values: Iterable[Dated[K]]) -> None:
        self.values = tuple(sorted(values, key=lambda value: (value.since, value.edition)))
        """Every edition, the oldest first."""

    def of_land(self, land: str) -> list[Dated[K]]:
        """What holds there one after another, by its own values alone; of each day the last edition."""
        return list({value.since: value for value in self.values if value.land == land}.values())

    def lands(self) -> list[str]:
        return sorted({value.land for value in self.values} - {""})

    def own(self, *, on: date, land: str) -> Dated[K] | None:
        """The value of exactly this Land (of Germany, if empty): the latest that has begun by that day."""
        begun = [value for value in self.of_land(land) if value.since <= on]
        return begun[-1] if begun else None

    def in_force(self, *, on: date, land: str = "") -> Dated[K] | None:
        """The Land's own value if it has one by that day, else Germany's. ``None`` before the first."""
        return (self.own(on=on, land=land) if land else None) or self.own(on=on, land="")
