"""While very many want to book: limits, and a code by mail; on pages that stay calm about it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from appointments import fairness
from appointments.models import Attempt, Booking
from declarations.access import access_of
from declarations.models import Declaration
from kernel.clock import now
from notifications.models import Mail
from tenants.binding import bind
from tests.interface.appointments.calendars import AT, TUESDAY
from tests.interface.desk.clerks import fill, words
from tests.interface.portal.visiting import Guest, invite_filed
from tests.support import cases

THURSDAY = TUESDAY + timedelta(days=2)


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def guest(offenbach: Any, browse: Any) -> Guest:
    return invite_filed(offenbach, browse(offenbach))


@pytest.fixture
def storm(offenbach: Any, guest: Guest) -> None:
    """So many attempts in the whole city that a code is asked for."""
    with bind(offenbach):
        key = fairness._digest("city")
        Attempt.objects.bulk_create([Attempt(key=key, at=now()) for _ in range(600)])


def code_of(guest: Guest) -> str:
    cases.work(guest.city, at=now())
    with bind(guest.city):
        assert Mail.objects.filter(template="visit_code").exists()
        return str(fairness.code_of(guest.case, at=now()))


@pytest.mark.usefixtures("storm")
def test_under_attack_a_mailed_code_leads_to_the_time_that_was_pressed(guest: Guest) -> None:
    asked = guest.press(TUESDAY)
    assert asked.request["PATH_INFO"] == guest.at("code/")
    assert "Wir haben Ihnen einen Code geschickt" in words(asked)
    assert "@" not in words(asked)
    assert not guest.rows()
    page = f"{asked.request['PATH_INFO']}?{asked.request['QUERY_STRING']}"
    wrong = guest.browser.post(page, {"code": "1"}, follow=True)
    assert "Dieser Code passt nicht" in words(wrong)
    held = guest.browser.post(page, {"code": f" {code_of(guest)} "}, follow=True)
    assert "Dienstag, 2. März 2027, 08:00 Uhr" in words(held)
    guest.submit(fill(held, ""))
    assert guest.booked() == [TUESDAY]
    assert guest.press(THURSDAY).request["PATH_INFO"] == guest.at("bestaetigen/"), "once is enough for half an hour"


@pytest.mark.usefixtures("storm")
def test_the_code_can_be_sent_again_and_not_for_ever(guest: Guest) -> None:
    asked = guest.press(TUESDAY)
    for said in ("Der Code ist unterwegs", "Der Code ist unterwegs", "sehr viele Versuche"):
        form = fill(asked, "", button=("neu", "1"), code="")
        asked = guest.browser.post(f"{guest.at('code/')}?{asked.request['QUERY_STRING']}", form[1], follow=True)
        assert said in words(asked)


@pytest.mark.usefixtures("storm")
def test_a_code_that_is_over_says_so(guest: Guest, that_day: Any) -> None:
    guest.press(TUESDAY)
    code = code_of(guest)
    that_day.shift(timedelta(minutes=20))
    assert "Dieser Code gilt nicht mehr" in words(guest.browser.post(guest.at("code/"), {"code": code}))


@pytest.mark.usefixtures("storm")
def test_who_typed_the_code_of_the_case_needs_no_other(guest: Guest) -> None:
    with bind(guest.city):
        access = access_of(Declaration.objects.get(id=guest.case))
    guest.browser.post(f"/a/{access.link}/", {"code": access.code})
    assert guest.press(TUESDAY).request["PATH_INFO"] == guest.at("bestaetigen/")


def test_too_many_attempts_are_asked_to_wait(guest: Guest) -> None:
    for attempt in range(16):
        answer = guest.press(TUESDAY + timedelta(minutes=15 * (attempt % 2)))
    assert "Bitte warten Sie zehn Minuten" in words(answer)
    assert [state for state, _ in guest.rows()].count("held") == 1


def test_too_many_visits_of_one_person_are_left_to_the_telephone(guest: Guest, browse: Any) -> None:
    for week in range(4):
        other = invite_filed(guest.city, browse(guest.city))
        other.book(TUESDAY + timedelta(days=7 * week))
    with bind(guest.city):
        assert Booking.objects.filter(state="booked").count() == 4
    assert "Sie haben schon mehrere Termine" in words(guest.press(THURSDAY))
    assert not guest.booked()
