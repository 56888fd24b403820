"""Choosing, booking, moving and giving back a visit behind the signed link: nothing happens twice, nothing by looking."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tenants.binding import bind
from tests.interface.appointments.calendars import AT, OFFICE, TUESDAY
from tests.interface.appointments.systems import published
from tests.interface.desk.clerks import fill, words
from tests.interface.portal.visiting import Guest, invite, take

HALF_HOUR = timedelta(minutes=30)
THURSDAY = TUESDAY + timedelta(days=2)


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def guest(offenbach: Any, browse: Callable[..., Client]) -> Guest:
    return invite(offenbach, browse(offenbach))


def where(answer: Any) -> str:
    return str(answer.request["PATH_INFO"])


def test_the_first_page_says_what_for_how_long_and_where(guest: Guest) -> None:
    answer = guest.open()
    text = words(answer)
    for said in (
        "Termin zur Unterschrift aussuchen", "etwa 30 Minuten", "Berliner Straße 60", "stufenlos", "S-Bahn Marktplatz",
        "069 8065-0", "30. Mai 2027", "Termin aussuchen",
    ):  # fmt: skip
        assert said in text, said
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "same-origin"


def test_from_the_invitation_to_the_visit(guest: Guest) -> None:
    answer = guest.send("wer/", comes="sponsor", interpreter="nein")
    assert where(answer) == guest.at("wann/")
    assert "Dienstag, 2. März 2027" in words(answer)
    assert "08:00" in words(answer)
    answer = guest.press(TUESDAY)
    assert "Wir halten diesen Termin bis 06:16 Uhr für Sie frei." in words(answer)
    assert "Dienstag, 2. März 2027, 08:00 Uhr" in words(answer)
    answer = guest.submit(fill(answer, "", wishes="Bitte ohne Stufen"))
    assert where(answer) == guest.at()
    text = words(answer)
    for said in ("Ihr Termin ist gebucht", "Dienstag, 2. März 2027, 08:00 Uhr", "Berliner Straße 60", "Termin absagen"):
        assert said in text, said
    assert "Stufen" not in text.replace("stufenlos", ""), "the link shows nothing of what was typed"
    assert guest.rows() == [("booked", TUESDAY)]
    assert _wishes(guest) == "Bitte ohne Stufen"


def _wishes(guest: Guest) -> str:
    from appointments.models import Booking
    from appointments.operations import WISHES
    from declarations import sealing

    with bind(guest.city):
        row = Booking.objects.get(case_id=guest.case, state="booked")
        assert b"Stufen" not in bytes(row.sealed_wishes or b"")
        return str(sealing.cipher(guest.case).open_json(bytes(row.sealed_wishes or b""), WISHES))


def test_two_persons_and_an_interpreter_get_a_longer_visit(guest: Guest) -> None:
    answer = guest.send("wer/", comes="both", interpreter="ja")
    assert "etwa 55 Minuten" in words(answer)
    answer = guest.press(TUESDAY, query="?comes=both&interpreter=ja")
    assert "etwa 55 Minuten" in words(answer)
    assert "beide Erklärenden" in words(answer)
    guest.submit(fill(answer, ""))
    assert guest.booked() == [TUESDAY]
    with bind(guest.city):
        from appointments.models import Booking

        row = Booking.objects.get(case_id=guest.case)
        assert (row.persons, row.interpreter, row.comes) == (2, True, "both")
        assert row.ends_at - row.starts_at == timedelta(minutes=55)


def test_who_comes_is_filled_in_beforehand_and_can_be_left_out(guest: Guest) -> None:
    assert re.search(r'value="sponsor"[^>]* checked', guest.open("wer/").content.decode())
    assert "08:00" in guest.reads("wann/")
    assert "08:00" in guest.reads("wann/?comes=kaiser&interpreter=vielleicht")
    refused = guest.browser.post(guest.at("wer/"), {"comes": "kaiser"})
    assert "<title>Fehler:" in refused.content.decode()


def test_a_pickup_asks_for_the_proxy_and_for_no_interpreter(offenbach: Any, browse: Any) -> None:
    guest = invite(offenbach, browse(offenbach), state="issued", purpose="pickup")
    with bind(offenbach):
        from declarations.models import Declaration

        Declaration.objects.filter(id=guest.case).update(mode="binding")
    page = guest.reads("wer/")
    assert "Jemand holt sie für mich ab" in page
    assert "dolmetscht" not in page
    assert "etwa 15 Minuten" in words(guest.send("wer/", comes="proxy"))


def test_a_double_click_books_once(guest: Guest) -> None:
    held = guest.press(TUESDAY)
    assert where(guest.press(TUESDAY)) == guest.at("bestaetigen/")
    form = fill(held, "")
    for _click in range(3):
        answer = guest.submit(form)
        assert "Ihr Termin ist gebucht" in words(answer)
    assert guest.rows() == [("booked", TUESDAY)]


def test_two_tabs_end_in_one_booking_and_nothing_is_moved_unseen(guest: Guest) -> None:
    first = fill(guest.press(TUESDAY), "")
    second = fill(guest.press(THURSDAY), "")
    assert "Ihr Termin ist gebucht" in words(guest.submit(first))
    answer = guest.submit(second)
    assert "Sie haben schon einen Termin" in words(answer)
    assert guest.booked() == [TUESDAY]
    assert [state for state, _ in guest.rows()].count("moved") == 0


def test_the_back_button_leads_calmly_to_the_visit(guest: Guest) -> None:
    guest.book(TUESDAY)
    assert guest.open("bestaetigen/")["Location"] == guest.at()
    assert "bleibt bestehen, bis Sie den neuen bestätigen" in guest.reads("wann/")


def test_moving_keeps_the_old_visit_until_the_new_one_is_confirmed(guest: Guest) -> None:
    guest.book(TUESDAY, wishes="Bitte ohne Stufen")
    answer = guest.press(THURSDAY)
    assert "Ihr Termin am Dienstag, 2. März 2027 um 08:00 Uhr bleibt bestehen, bis Sie diesen bestätigen" in words(
        answer
    )
    assert guest.booked() == [TUESDAY]
    assert "noch nicht bestätigt" in guest.reads()
    answer = guest.submit(fill(answer, ""))
    assert "Ihr Termin ist verschoben" in words(answer)
    assert "Donnerstag, 4. März 2027" in words(answer)
    assert guest.booked() == [THURSDAY]
    assert _wishes(guest) == "Bitte ohne Stufen", "what was written for the old visit holds for the new one"


def test_moving_too_often_leaves_the_visit_as_it_is(guest: Guest) -> None:
    for day in range(4):
        guest.book(THURSDAY + timedelta(days=7 * day))
    answer = guest.book(TUESDAY)
    assert "Sie haben den Termin schon oft verschoben" in words(answer)
    assert guest.booked() == [THURSDAY + timedelta(days=21)]


def test_cancelling_asks_once_and_says_what_comes_next(guest: Guest) -> None:
    guest.book(TUESDAY)
    assert "Möchten Sie den Termin absagen?" in guest.reads("absagen/")
    form = guest.filled("absagen/")
    for _click in range(2):
        answer = guest.submit(form)
        assert "Ihr Termin ist abgesagt" in words(answer)
        assert "Termin aussuchen" in words(answer)
    assert guest.rows() == [("cancelled", TUESDAY)]


def test_a_stale_page_cannot_cancel_another_visit(guest: Guest) -> None:
    guest.book(TUESDAY)
    stale = guest.filled("absagen/")
    guest.book(THURSDAY)
    assert "Es gilt der Termin, der hier steht" in words(guest.submit(stale))
    assert guest.booked() == [THURSDAY]


def test_a_hold_that_is_over_is_taken_again_if_it_is_free(guest: Guest, that_day: Any) -> None:
    form = fill(guest.press(TUESDAY), "")
    that_day.shift(timedelta(minutes=20))
    _sweep(guest)
    assert "Die Zeit ist nicht mehr für Sie reserviert" in words(
        guest.browser.get(guest.at("bestaetigen/"), follow=True)
    )
    assert "Ihr Termin ist gebucht" in words(guest.submit(form))
    assert guest.rows() == [("expired", TUESDAY), ("booked", TUESDAY)]


def _sweep(guest: Guest) -> None:
    """Holds that are over are ended, as others do who want their place."""
    from appointments.models import Booking
    from kernel.clock import now

    with bind(guest.city):
        Booking.objects.filter(state="held", held_until__lte=now()).update(state="expired", ended_by="time")


def test_a_slot_that_is_gone_leads_to_the_nearest_ones(guest: Guest, that_day: Any) -> None:
    form = fill(guest.press(TUESDAY + HALF_HOUR), "")
    that_day.shift(timedelta(minutes=20))
    for _rival in range(2):
        take(guest.city, TUESDAY + HALF_HOUR)
    answer = guest.submit(form)
    text = words(answer)
    assert "Diese Zeit hat gerade jemand anderes genommen" in text
    assert "Am nächsten an Ihrer Wunschzeit" in text
    near = re.findall(r"portal-time\" name=\"zeit\" value=\"[^\"]+\">(Dienstag[^<]+)", answer.content.decode())
    assert [item[-9:] for item in near] == ["08:00 Uhr", "09:00 Uhr", "09:15 Uhr", "09:30 Uhr"]
    assert not guest.booked()
    guest.press(TUESDAY + 2 * HALF_HOUR)
    assert guest.send("bestaetigen/").status_code == 200
    assert guest.booked() == [TUESDAY + 2 * HALF_HOUR]


@pytest.mark.parametrize(
    ("starts_at", "office", "said"),
    [
        (AT - timedelta(days=3), OFFICE, "schon vorbei"),
        (AT + timedelta(hours=3), OFFICE, "zu kurzfristig"),
        (AT + timedelta(days=200), OFFICE, "noch nicht freigegeben"),
        (TUESDAY + timedelta(minutes=5), OFFICE, "gibt es hier nicht"),
        (TUESDAY, "europaviertel", "gibt es hier nicht"),
    ],
)
def test_what_is_no_slot_is_answered_plainly(guest: Guest, starts_at: datetime, office: str, said: str) -> None:
    answer = guest.press(starts_at, office=office)
    assert answer.status_code == 200
    assert said in words(answer)
    assert not guest.rows()


@pytest.mark.parametrize(
    "sent", ["", "x", "a|b", "|", "buergerbuero|2027-13-99T99:99Z", "buergerbuero|9999-12-31T23:59Z"]
)
def test_a_time_that_is_none_is_answered_plainly(guest: Guest, sent: str) -> None:
    answer = guest.browser.post(guest.at("wann/"), {"zeit": sent}, follow=True)
    assert answer.status_code == 200
    assert not guest.rows()


def test_a_slot_that_is_too_short_for_two_is_refused(guest: Guest) -> None:
    answer = guest.press(TUESDAY + timedelta(hours=3, minutes=30), query="?comes=both&interpreter=nein")
    assert "gibt es hier nicht" in words(answer)


def test_somebody_elses_hold_cannot_be_confirmed(guest: Guest, browse: Any) -> None:
    other = invite(guest.city, browse(guest.city))
    address, data = fill(other.press(TUESDAY), "")
    answer = guest.browser.post(guest.at("bestaetigen/"), data, follow=True)
    assert "gehört nicht zu Ihrer Einladung" in words(answer)
    assert other.rows() == [("held", TUESDAY)]
    for strange in (str(uuid.uuid4()), "x"):
        answer = guest.browser.post(guest.at("bestaetigen/"), {**data, "termin": strange}, follow=True)
        assert answer.status_code == 200
    assert not guest.rows()
    assert address == other.at("bestaetigen/")


def test_a_calendar_that_was_closed_meanwhile_is_said_so(guest: Guest) -> None:
    form = fill(guest.press(TUESDAY), "")
    with bind(guest.city):
        from appointments.models import CalendarChange

        CalendarChange.objects.create(
            kind="closed", office=OFFICE, starts_at=TUESDAY, ends_at=TUESDAY + timedelta(hours=9), by=1, at=AT
        )
    answer = guest.submit(form)
    assert "doch geschlossen" in words(answer)
    assert "Donnerstag, 4. März" in words(answer) or "Mittwoch, 3. März" in words(answer)
    assert not guest.booked()


def test_the_calendar_file_names_the_time_and_nobody(guest: Guest) -> None:
    assert guest.open("termin.ics")["Location"] == guest.at()
    guest.book(TUESDAY)
    answer = guest.open("termin.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "no-store, private"
    file = answer.content.decode()
    assert "DTSTART;TZID=Europe/Berlin:20270302T080000" in file
    assert "METHOD:PUBLISH" in file
    assert "ATTENDEE" not in file
    assert "In meinen Kalender" in guest.reads()


def test_the_page_says_what_to_bring(guest: Guest) -> None:
    assert "Das bringen Sie mit" in guest.reads()
    guest.book(TUESDAY)
    assert "Das bringen Sie mit" in guest.reads()


def test_who_missed_two_visits_is_asked_to_call(guest: Guest) -> None:
    with bind(guest.city):
        from appointments.models import Booking

        for week in (1, 2):
            start = AT - timedelta(days=7 * week)
            Booking.objects.create(
                case_id=guest.case, state="missed", purpose="signing", office=OFFICE, seat=week, starts_at=start,
                ends_at=start + HALF_HOUR, busy_from=start, busy_until=start + HALF_HOUR, via="sponsor", created_at=start,
                changed_at=start,
            )  # fmt: skip
    page = guest.reads()
    assert "Rufen Sie uns bitte an" in page
    assert "Termin aussuchen" not in page.replace("Termin zur Unterschrift aussuchen", "")
    assert where(guest.press(TUESDAY)) == guest.at()
    assert not guest.booked()


def test_a_chosen_time_can_be_given_back(guest: Guest) -> None:
    guest.press(TUESDAY)
    assert "Eine Zeit ist für Sie reserviert" in guest.reads()
    answer = guest.send("", "bestaetigen/", button=("aufgeben", "1"))
    assert "Die Zeit ist wieder frei" in words(answer)
    assert guest.rows() == [("cancelled", TUESDAY)]


def test_every_refusal_has_a_plain_sentence() -> None:
    from appointments.refusals import UnableToBook
    from portal.visit_words import REFUSED

    codes = set(re.findall(r"``(\w+)``", UnableToBook.__doc__ or ""))
    assert len(codes) > 10
    assert codes <= set(REFUSED)
    assert all(str(note.title) and str(note.text) for note in REFUSED.values())


def test_a_week_without_times_says_so_and_leads_on(guest: Guest) -> None:
    with bind(guest.city):
        from appointments.models import CalendarChange

        CalendarChange.objects.create(
            kind="closed", office=OFFICE, starts_at=AT + timedelta(days=7), ends_at=AT + timedelta(days=14), by=1, at=AT
        )
    page = guest.reads("wann/?tag=2027-03-09")
    assert "In dieser Woche ist keine Zeit frei." in page
    assert "Zum nächsten freien Tag: Montag, 15. März 2027" in page
    assert "zu" in page


def test_good_friday_is_named(guest: Guest) -> None:
    assert "Freitag, 26. März 2027: Karfreitag" in guest.reads("wann/?tag=2027-03-26")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "x", "2027-02-30"])
def test_a_day_that_cannot_be_booked_shows_one_that_can(guest: Guest, day: str) -> None:
    assert guest.open(f"wann/?tag={day}").status_code == 200


def test_a_visit_that_has_begun_is_neither_moved_nor_given_back(guest: Guest, that_day: Any) -> None:
    guest.book(TUESDAY)
    stale = guest.filled("absagen/")
    that_day.move_to(TUESDAY + timedelta(minutes=5))
    assert "Der Termin hat begonnen" in guest.reads()
    assert guest.open("wann/")["Location"] == guest.at()
    assert "Der Termin hat schon begonnen" in words(guest.submit(stale))
    assert guest.booked() == [TUESDAY]


def test_after_a_visit_that_was_missed_another_can_be_chosen(guest: Guest, that_day: Any) -> None:
    from appointments import operations
    from appointments.contention import patiently

    guest.book(TUESDAY)
    that_day.move_to(TUESDAY + timedelta(hours=1))
    with bind(guest.city):
        from appointments.models import Booking

        row = Booking.objects.get(case_id=guest.case)
        patiently(lambda: operations.miss(booking_id=row.id, by=1, at=TUESDAY + timedelta(hours=1)))
    assert "Am Dienstag, 2. März 2027 konnten Sie nicht kommen." in guest.reads()
    guest.book(THURSDAY)
    assert guest.booked() == [THURSDAY]


def test_a_system_that_is_down_loses_nothing(guest: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
    from appointments.refusals import UnableToBook
    from casework import visits

    def down(**_: Any) -> Any:
        raise UnableToBook(code="system_down")

    monkeypatch.setattr(visits, "free", down)
    page = guest.reads("wann/")
    for said in ("Ihre Einladung bleibt gültig", "Wir schreiben Ihnen", "Rufen Sie uns an"):
        assert said in page, said


def test_more_free_times_cost_no_more_statements_and_little_time(guest: Guest) -> None:
    """600 and more free starts, and one day of them on the page."""

    def measured(page: str) -> tuple[int, int, float]:
        guest.open(page)
        begun = time.perf_counter()
        with CaptureQueriesContext(connection) as captured:
            answer = guest.open(page)
        return len(captured), len(answer.content), time.perf_counter() - begun

    many = measured("wann/")
    for name in ("", "wer/", "warten/", "wann/"):
        statements, size, seconds = measured(name)
        print(f"{name or 'first page'}: {statements} statements, {size} bytes, {seconds * 1000:.0f} ms")
        assert size < 30_000
        assert statements <= 16
    with bind(guest.city):
        from appointments.models import CalendarChange

        CalendarChange.objects.create(
            kind="closed",
            office=OFFICE,
            starts_at=TUESDAY + timedelta(days=1),
            ends_at=AT + timedelta(days=90),
            by=1,
            at=AT,
        )
    assert measured("wann/")[0] == many[0]


def test_of_several_offices_one_can_be_chosen_or_any(guest: Guest) -> None:
    from casework import visits

    with bind(guest.city):
        rules = visits.rules(at=AT).model_dump(mode="json", exclude_unset=True)
    branch = {**rules["offices"][0], "key": "aussen", "name": {"de": "Außenstelle Süd"}}
    with published(guest.city, {**rules, "offices": [*rules["offices"], branch]}, AT - timedelta(minutes=1)):
        assert "Außenstelle Süd" in guest.reads()
        assert "Egal, Hauptsache bald" in guest.reads("wer/")
        both = words(guest.send("wer/", comes="sponsor", interpreter="nein", office=""))
        assert "Vormittag, Außenstelle Süd" in both
        assert "Vormittag, Ausländerbehörde im Rathaus" in both
        one = words(guest.send("wer/", comes="sponsor", interpreter="nein", office="aussen"))
        assert "Vormittag, Außenstelle Süd" in one
        assert "Rathaus" not in one
        assert "Rathaus" in guest.reads("wann/?comes=sponsor&interpreter=nein&office=gibtsnicht")


def test_pages_speak_english_too(guest: Guest) -> None:
    guest.browser.cookies["sprache"] = "en"
    assert '<html lang="en"' in guest.open("wann/").content.decode()
    assert "Tuesday" in guest.reads("wann/")
    assert "Immigration office at the town hall" in guest.reads()
