"""From when until when can be booked: lead time, horizon, waves; on ordinary days and where the clock changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

WAVE = datetime(2027, 3, 1, 6, 0, tzinfo=UTC)  # Monday, 07:00 in Germany
SECOND = timedelta(seconds=1)


def _rules(**more: Any) -> Any:
    from appointments.config import AppointmentRules

    return AppointmentRules.model_validate(more)


def _weekly(weeks: int = 4) -> Any:
    return _rules(release={"weekday": "mo", "at": "07:00", "weeks": weeks})


def _end(rules: Any, at: datetime) -> datetime:
    from appointments.released import released_until

    return released_until(rules, at=at)


def test_a_wave_opens_its_days_at_its_second_and_not_before() -> None:
    rules = _weekly()
    assert _end(rules, WAVE - SECOND) == datetime(2027, 3, 22, 23, tzinfo=UTC)
    # four weeks later the clock is an hour ahead: the German midnight is earlier in UTC
    assert _end(rules, WAVE) == _end(rules, WAVE + timedelta(days=6)) == datetime(2027, 3, 29, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "end"),
    [
        (datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 28, 22, tzinfo=UTC)),
        (datetime(2027, 3, 26, 12, tzinfo=UTC), datetime(2027, 3, 27, 23, tzinfo=UTC)),
        (datetime(2027, 10, 30, 12, tzinfo=UTC), datetime(2027, 10, 31, 23, tzinfo=UTC)),
        (datetime(2027, 10, 29, 12, tzinfo=UTC), datetime(2027, 10, 30, 22, tzinfo=UTC)),
        (datetime(2027, 6, 30, 22, 30, tzinfo=UTC), datetime(2027, 7, 2, 22, tzinfo=UTC)),
    ],
)
def test_the_horizon_ends_at_a_german_midnight(at: datetime, end: datetime) -> None:
    assert _end(_rules(horizon_days=1), at) == end


@given(st.integers(0, 3 * 366 * 24 * 60))
def test_waves_follow_each_other_without_a_gap(minutes: int) -> None:
    from appointments.config import Release
    from appointments.released import last_wave, next_wave

    at, release = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes), Release(weekday="su", at="02:30")
    last, following = last_wave(release, at=at), next_wave(release, at=at)
    assert last <= at < following
    assert timedelta(days=7, hours=-1) <= following - last <= timedelta(days=7, hours=1)
    assert last_wave(release, at=following) == following
    assert last_wave(release, at=following - SECOND) == last


def test_a_clerk_needs_no_lead_time() -> None:
    from appointments.released import window

    rules = _rules(lead_hours=24)
    assert window(rules, at=WAVE).first == WAVE + timedelta(hours=24)
    assert window(rules, at=WAVE, notice=timedelta(0)).first == WAVE
    assert window(_rules(lead_hours=72, horizon_days=1), at=WAVE).is_empty
