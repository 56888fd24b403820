"""Fair use: limits by case, network and person; under attack a mailed code; nothing that tells who asked."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from tenants.binding import bind
from tests.conftest import AT as FILED
from tests.interface.appointments import small
from tests.interface.appointments.calendars import AT, need, new_case
from tests.interface.appointments.rivals import at_once
from tests.interface.appointments.small import AMT, OPENS, STEP, code_of, patient

LIMITS = {"attempts_per_case": 3, "attempts_per_address": 5, "storm": 10, "visits_per_person": 1, "changes": 9}
LATER = timedelta(minutes=10)


@pytest.fixture
def limited(offenbach: Any) -> Iterator[Any]:
    with small.calendar_of(offenbach, fair_use=LIMITS), bind(offenbach):
        yield offenbach


def _note(case: uuid.UUID, address: str = "", at: datetime = AT) -> str:
    from appointments.fairness import note_attempt
    from appointments.refusals import UnableToBook

    try:
        note_attempt(case_id=case, address=address, at=at)
    except UnableToBook as refusal:
        return refusal.code
    return ""


def _hold(case: uuid.UUID, start: datetime = OPENS, *, at: datetime = AT, **more: Any) -> str:
    from appointments.refusals import UnableToBook
    from casework import visits

    try:
        visits.hold(case_id=case, need=need(), office=AMT, starts_at=start, via="sponsor", at=at, **more)
    except UnableToBook as refusal:
        return refusal.code
    return ""


def _storm() -> None:
    for _ in range(LIMITS["storm"]):
        _note(new_case())


def test_a_case_is_stopped_after_its_attempts_and_goes_on_after_ten_minutes(limited: Any) -> None:
    case = new_case()
    assert [_note(case) for _ in range(5)] == ["", "", "", "too_many", "too_many"]
    assert _note(new_case()) == ""
    assert _note(case, at=AT + LATER) == ""


def test_refused_attempts_do_not_keep_somebody_out(limited: Any) -> None:
    case = new_case()
    for minute in range(10):
        _note(case, at=AT + timedelta(minutes=minute))
    assert _note(case, at=AT + LATER) == ""


def test_an_address_is_stopped_whatever_case_it_asks_for(limited: Any) -> None:
    codes = [_note(new_case(), "192.0.2.1") for _ in range(6)]
    assert codes == ["", "", "", "", "", "too_many"]
    assert _note(new_case(), "192.0.2.2") == ""
    assert [_note(new_case(), word) for word in ("", "unix:", "") for _ in range(3)] == [""] * 9


def test_an_ipv6_line_counts_as_one(limited: Any) -> None:
    codes = [_note(new_case(), f"2001:db8:0:1::{number:x}") for number in range(6)]
    assert codes[-1] == "too_many"
    assert _note(new_case(), "2001:db8:0:2::1") == ""


def test_no_address_is_stored_and_none_is_found_without_the_citys_key(limited: Any, wiesbaden: Any) -> None:
    from appointments.models import Attempt

    case = new_case()
    _note(case, "192.0.2.1")
    here = set(Attempt.objects.values_list("key", flat=True))
    with bind(wiesbaden):
        _note(case, "192.0.2.1")
        there = set(Attempt.objects.values_list("key", flat=True))
    assert len(here) == len(there) == 3
    assert not here & there
    assert all(len(key) == 64 and "192" not in key[:3] for key in here)


def test_an_attempt_counts_also_when_the_booking_is_refused(limited: Any) -> None:
    case = new_case()
    nowhere = OPENS + timedelta(hours=9)
    assert [_hold(case, nowhere) for _ in range(4)] == ["no_such_slot"] * 3 + ["too_many"]


def test_an_attempt_is_not_counted_inside_somebodys_transaction(limited: Any) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError):
        _note(new_case())


def test_a_clerk_is_not_held_to_it(limited: Any) -> None:
    from casework import visits

    _storm()
    case = new_case()
    for number in range(5):
        visits.hold(case_id=case, need=need(), office=AMT, starts_at=OPENS + STEP * number, via="desk", at=AT, by=1)


def test_counting_stops_nobody_at_the_same_moment(limited: Any) -> None:
    """Insert-only rows: nobody waits for another, and the limit holds but for those who came together."""
    from appointments.fairness import note_attempt

    case = new_case()
    answers = at_once(limited, [partial(note_attempt, case_id=case, address="", at=AT)] * 12)
    assert set(answers) <= {False, "too_many"}
    assert _note(case) == "too_many"


def test_somebody_with_as_many_visits_as_allowed_books_no_more(limited: Any) -> None:
    from appointments import operations
    from declarations.models import Declaration

    first, second, other = new_case(), new_case(), new_case()
    Declaration.objects.filter(id__in=[first, second]).update(sponsor_digest="e" * 64)
    booking = patient(
        lambda: operations.book(case_id=first, need=need(), office=AMT, starts_at=OPENS, via="sponsor", at=AT)
    )
    assert booking.state == "booked"
    assert _hold(second, OPENS + STEP) == "too_many_visits"
    assert _hold(other, OPENS + STEP * 2) == ""
    assert _hold(first, OPENS + STEP * 4) == "", "moving one's own visit stays possible"
    patient(lambda: operations.cancel(case_id=first, via="sponsor", at=AT))
    assert _hold(second, OPENS + STEP) == ""


# Under attack.
@pytest.fixture
def asked(limited: Any) -> uuid.UUID:
    """A filed case with an address, in a city that very many want to book in."""
    from tests.support import cases

    case: uuid.UUID = cases.file(limited, at=FILED).case_id
    _storm()
    return case


def _send(case: uuid.UUID, at: datetime = AT) -> str:
    from appointments import fairness

    return code_of(lambda: fairness.send_code(case_id=case, at=at))


def _enter(case: uuid.UUID, typed: str, at: datetime = AT) -> str:
    from appointments.refusals import UnableToBook
    from casework import visits

    try:
        visits.enter_code(case_id=case, typed=typed, at=at)
    except UnableToBook as refusal:
        return refusal.code
    return ""


def _code(case: uuid.UUID, at: datetime = AT) -> str:
    from appointments.fairness import code_of as good_code

    return good_code(case, at=at) or ""


def _wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def test_a_mailed_code_lets_a_person_through(asked: uuid.UUID) -> None:
    from notifications.models import Mail
    from notifications.operations import send
    from outbox.models import OutboxEvent
    from outbox.operations import dispatch

    assert _hold(asked) == "code_needed"
    assert _send(asked) == ""
    event = OutboxEvent.objects.get(name="visit.code_wanted")
    assert event.payload == {}
    OutboxEvent.objects.exclude(id=event.id).update(done_at=AT)  # what filing the case has set going
    dispatch(at=AT)
    (row,) = Mail.objects.filter(template="visit_code")
    assert send(mail_id=row.id, at=AT)
    code = _code(asked)
    assert len(code) == 6
    assert code in mail.outbox[-1].body
    assert code not in mail.outbox[-1].subject
    assert _enter(asked, _wrong(code)) == "code_wrong"
    assert _enter(asked, f" {code[:3]} {code[3:]} ") == ""
    assert _enter(asked, code) == "", "a second click"
    assert _hold(asked) == ""


def test_whoever_is_vouched_for_needs_no_code_and_the_calm_city_asks_nobody(asked: uuid.UUID) -> None:
    assert _hold(asked, vouched=True) == ""
    assert _hold(asked, OPENS + STEP * 4, at=AT + LATER) == ""


def test_a_case_without_an_address_is_not_asked_for_what_it_cannot_get(limited: Any) -> None:
    _storm()
    assert _hold(new_case()) == ""


def test_being_vouched_for_ends(asked: uuid.UUID) -> None:
    from appointments.fairness import is_vouched

    _send(asked)
    _enter(asked, _code(asked))
    assert is_vouched(asked, at=AT + timedelta(minutes=29))
    assert not is_vouched(asked, at=AT + timedelta(minutes=30))


def test_a_code_ends_after_a_quarter_of_an_hour(asked: uuid.UUID) -> None:
    _send(asked)
    code = _code(asked)
    assert _enter(asked, code, AT + timedelta(minutes=15)) == "code_wrong"
    assert _enter(asked, code, AT + timedelta(minutes=14, seconds=59)) == ""


def test_guessing_ends_after_five_tries_and_a_new_mail_brings_a_new_code(asked: uuid.UUID) -> None:
    _send(asked)
    code = _code(asked)
    assert [_enter(asked, _wrong(code)) for _ in range(6)] == ["code_wrong"] * 5 + ["too_many"]
    assert _enter(asked, code) == "too_many"
    _send(asked)
    assert _enter(asked, _code(asked)) == ""


def test_asked_again_the_same_code_comes_and_tries_stay_counted(asked: uuid.UUID) -> None:
    _send(asked)
    code = _code(asked)
    assert [_enter(asked, _wrong(code)) for _ in range(4)] == ["code_wrong"] * 4
    _send(asked, AT + timedelta(minutes=5))
    assert _code(asked, AT + timedelta(minutes=19)) == code
    assert _enter(asked, _wrong(code)) == "code_wrong"
    assert _enter(asked, code) == "too_many"


def test_three_mails_in_a_quarter_of_an_hour(asked: uuid.UUID) -> None:
    assert [_send(asked) for _ in range(4)] == ["", "", "", "too_many"]
    assert _send(asked, AT + timedelta(minutes=15)) == ""


def test_guessing_in_parallel_gains_nothing(asked: uuid.UUID, limited: Any) -> None:
    from casework import visits

    _send(asked)
    wrong = _wrong(_code(asked))
    answers = at_once(limited, [partial(visits.enter_code, case_id=asked, typed=wrong, at=AT)] * 12)
    assert sorted(answers) == ["code_wrong"] * 5 + ["too_many"] * 7


def test_a_code_is_of_one_case(asked: uuid.UUID) -> None:
    _send(asked)
    assert _enter(new_case(), _code(asked)) == "code_wrong"


def test_an_erased_case_gets_no_code(asked: uuid.UUID) -> None:
    from declarations.sealing import destroy_key

    destroy_key(asked)
    assert _send(asked) == "case_closed"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), (" 2001:db8:1:2:3:4:5:6 ", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"), ("", ""), ("nonsense", ""), ("192.0.2.1, 10.0.0.1", ""),
    ],
)  # fmt: skip
def test_what_an_address_is_counted_as(address: str, network: str) -> None:
    from appointments.fairness import network_of

    assert network_of(address) == network
