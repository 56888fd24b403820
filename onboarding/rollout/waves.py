"""Waves: authorities that are brought in together, and how far they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from onboarding.rollout.board import Line
from onboarding.rollout.models import Wave
from onboarding.rollout.words import STAGES


@dataclass(frozen=True)
class Stand:
    """One stage of a wave: how many authorities stand there, for how long in the middle, and the longest."""

    stage: str
    name: Any
    count: int
    share: int
    typical: timedelta | None
    longest: timedelta | None


def stands(lines: Sequence[Line], *, at: datetime) -> list[Stand]:
    found = []
    for stage, name in STAGES.items():
        here = [line for line in lines if line.stage == stage]
        ages = [at - line.since for line in here if line.since]
        if here:
            typical = timedelta(seconds=median(age.total_seconds() for age in ages)) if ages else None
            share = round(100 * len(here) / len(lines))
            found.append(Stand(stage or "none", name, len(here), share, typical, max(ages, default=None)))
    return found


def with_counts(lines: Iterable[Line]) -> list[tuple[Wave, int, list[tuple[str, Any, int]]]]:
    """Every wave with how many authorities it has, and how many of them stand where."""
    by_wave: dict[int, Counter[str]] = {}
    for line in lines:
        if line.authority.wave_id:
            by_wave.setdefault(line.authority.wave_id, Counter())[line.stage] += 1
    found = []
    for wave in Wave.objects.order_by("planned_on", "name"):
        number = by_wave.get(wave.pk, Counter())
        stages = [(stage or "none", name, number[stage]) for stage, name in STAGES.items() if number[stage]]
        found.append((wave, sum(number.values()), stages))
    return found
