"""Waiting for an earlier visit: the list, the offer, and the answer to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tenants.binding import bind
from tests.interface.appointments.calendars import AT, TUESDAY
from tests.interface.desk.clerks import words
from tests.interface.portal.visiting import Guest, invite, take

THURSDAY = TUESDAY + timedelta(days=2)


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def guest(offenbach: Any, browse: Callable[..., Client]) -> Guest:
    return invite(offenbach, browse(offenbach))


def test_nothing_free_says_so_with_the_next_wave_and_the_list(wiesbaden: Any, browse: Any) -> None:
    guest = invite(wiesbaden, browse(wiesbaden))
    assert "Europaviertel" in guest.reads()
    with bind(wiesbaden):
        from appointments.models import CalendarChange

        CalendarChange.objects.create(
            kind="closed", office="europaviertel", starts_at=AT, ends_at=AT + timedelta(days=90), by=1, at=AT
        )
    page = guest.reads("wann/")
    assert "Zurzeit ist keine Zeit frei" in page
    # AT is a Monday, 06:00 in Germany: the wave of that day is still to come.
    assert "Weitere Tage geben wir frei am Montag, 1. März 2027 um 07:00 Uhr." in page
    answer = guest.send("warten/")
    assert "Sie stehen auf der Warteliste" in words(answer)


def test_the_waiting_list_has_days_and_an_end(guest: Guest) -> None:
    guest.book(THURSDAY + timedelta(days=14))
    answer = guest.send("warten/", first_day_0="3", first_day_1="3", first_day_2="2027")
    assert "Frühestens am 3. März 2027" in words(answer)
    wrong = guest.send("warten/", first_day_0="9", last_day_0="8", last_day_1="3", last_day_2="2027")
    assert "liegt vor dem ersten Tag" in words(wrong)
    answer = guest.send("", "warten/", button=("ende", "1"))
    assert "nicht mehr auf der Warteliste" in words(answer)


@pytest.fixture
def offered(guest: Guest) -> Guest:
    """An earlier slot has become free for somebody who waits, and is kept for them."""
    from casework import visits
    from kernel.clock import now

    guest.book(THURSDAY + timedelta(days=14))
    guest.send("warten/")
    other = take(guest.city, THURSDAY + timedelta(days=1))
    guest.do(visits.cancel, case_id=other, via="sponsor", at=now())
    return guest


def test_an_offer_says_until_when_and_is_taken(offered: Guest) -> None:
    page = offered.reads()
    assert "Ein früherer Termin ist frei geworden" in page
    assert "2. März 2027, 06:0" in page
    form = offered.filled("", "angebot/", button=("antwort", "nehmen"))
    for said in ("Ihr Termin ist verschoben", "Ihr Termin ist gebucht"):
        answer = offered.submit(form)
        assert said in words(answer)
    assert offered.booked() == [THURSDAY + timedelta(days=1)]


def test_an_offer_can_be_declined_and_the_old_visit_stays(offered: Guest) -> None:
    form = offered.filled("", "angebot/", button=("antwort", "lassen"))
    for _click in range(2):
        answer = offered.submit(form)
        assert "Es bleibt dabei" in words(answer)
    assert offered.booked() == [THURSDAY + timedelta(days=14)]
    assert "Sie stehen auf der Warteliste" in offered.reads()


def test_an_offer_that_is_gone_is_answered_calmly(offered: Guest, that_day: Any) -> None:
    form = offered.filled("", "angebot/", button=("antwort", "nehmen"))
    that_day.shift(timedelta(hours=30))
    for _rival in range(2):
        take(offered.city, THURSDAY + timedelta(days=1))
    answer = offered.submit(form)
    assert "Der frühere Termin ist nicht mehr frei" in words(answer)
    assert offered.booked() == [THURSDAY + timedelta(days=14)]
