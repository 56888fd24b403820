"""The calendar file, read back as a calendar reads it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from appointments.calendar_file import calendar_file
from appointments.config import AppointmentRules
from appointments.models import Booking
from configuration.queries import in_force
from kernel.clock import GERMANY
from tenants.binding import bind
from tests.interface.appointments.calendars import AT, TUESDAY

LINK = "https://offenbach.example/termin/x.y/"


@pytest.fixture(autouse=True)
def _in_offenbach(offenbach: Any) -> Iterator[None]:
    with bind(offenbach):
        yield


def booking(starts_at: datetime = TUESDAY, *, revision: int = 0, **more: Any) -> Booking:
    ends_at = starts_at + timedelta(minutes=30)
    return Booking(
        purpose="signing", office="buergerbuero", starts_at=starts_at, ends_at=ends_at, revision=revision,
        created_at=AT, changed_at=AT + timedelta(minutes=revision), **more,
    )  # fmt: skip


def written(found: Booking, **more: Any) -> bytes:
    office = in_force(at=AT).section(AppointmentRules).office(found.office)
    return calendar_file(found, office=office, **{"language": "de", "link": LINK, **more})


def read(found: Booking, **more: Any) -> Any:
    (event,) = Calendar.from_ical(written(found, **more)).walk("VEVENT")
    return event


def test_it_names_the_authority_the_kind_and_the_place_and_no_person() -> None:
    event = read(booking(), text="Ihr gültiger Ausweis")
    assert event["summary"] == "Termin: Unterschrift – Stadt Offenbach am Main, Ausländerbehörde"
    assert event["location"] == "Ausländerbehörde im Rathaus, Berliner Straße 60, 63065 Offenbach am Main"
    assert event["description"] == f"Ihr gültiger Ausweis\n\n{LINK}"
    assert event["organizer"].startswith("mailto:")
    assert "attendee" not in event


def test_the_same_booking_gives_the_same_file_whatever_the_clock_says() -> None:
    found = booking(uid=uuid.UUID(int=7))
    assert written(found) == written(found)
    event = read(found)
    assert {event[name].dt for name in ("dtstamp", "last-modified", "created")} == {AT}


@pytest.mark.parametrize(
    ("starts_at", "wall"),
    [
        ("2027-03-27T08:00:00+01:00", "20270327T080000"),
        ("2027-03-28T08:00:00+02:00", "20270328T080000"),
        ("2027-10-30T08:00:00+02:00", "20271030T080000"),
        ("2027-10-31T08:00:00+01:00", "20271031T080000"),
        ("2027-10-31T02:30:00+02:00", "20271031T023000"),
    ],
)
def test_around_both_changes_of_the_clock_the_moment_is_the_same(starts_at: str, wall: str) -> None:
    moment = datetime.fromisoformat(starts_at).astimezone(UTC)
    file = written(booking(moment)).decode()
    assert f"DTSTART;TZID=Europe/Berlin:{wall}" in file
    event = read(booking(moment))
    assert event["dtstart"].dt.astimezone(UTC) == moment
    assert event["dtend"].dt.astimezone(UTC) == moment + timedelta(minutes=30)


def test_the_hour_that_comes_twice_is_not_taken_for_the_first() -> None:
    second = datetime.fromisoformat("2027-10-31T01:30:00+00:00")
    assert read(booking(second))["dtstart"].dt == second


def test_the_zone_in_the_file_says_what_the_zone_says() -> None:
    """A calendar that does not know Europe/Berlin goes by the rules in the file."""
    zones: list[Any] = Calendar.from_ical(written(booking())).walk("VTIMEZONE")
    found = zones[0].to_tz(lookup_tzid=False)
    for day in range(0, 365 * 3, 9):
        wall = datetime(2027, 1, 1, 12) + timedelta(days=day)  # noqa: DTZ001  the wall's time
        assert wall.replace(tzinfo=found).utcoffset() == wall.replace(tzinfo=GERMANY).utcoffset(), wall


def test_a_move_updates_and_a_cancellation_removes() -> None:
    uid = uuid.uuid4()
    steps = [(0, "REQUEST"), (1, "REQUEST"), (2, "REQUEST"), (2, "CANCEL")]
    events = [read(booking(uid=uid, revision=revision), method=method) for revision, method in steps]
    assert [event["sequence"] for event in events] == [0, 1, 2, 3]
    assert {str(event["uid"]) for event in events} == {f"{uid}@localhost"}
    assert [str(event["status"]) for event in events] == ["CONFIRMED"] * 3 + ["CANCELLED"]
    assert [bool(event.walk("VALARM")) for event in events] == [True, True, True, False]


def test_an_alarm_rings_the_day_before() -> None:
    (alarm,) = read(booking()).walk("VALARM")
    assert alarm["trigger"].dt == timedelta(days=-1)


def test_a_mail_names_the_address_it_goes_to_and_asks_for_no_answer() -> None:
    event = read(booking(), method="REQUEST", attendee="x@example.org")
    assert event["attendee"] == "mailto:x@example.org"
    assert event["attendee"].params["RSVP"] == "FALSE"
    assert "attendee" not in read(booking(), method="PUBLISH", attendee="x@example.org")


def test_an_office_that_is_gone_leaves_the_authoritys_address() -> None:
    (event,) = Calendar.from_ical(calendar_file(booking(), office=None, language="de")).walk("VEVENT")
    assert str(event["location"]).startswith("Stadt Offenbach am Main, Ausländerbehörde")
