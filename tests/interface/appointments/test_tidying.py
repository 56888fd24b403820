"""Nothing stays held for ever, and what was counted is forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tenants.binding import bind
from tests.interface.appointments import small
from tests.interface.appointments.calendars import AT, need, new_case
from tests.interface.appointments.small import AMT, OPENS, STEP, patient

HOUR = timedelta(hours=1)


def _hold(start: datetime = OPENS, at: datetime = AT) -> Any:
    from appointments import operations

    known: dict[str, Any] = {"case_id": new_case(), "need": need(), "office": AMT, "starts_at": start, "via": "sponsor"}
    return patient(lambda: operations.hold(at=at, **known))


def _timers() -> list[datetime]:
    from outbox.models import OutboxEvent

    return list(OutboxEvent.objects.filter(name="visit.tidying_due", done_at=None).values_list("due_at", flat=True))


def test_a_hold_that_nobody_confirmed_ends_without_anybody_coming(offenbach: Any) -> None:
    from outbox.operations import dispatch

    with small.calendar_of(offenbach), bind(offenbach):
        held = _hold()
        (due,) = _timers()
        dispatch(at=due)
        held.refresh_from_db()
        assert held.state == "expired"
        assert due - AT <= 2 * HOUR
        assert _timers() == [], "a calm city has no timer"


def test_one_timer_an_hour_however_many_come(offenbach: Any) -> None:
    with small.calendar_of(offenbach), bind(offenbach):
        for number in range(4):
            _hold(OPENS + timedelta(days=number), AT + timedelta(minutes=number))
        assert len(_timers()) == 1
        _hold(OPENS + STEP * 5, AT + HOUR)
        assert len(_timers()) == 2


def test_a_hold_that_is_still_good_is_looked_at_again(offenbach: Any) -> None:
    from outbox.operations import dispatch

    with small.calendar_of(offenbach, hold_minutes=60), bind(offenbach):
        first = _hold()
        late = AT + timedelta(minutes=110)
        second = _hold(OPENS + STEP, late)
        (due, after) = sorted(_timers())
        dispatch(at=due)
        for held in (first, second):
            held.refresh_from_db()
        assert (first.state, second.state) == ("expired", "held")
        dispatch(at=after)
        second.refresh_from_db()
        assert second.state == "expired"


@pytest.mark.parametrize("kept", [True, False])
def test_attempts_and_codes_are_forgotten_when_their_time_is_over(offenbach: Any, kept: bool) -> None:
    from appointments import fairness, tidying
    from appointments.models import Attempt, MailedCode

    with small.calendar_of(offenbach), bind(offenbach):
        case = new_case()
        fairness.note_attempt(case_id=case, address="192.0.2.1", at=AT)
        patient(lambda: fairness.send_code(case_id=case, at=AT))
        at = AT + (timedelta(minutes=15) if kept else 3 * HOUR)
        patient(lambda: tidying.tidy(at=at))
        assert (Attempt.objects.exists(), MailedCode.objects.exists()) == (kept, kept)
        assert _timers()
