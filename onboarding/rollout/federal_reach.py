"""Whom a federal value touches: from what the cities reported of themselves, since nobody here can look into a city."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from configuration.federal.base import Kind, Moment
from configuration.federal.queries import override_code
from configuration.federal.timeline import Timeline
from declarations.states import State
from tenants.models import City, Stage

AHEAD: dict[Moment, tuple[State, ...]] = {
    Moment.FILING: (State.DRAFT,),
    Moment.CHECK: (
        State.SEALED, State.SUBMITTED, State.IN_REVIEW, State.WITH_AUTHORITY_SYSTEM, State.DOCUMENTS_REQUESTED,
        State.SECURITY_REQUESTED,
    ),
}  # fmt: skip
"""The states of cases whose day of judgment is still to come."""


@dataclass
class StageReach:
    """Cities of one stage: ``touched``, with a rule of their own (``own``), and those that did not report yet, which are
    counted as touched."""

    stage: str
    touched: int = 0
    own: int = 0
    silent: int = 0


@dataclass(frozen=True)
class Reach:
    stages: list[StageReach]
    cases: int

    @property
    def touched(self) -> int:
        return sum(stage.touched for stage in self.stages)

    @property
    def own(self) -> int:
        return sum(stage.own for stage in self.stages)

    @property
    def silent(self) -> int:
        return sum(stage.silent for stage in self.stages)


def reach_of(kind: type[Kind], *, land: str, since: date, known: Timeline[Any]) -> Reach:
    """Cities and cases to which a value of this Land (of Germany, if empty) would apply from that day on. Twins and
    cities that left do not count."""
    found: dict[str, StageReach] = {stage.value: StageReach(stage.value) for stage in Stage}
    cases = 0
    for city in _concerned(land=land, since=since, known=known):
        report = getattr(city, "report", None)
        counts: dict[str, int] = report.counts if report else {}
        row = found[city.stage]
        if counts.get(override_code(kind.section_name())):
            row.own += 1
            continue
        row.touched += 1
        row.silent += report is None
        cases += sum(counts.get(state, 0) for state in AHEAD[kind.judged_at()])
    return Reach([row for row in found.values() if row.touched or row.own], cases)


def _concerned(*, land: str, since: date, known: Timeline[Any]) -> Iterable[City]:
    """A Land's value is for its cities; one for Germany is not for those of a Land with a value of its own."""
    cities = City.objects.select_related("report").filter(twin_of__isnull=True).exclude(stage=Stage.OFFBOARDED)
    others = [other for other in known.lands() if known.own(on=since, land=other)]
    return list(cities.filter(land=land) if land else cities.exclude(land__in=others))
