"""One click, and a whole application goes through the twin: as people would see it, and nothing of it in the real city."""

from __future__ import annotations

from typing import Any

import pytest

from onboarding.rehearsal import runs
from onboarding.rehearsal.models import Run
from onboarding.rehearsal.states import Outcome, State
from tenants.binding import bind


def rehearse(city: Any, workers: Any, *, with_draft: bool = False) -> Run:
    from kernel.clock import now

    with bind(city):
        run = runs.order(staff_id=1, name="Dominique Anfang", with_draft=with_draft, at=now())

    def over() -> bool:
        with bind(city):
            return runs.under_way() is None

    workers.until(city, over)
    with bind(city):
        found = runs.find(run.id)
    assert found is not None
    return found


def told(run: Run) -> dict[str, tuple[str, str]]:
    return {step.name: (step.outcome, step.code) for step in run.steps.all()}


@pytest.mark.parametrize("slug", ["offenbach", "wiesbaden"])
def test_a_whole_run(cities: Any, served: int, workers: Any, slug: str) -> None:
    city = next(one for one in cities if one.slug == slug)
    run = rehearse(city, workers)
    with bind(city):
        for step in run.steps.all():
            print(step.name, step.outcome, step.code, step.facts, (step.ended_at - step.started_at).total_seconds())
            if step.outcome == Outcome.FAILED:
                print(step.seen)
    assert run.state == State.PASSED
