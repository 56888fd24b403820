"""How deliveries stand in the cities, as they reported it: counts, ages, connectors, codes. The operator's role reads no
city, so nothing else can be shown here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.states import State
from onboarding.rollout.models import CityCondition
from onboarding.rollout.words import ALARMS
from tenants.models import City, Stage

STUCK = (State.FAILED, State.REJECTED, State.PAUSED)


@dataclass(frozen=True)
class Standing:
    """``oldest``: of what waits or is not confirmed. ``errors``: kind, code, count, since of what is stuck."""

    states: list[tuple[Any, int]]
    stuck: int
    waiting: datetime | None
    unconfirmed: datetime | None
    held: int
    lines: list[dict[str, Any]]
    alarms: list[dict[str, Any]]
    errors: list[dict[str, Any]]

    @property
    def oldest(self) -> datetime | None:
        known = [moment for moment in (self.waiting, self.unconfirmed) if moment is not None]
        return min(known, default=None)

    @property
    def shut(self) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["open"] or line["collect_error"]]

    @property
    def urgency(self) -> tuple[int, int, float]:
        """For sorting: what needs somebody first."""
        age = -self.oldest.timestamp() if self.oldest else float("-inf")
        return (len(self.alarms) + len(self.shut), self.stuck, age)


def of(condition: CityCondition | None) -> Standing | None:
    """None for a city that has not reported this yet."""
    told = condition.deliveries if condition else None
    if condition is None or not told:
        return None
    states = told["states"]
    return Standing(
        states=[(state.label, states[state]) for state in State if states.get(state)],
        stuck=sum(states.get(state, 0) for state in STUCK),
        waiting=_moment(told["waiting"]), unconfirmed=_moment(told["unconfirmed"]), held=told["held"],
        lines=[
            {**line, "open_since": _moment(line["open_since"]), "next_try": _moment(line["next_try"])}
            for line in told["lines"]
        ],
        alarms=[
            {**one, "since": _moment(one["since"]), "text": ALARMS.get(one["kind"], one["kind"])} for one in told["alarms"]
        ],
        errors=[{**one, "since": _moment(one["since"])} for one in condition.errors if one["kind"] == "delivery"],
    )  # fmt: skip


def cities() -> list[tuple[City, Standing | None]]:
    """Every city that is not gone: what needs somebody on top, who has not reported last. One query."""
    rows = City.objects.exclude(stage=Stage.OFFBOARDED).select_related("condition")
    found = [(city, of(getattr(city, "condition", None))) for city in rows.order_by("name")]
    return sorted(found, key=lambda pair: pair[1].urgency if pair[1] else (-1, 0, 0.0), reverse=True)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
