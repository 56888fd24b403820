"""The sponsor's way where the city's own system keeps the calendar: the same pages, and an invitation that waits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from celery import current_app

from infra.standins.zms.server import StandIn
from tenants.binding import bind
from tests.contract.appointments.standin import faults, there
from tests.interface.appointments.calendars import AT
from tests.interface.appointments.systems import OFFICE, published, section, work, work_until
from tests.interface.desk.clerks import words
from tests.interface.portal.visiting import Guest, invite_filed


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def standin(tmp_path: Path) -> Iterator[StandIn]:
    with StandIn(tmp_path / "zms") as running:
        running.world.clock = AT.timestamp
        yield running


@pytest.fixture
def guest(cities: Any, standin: StandIn, browse: Any, at: datetime) -> Iterator[Guest]:
    city = cities[0]
    guest = invite_filed(city, browse(city))
    current_app.conf.task_always_eager = True
    with published(city, section(standin), AT - timedelta(minutes=1)):
        yield guest
    current_app.conf.task_always_eager = False


def first_time(guest: Guest, number: int = 0) -> datetime:
    """The free times as the page offers them."""
    page = guest.open("wann/").content.decode()
    times = re.findall(rf'name="zeit" value="{OFFICE}\|([^"]+)Z"', page)
    return datetime.fromisoformat(times[number] + ":00+00:00")


def test_booking_moving_and_giving_back_reach_their_system(guest: Guest, standin: StandIn) -> None:
    starts_at = first_time(guest)
    guest.press(starts_at, office=OFFICE)
    assert [state for state, _ in there(standin)] == ["reserved"]
    answer = guest.send("bestaetigen/")
    assert "Ihr Termin" in words(answer)
    assert there(standin) == [("confirmed", int(starts_at.timestamp()))]
    later = first_time(guest, 3)
    guest.press(later, office=OFFICE)
    guest.send("bestaetigen/")
    assert guest.booked() == [later]
    assert sorted(there(standin)) == [("confirmed", int(later.timestamp())), ("deleted", int(starts_at.timestamp()))]
    guest.send("absagen/")
    assert guest.booked() == []
    assert {state for state, _ in there(standin)} == {"deleted"}


def test_while_it_is_down_the_invitation_waits_and_a_mail_tells_when_it_is_back(
    guest: Guest, standin: StandIn, mailoutbox: list[Any]
) -> None:
    faults(standin, answers="down")
    text = guest.reads("wann/")
    assert "Ihre Einladung bleibt gültig" in text
    assert "Wir schreiben Ihnen" in text
    with bind(guest.city):
        work_until(standin, AT, AT + timedelta(minutes=30))
        before = len(mailoutbox)
        faults(standin, answers="normal")
        work_until(standin, AT + timedelta(minutes=30), AT + timedelta(hours=2))
        work(standin, AT + timedelta(hours=2))
    told = mailoutbox[before:]
    assert len(told) == 1
    assert "/termin/" in told[0].body
    assert "Mustermann" not in told[0].subject
    assert first_time(guest) > AT


def test_nobody_is_asked_to_wait_for_a_slot_of_which_we_would_not_hear(guest: Guest) -> None:
    assert "Warteliste" not in guest.reads("wann/")
    assert guest.open("warten/").status_code == 302
