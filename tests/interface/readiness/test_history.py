"""The history tells the truth, whatever was found in whatever order, and each city has its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenants.binding import bind

MINUTE = timedelta(minutes=1)
LOOKS = st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["", "missing", "other"])), min_size=1, max_size=14)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LOOKS)
def test_the_history_tells_the_truth_for_any_order_of_findings(
    cities: Any, at: datetime, look: Callable[..., None], looks: list[tuple[int, str]]
) -> None:
    """A look that comes late is left aside; of the others each is answered by the history, with the right „since“."""
    from onboarding.readiness import history

    offenbach, name = cities[0], f"test.{uuid4().hex}"
    counted: list[tuple[int, str]] = []
    for minute, code in looks:
        look(offenbach, at + minute * MINUTE, not code, code=code, name=name)
        if not counted or minute >= counted[-1][0]:
            counted.append((minute, code))
    with bind(offenbach):
        turns, row = history.turns_of([name])[::-1], history.standing()[name]
    changes = [next(run) for _code, run in groupby(counted, key=lambda one: one[1])]
    assert [(turn.at, turn.code) for turn in turns] == [(at + minute * MINUTE, code) for minute, code in changes]
    runs = [list(run) for _ready, run in groupby(counted, key=lambda one: not one[1])]
    begun = {at + minute * MINUTE: at + run[0][0] * MINUTE for run in runs for minute, _code in run}
    assert row.since == at + runs[-1][0][0] * MINUTE
    assert (row.ready, row.code, row.looked_at) == (not counted[-1][1], counted[-1][1], at + counted[-1][0] * MINUTE)
    assert len({minute for minute, _code in counted}) < len(counted) or all(t.since == begun[t.at] for t in turns)


def test_a_night_in_which_nothing_changed_is_no_row(offenbach: Any, at: datetime, look: Callable[..., None]) -> None:
    from onboarding.readiness import history

    for night in range(5):
        look(offenbach, at + timedelta(days=night), False)
    with bind(offenbach):
        (turn,) = history.turns_of(["site.texts"])
        row = history.standing()["site.texts"]
    assert (turn.at, turn.since, turn.text) == (at, at, "Fehlt.")
    assert (row.since, row.looked_at) == (at, at + timedelta(days=4))


def test_another_reason_is_a_row_and_still_red_since_the_first(
    offenbach: Any, at: datetime, look: Callable[..., None]
) -> None:
    from onboarding.readiness import history

    look(offenbach, at, True)
    look(offenbach, at + MINUTE, False, code="missing")
    look(offenbach, at + 2 * MINUTE, False, code="worse")
    with bind(offenbach):
        turns = history.turns_of(["site.texts"])
    assert [(turn.code, turn.since) for turn in turns] == [
        ("worse", at + MINUTE), ("missing", at + MINUTE), ("", at),
    ]  # fmt: skip


def test_each_city_has_its_own_history(cities: Any, at: datetime, look: Callable[..., None]) -> None:
    from onboarding.readiness import history

    offenbach, wiesbaden = cities
    look(offenbach, at, False)
    look(wiesbaden, at + MINUTE, True)
    with bind(wiesbaden):
        assert [turn.ready for turn in history.turns_of(["site.texts"])] == [True]
    with bind(offenbach):
        assert [turn.ready for turn in history.turns_of(["site.texts"])] == [False]
