"""Before the service does something by itself, a person hears of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from connectors.adapters.fit_connect.deadlines import (
    ACT_AFTER,
    SERVICE_REJECTS,
    SERVICE_TELLS_CONTACT,
    WARN_AFTER,
    Deadline,
    deadline,
    next_deadline,
)

THEN = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MOMENT = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("age", "told"),
    [
        (timedelta(0), Deadline.NONE),
        (WARN_AFTER - MOMENT, Deadline.NONE),
        (WARN_AFTER, Deadline.WARN),
        (SERVICE_TELLS_CONTACT, Deadline.WARN),
        (ACT_AFTER, Deadline.ACT),
        (SERVICE_REJECTS - MOMENT, Deadline.ACT),
        (SERVICE_REJECTS, Deadline.OVER),
    ],
)
def test_how_old_is_what_was_handed_over(age: timedelta, told: Deadline) -> None:
    assert deadline(THEN, THEN + age) == told


def test_we_are_earlier_than_the_service() -> None:
    assert WARN_AFTER < SERVICE_TELLS_CONTACT < ACT_AFTER < SERVICE_REJECTS


def test_each_deadline_is_met_once() -> None:
    moment, met = THEN, []
    while (following := next_deadline(THEN, moment)) is not None:
        moment = following
        met.append(deadline(THEN, moment))
    assert met == [Deadline.WARN, Deadline.ACT, Deadline.OVER]
