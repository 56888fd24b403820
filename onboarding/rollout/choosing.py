"""Which lines are wanted and in which order, as it stands in the address of a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import QueryDict

from kernel.sorting import german_key
from onboarding.rollout.board import Line, spelled_out
from onboarding.rollout.troubles import ORDER
from onboarding.rollout.words import NO_CITY, STAGES
from tenants.models import Stage

NONE = "keine"  # without a city, without a wave
NAMES = ("suche", "land", "stand", "welle", "auffaellig", "sortierung")
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_STAGES = list(STAGES)
# Those that need us most first.
_WITH_US = (
    Stage.LIVE, Stage.PILOT, Stage.REHEARSAL, Stage.ONBOARDING, Stage.PROSPECT, Stage.SUSPENDED, NO_CITY, Stage.OFFBOARDED,
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """Empty is everything. ``stage`` and ``wave`` may be „keine“."""

    text: str = ""
    land: str = ""
    stage: str = ""
    wave: str = ""
    troubled: bool = False
    order: str = ""

    @property
    def narrows(self) -> bool:
        return bool(self.text or self.land or self.stage or self.wave or self.troubled)


def read(query: QueryDict) -> Wanted:
    given = {name: query.get(name, "").strip()[:100] for name in NAMES}
    return Wanted(
        given["suche"], given["land"], given["stand"], given["welle"], bool(given["auffaellig"]), given["sortierung"]
    )  # fmt: skip


def chosen(found: Iterable[Line], wanted: Wanted) -> list[Line]:
    return ordered([line for line in found if fits(line, wanted)], wanted.order)


def fits(line: Line, wanted: Wanted) -> bool:
    wave = line.authority.wave_id
    return (
        wanted.land in ("", line.authority.land)
        and wanted.stage in ("", line.stage or NONE)
        and wanted.wave in ("", str(wave) if wave else NONE)
        and (not wanted.troubled or bool(line.troubles))
        and all(word in line.haystack for word in spelled_out(wanted.text).split())
    )


def ordered(found: list[Line], order: str) -> list[Line]:
    """By what is wrong first, unless asked otherwise; a minus before the name turns it round."""
    key = ORDERS.get(order.removeprefix("-"), _by_trouble)
    return sorted(found, key=key, reverse=order.startswith("-"))


def _name(line: Line) -> str:
    """The place, where one is known: the list's short names begin with the kind of office."""
    return german_key(line.authority.area or line.authority.name)


def _by_trouble(line: Line) -> Any:
    worst = line.troubles[0] if line.troubles else None
    if worst is None:
        return (1, _WITH_US.index(line.stage), _LONG_AGO, _name(line))
    return (0, ORDER.index(worst.code), worst.since or _LONG_AGO, _name(line))


ORDERS: dict[str, Callable[[Line], Any]] = {
    "name": _name,
    "kennung": lambda line: line.authority.code,
    "land": lambda line: (line.authority.land, _name(line)),
    "stand": lambda line: (_STAGES.index(line.stage), line.since or _LONG_AGO),
    "welle": lambda line: (line.authority.wave is None, getattr(line.authority.wave, "name", "")),
    "gemeldet": lambda line: line.reported_at or _LONG_AGO,
}
