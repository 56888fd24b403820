"""Offenbach, on a phone and without scripts: from the mailed invitation to a visit that is booked, moved and given back."""

from __future__ import annotations

from typing import Any

import pytest

from tenants.binding import bind
from tests.journeys.browser.person import Person
from tests.journeys.browser.visiting import invite, press_a_time
from tests.journeys.browser.walking import link_in_mail
from tests.support.platform import Platform

MAIL = "termin.offenbach@example.org"
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("accessibility")]


@pytest.fixture
def invited(platform: Platform, two_cities: tuple[Any, Any]) -> str:
    """The link in the mail that invites a sponsor whose case was decided."""
    invite(two_cities[0], MAIL)
    return link_in_mail(platform, MAIL, "Bitte buchen Sie einen Termin")


def test_a_sponsor_books_moves_and_gives_back_a_visit(platform: Platform, arrive: Any, invited: str) -> None:
    erika = arrive(scripts=False, phone=True)
    erika.open(invited)
    erika.stands_on("Termin zur Unterschrift aussuchen")
    erika.reads("Berliner Straße 60", "Das bringen Sie mit")
    erika.follow("Termin aussuchen")
    erika.press("Weiter zu den freien Zeiten")
    erika.follow("Eine Woche später")
    erika.follow("Eine Woche früher")
    time = press_a_time(erika, 1)
    erika.reads(f"{time} Uhr", "Wir halten diesen Termin bis")
    erika.page.get_by_label("Brauchen Sie etwas Besonderes?").fill("Bitte ohne Stufen")
    erika.press("Termin verbindlich buchen")
    erika.reads("Ihr Termin ist gebucht", f"{time} Uhr")

    again = arrive(scripts=False, phone=True)
    again.open(link_in_mail(platform, MAIL, "Ihr Termin ist gebucht"))
    again.reads(f"{time} Uhr")
    again.follow("Termin verschieben")
    again.reads("bleibt bestehen, bis Sie den neuen bestätigen")
    later = press_a_time(again, 4)
    again.press("Termin verbindlich verschieben")
    again.reads("Ihr Termin ist verschoben", f"{later} Uhr")

    erika.page.reload()
    erika.reads(f"{later} Uhr")
    erika.follow("Termin absagen")
    erika.press("Ja, absagen")
    erika.reads("Ihr Termin ist abgesagt")
    erika.page.go_back()
    erika.page.wait_for_load_state()
    assert "Termin verbindlich" not in erika.text
    erika.open(link_in_mail(platform, MAIL, "Ihr Termin ist abgesagt"))
    erika.stands_on("Termin zur Unterschrift aussuchen")


def test_a_chosen_time_is_kept_for_one_of_two_who_want_it(platform: Platform, arrive: Any, invited: str) -> None:
    erika = arrive(scripts=False, phone=True)
    erika.open(f"{invited}wann/")
    press_a_time(erika, 0)
    erika.press("Andere Zeit aussuchen")
    erika.reads("Die Zeit ist wieder frei")
    erika.follow("Auf die Warteliste: Wir schreiben Ihnen, wenn eine Zeit frei wird.")
    erika.press("Auf die Warteliste")
    erika.reads("Sie stehen auf der Warteliste")
    erika.press("Nicht mehr warten")
    erika.reads("Sie stehen nicht mehr auf der Warteliste")


def test_double_clicks_and_two_tabs_end_in_one_visit(
    platform: Platform, arrive: Any, invited: str, two_cities: tuple[Any, Any]
) -> None:
    from appointments.models import Booking

    with bind(two_cities[0]):
        before = Booking.objects.filter(state="booked").count()
    erika = arrive(scripts=False, phone=True)
    erika.open(f"{invited}wann/")
    time = press_a_time(erika, 2)
    other = Person(erika.page.context.new_page())
    other.open(f"{invited}wann/")
    press_a_time(other, 5)
    erika.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    erika.press_twice("Termin verbindlich buchen")
    erika.stands_on("Ihr Termin zur Unterschrift")
    erika.reads(f"{time} Uhr")
    other.press("Termin verbindlich buchen")
    other.reads("Sie haben schon einen Termin", f"{time} Uhr")
    with bind(two_cities[0]):
        assert Booking.objects.filter(state="booked").count() == before + 1
