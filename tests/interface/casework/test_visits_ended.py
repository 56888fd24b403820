"""What ends a case or its visit frees the slot at once: in the transaction of the step itself, before anything else runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from appointments import operations, waiting
from appointments.models import Booking, Invitation, WaitingEntry
from casework import erasing, review, withdrawal
from declarations.models import Declaration
from tenants.binding import bind
from tests.interface.appointments.calendars import need
from tests.interface.casework.visitors import (
    AT,
    CLERK,
    WEDNESDAY,
    book,
    bookings,
    do,
    invite,
    letters,
    templates,
    visitor,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOON = WEDNESDAY + 2 * HOUR


def _withdraw(case_id: Any) -> None:
    withdrawal.withdraw(case_id=case_id, at=AT)


def _refuse(case_id: Any) -> None:
    review.refuse(case_id=case_id, reason="Zu wenig.", by=CLERK, at=AT)


def _forward(case_id: Any) -> None:
    review.forward(case_id=case_id, authority="Stadt Mainz", by=CLERK, at=AT)


def _close(case_id: Any) -> None:
    from casework import closing

    closing.close(Declaration.objects.get(id=case_id), at=AT)


def _erase(case_id: Any) -> None:
    from audit.operations import SYSTEM

    erasing.erase(case=Declaration.objects.get(id=case_id), actor=SYSTEM, reason="test", at=AT)


def _now(city: Any, case_id: Any, state: str) -> None:
    with bind(city):
        Declaration.objects.filter(id=case_id).update(state=state)


ENDS: list[tuple[str, Callable[[Any], None]]] = [
    ("submitted", _withdraw),
    ("signing_due", _withdraw),
    ("with_authority_system", _refuse),
    ("with_authority_system", _forward),
    ("with_authority_system", _close),
    ("archived", _erase),
]


@pytest.mark.parametrize(("state", "end"), ENDS)
def test_the_end_of_a_case_gives_everything_back_at_once(
    offenbach: Any, wiesbaden: Any, state: str, end: Callable[[Any], None]
) -> None:
    case_id, other = visitor(offenbach), visitor(wiesbaden)
    invite(offenbach, case_id)
    book(offenbach, case_id)
    do(offenbach, waiting.join, case_id=case_id, need=need(), at=AT)
    book(wiesbaden, other)
    _now(offenbach, case_id, state)
    do(offenbach, end, case_id=case_id)
    assert bookings(offenbach, case_id) == ["cancelled"]
    with bind(offenbach):
        assert not Booking.objects.filter(state="booked").exists()
        assert not Invitation.objects.filter(ended_at=None).exists()
        assert not WaitingEntry.objects.filter(state="waiting").exists()
    assert bookings(wiesbaden, other) == ["booked"]


@pytest.mark.parametrize("how", ["withdrawal", "refusal", "no-show", "cancellation"])
def test_the_slot_goes_to_the_next_in_the_same_transaction(offenbach: Any, how: str) -> None:
    state = "with_authority_system" if how == "refusal" else "signing_due"
    leaver, rival, waits = visitor(offenbach, state=state), visitor(offenbach), visitor(offenbach)
    start = WEDNESDAY + timedelta(days=7)
    booking = book(offenbach, leaver, start)
    book(offenbach, rival, start)
    do(offenbach, waiting.join, case_id=waits, need=need(), at=AT)
    if how == "no-show":
        with bind(offenbach):  # a long visit of which much is still to come when nobody has appeared
            late = start + timedelta(days=5)
            Booking.objects.filter(id=booking.id).update(ends_at=late, busy_until=late)
        do(offenbach, operations.miss, booking_id=booking.id, by=CLERK, at=start + HOUR)
    elif how == "cancellation":
        do(offenbach, operations.cancel, case_id=leaver, via="sponsor", at=AT)
    else:
        do(offenbach, _withdraw if how == "withdrawal" else _refuse, case_id=leaver)
    assert bookings(offenbach, waits) == ["offered"]


def test_a_visit_that_ends_with_its_case_leaves_the_calendar(offenbach: Any) -> None:
    case_id = visitor(offenbach)
    invite(offenbach, case_id)
    book(offenbach, case_id)
    letters(offenbach, at=AT)
    do(offenbach, _withdraw, case_id=case_id)
    (farewell,) = [one for one in letters(offenbach, at=AT) if one.template == "visit_ended"]
    assert farewell.calendar[0] == "CANCEL"
    assert farewell.data["visit_link"] == ""


def test_an_erased_case_gets_no_letter_and_nothing_breaks(offenbach: Any) -> None:
    from outbox.queries import dead_by_error

    case_id = visitor(offenbach)
    book(offenbach, case_id)
    _now(offenbach, case_id, "archived")
    do(offenbach, _erase, case_id=case_id)
    with bind(offenbach):
        from outbox.operations import dispatch

        while dispatch(at=AT):
            pass
        assert not Booking.objects.filter(state="booked").exists()
        assert dead_by_error() == []


def test_signing_ticks_todays_visit_off_in_the_clerks_name(wiesbaden: Any) -> None:
    from audit.models import AuditEntry

    case_id = visitor(wiesbaden)
    book(wiesbaden, case_id)
    do(wiesbaden, review.sign, case_id=case_id, identity_checked="id_card", by=CLERK, at=NOON)
    assert bookings(wiesbaden, case_id) == ["served"]
    with bind(wiesbaden):
        served = AuditEntry.objects.get(action="visit.served")
        assert (served.actor_kind, served.actor_ref) == ("staff", str(CLERK))
    do(wiesbaden, review.issue, case_id=case_id, serial="A 1", remarks="", by=CLERK, at=NOON)
    do(wiesbaden, review.hand_over, case_id=case_id, to="sponsor", by=CLERK, at=NOON)
    assert bookings(wiesbaden, case_id) == ["served"]


def test_who_came_earlier_than_booked_needs_the_visit_no_more(wiesbaden: Any) -> None:
    case_id = visitor(wiesbaden, state="issued", mode="online_binding")
    book(wiesbaden, case_id, WEDNESDAY + 7 * DAY, purpose="pickup")
    do(wiesbaden, review.hand_over, case_id=case_id, to="sponsor", by=CLERK, at=NOON)
    assert bookings(wiesbaden, case_id) == ["cancelled"]
    assert "visit_ended" in templates(wiesbaden, at=NOON)


def test_a_visit_of_yesterday_that_nobody_ticked_off_was_served_and_brings_no_letter(wiesbaden: Any) -> None:
    case_id = visitor(wiesbaden, state="issued", mode="online_binding")
    book(wiesbaden, case_id, purpose="pickup")
    do(wiesbaden, review.hand_over, case_id=case_id, to="sponsor", by=CLERK, at=NOON + DAY)
    assert bookings(wiesbaden, case_id) == ["served"]
    assert "visit_ended" not in templates(wiesbaden, at=NOON + DAY)


def test_what_goes_by_post_is_not_fetched(offenbach: Any) -> None:
    case_id = visitor(offenbach, state="issued", mode="online_binding")
    invite(offenbach, case_id)
    book(offenbach, case_id, WEDNESDAY + 7 * DAY, purpose="pickup")
    do(offenbach, review.post, case_id=case_id, proof="RR 1", by=CLERK, at=NOON)
    assert bookings(offenbach, case_id) == ["cancelled"]
    with bind(offenbach):
        assert not Invitation.objects.filter(ended_at=None).exists()


def test_a_visit_that_was_over_when_its_case_ended_brings_no_letter(offenbach: Any) -> None:
    case_id = visitor(offenbach)
    book(offenbach, case_id)
    letters(offenbach, at=AT)
    do(offenbach, withdrawal.withdraw, case_id=case_id, at=NOON + DAY)
    assert "visit_ended" not in templates(offenbach, at=NOON + DAY)
