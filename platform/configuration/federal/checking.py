"""What is wrong with a value that a person asks for: every fault at once, each with its field and the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from configuration.document import Fault
from configuration.federal.base import Kind
from configuration.federal.reasons import reason_of
from configuration.federal.standing import earliest
from configuration.federal.timeline import Timeline
from kernel.ags import LAENDER
from kernel.clock import german_day

FARTHEST = timedelta(days=5 * 366)
LONGEST = {"source": 200, "reason": 400}


@dataclass(frozen=True)
class Wanted:
    """A value as a person asks for it; ``raw`` are the fields of its kind."""

    kind: str
    land: str
    valid_from: date
    raw: Mapping[str, Any]
    source: str
    reason: str


def head_faults(kind: type[Kind], wanted: Wanted, at: datetime) -> Iterator[Fault]:
    yield from day_faults(kind, wanted.valid_from, at)
    if wanted.land and wanted.land not in LAENDER:
        yield Fault("land", _("Kein Land mit diesem Kürzel."))
    elif wanted.land and not kind.by_land():
        yield Fault("land", _("Dieser Wert gilt immer für ganz Deutschland."))
    for name, most in LONGEST.items():
        text = str(getattr(wanted, name)).strip()
        if not text:
            yield Fault(name, _("Diese Angabe fehlt."))
        elif len(text) > most:
            yield Fault(name, _("Das ist zu lang."))


def day_faults(kind: type[Kind], day: date, at: datetime) -> list[Fault]:
    if day < earliest(kind, at=at):
        return [Fault("valid_from", _("Dieser Tag liegt zu früh: Was schon gegolten hat, wird nicht mehr geändert."))]
    if day > german_day(at) + FARTHEST:
        return [Fault("valid_from", _("Dieser Tag liegt mehr als fünf Jahre in der Zukunft."))]
    return []


def read_value(kind: type[Kind], raw: Mapping[str, Any]) -> tuple[Kind | None, list[Fault]]:
    """The value, or what is wrong with its fields."""
    try:
        return kind.model_validate(raw), []
    except ValidationError as error:
        return None, [Fault(_path(*item["loc"]), reason_of(item)) for item in error.errors()]


def content_faults(value: Kind, known: Timeline[Any], since: date, land: str) -> list[Fault]:
    """What is wrong with it beside what is known already."""
    faults = [Fault(_path(fault.path), fault.reason) for fault in value.faults(since, known)]
    ground = known.in_force(on=since, land=land)
    if not faults and ground is not None and ground.land == land and ground.value == value:
        faults.append(Fault("value", _("Das ist genau der Wert, der dann ohnehin gilt.")))
    return faults


def _path(*parts: Any) -> str:
    return ".".join(["value", *(str(part) for part in parts)])
