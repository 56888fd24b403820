"""Letters about a visit: confirmed, moved, given back, offered, missed, remembered; each once, and none names a person."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from icalendar import Calendar

from appointments import operations, waiting
from appointments.refusals import UnableToBook
from casework import visits
from notifications.models import Mail
from notifications.operations import queue_mail, send
from tenants.binding import bind
from tests.interface.appointments.calendars import need
from tests.interface.casework.visitors import (
    AT,
    CLERK,
    TUESDAY,
    WEDNESDAY,
    Letter,
    book,
    do,
    due,
    invite,
    letters,
    settings_of,
    templates,
    visitor,
)

HOUR = timedelta(hours=1)
MISSED = (WEDNESDAY, WEDNESDAY + timedelta(days=1))
PERSON = ("Mustermann", "Erika", "Şahin", "Ayşe", "U00000000", "L01X00T47", "Musterstraße")


def _event(calendar: list[str]) -> Any:
    (event,) = Calendar.from_ical(calendar[1]).walk("VEVENT")
    return event


def test_a_booked_visit_is_confirmed_with_place_what_to_bring_and_its_file(offenbach: Any, wiesbaden: Any) -> None:
    case_id = visitor(offenbach)
    visitor(wiesbaden)
    invite(offenbach, case_id)
    booking = book(offenbach, case_id)
    letter = next(one for one in letters(offenbach, at=AT) if one.template == "visit_booked")
    assert letter.data["when"] == "Mittwoch, 3. März 2027, 08:00 Uhr"
    assert letter.data["place"] == ["Ausländerbehörde im Rathaus", "Berliner Straße 60", "63065 Offenbach am Main"]
    assert "S-Bahn" in letter.data["directions"]
    assert "stufenlos" in letter.data["accessibility"]
    assert letter.data["bring"][0] == "Ihr gültiger Ausweis (Personalausweis)"
    assert "/termin/" in letter.data["visit_link"]
    assert letter.calendar[0] == "REQUEST"
    event = _event(letter.calendar)
    assert (str(event["uid"]), event["sequence"]) == (f"{booking.uid}@{settings.PLATFORM_DOMAIN}", 0)
    assert event["dtstart"].dt == WEDNESDAY
    assert letter.data["visit_link"] in event["description"]
    assert templates(wiesbaden, at=AT) == []


def _book_move_move_cancel(city: Any) -> list[Letter]:
    case_id = visitor(city)
    invite(city, case_id)
    for hours in (0, 1, 2):
        book(city, case_id, WEDNESDAY + hours * HOUR, at=AT + hours * HOUR)
        letters(city, at=AT + hours * HOUR)
    do(city, operations.cancel, case_id=case_id, via="sponsor", at=AT + 3 * HOUR)
    return letters(city, at=AT + 3 * HOUR)


def test_moves_and_the_cancellation_go_on_counting_what_calendars_know(offenbach: Any) -> None:
    found = _book_move_move_cancel(offenbach)
    assert [one.template for one in found] == ["visit_booked", "visit_moved", "visit_moved", "visit_cancelled"]
    assert [one.calendar[0] for one in found] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    events = [_event(one.calendar) for one in found]
    assert [event["sequence"] for event in events] == [0, 1, 2, 3]
    assert len({event["uid"] for event in events}) == 1
    assert [str(event["status"]) for event in events] == ["CONFIRMED"] * 3 + ["CANCELLED"]


def test_what_was_moved_before_the_letter_was_written_is_confirmed_once(offenbach: Any) -> None:
    case_id = visitor(offenbach)
    invite(offenbach, case_id)
    book(offenbach, case_id)
    book(offenbach, case_id, WEDNESDAY + HOUR)
    assert templates(offenbach, at=AT) == ["visit_moved"]


def test_the_office_says_that_it_was_the_office(offenbach: Any) -> None:
    case_id = visitor(offenbach)
    book(offenbach, case_id)
    letters(offenbach, at=AT)
    book(offenbach, case_id, WEDNESDAY + HOUR, at=AT + HOUR, via="office", by=CLERK)
    letters(offenbach, at=AT + HOUR)
    do(offenbach, operations.cancel, case_id=case_id, via="office", by=CLERK, at=AT + 2 * HOUR)
    found = letters(offenbach, at=AT + 2 * HOUR)
    assert [one.template for one in found] == ["visit_booked", "visit_moved_by_office", "visit_cancelled_by_office"]
    assert "/termin/" in found[-1].data["visit_link"]


def test_a_visit_is_remembered_as_the_city_wants_and_only_the_one_that_is_booked(offenbach: Any) -> None:
    case_id, far = visitor(offenbach), datetime.fromisoformat("2027-03-30T06:00:00+00:00")
    book(offenbach, case_id, far)
    letters(offenbach, at=AT)
    # The clock changes on the 28th: eight in the morning is another moment a week before.
    assert due(offenbach, "visit.reminder_due") == [
        datetime.fromisoformat("2027-03-23T07:00:00+00:00"), datetime.fromisoformat("2027-03-29T06:00:00+00:00"),
    ]  # fmt: skip
    assert templates(offenbach, at=far - timedelta(days=6)) == ["visit_booked", "visit_reminder"]
    do(offenbach, operations.cancel, case_id=case_id, via="sponsor", at=far - timedelta(days=6))
    assert templates(offenbach, at=far) == ["visit_booked", "visit_reminder", "visit_cancelled"]


def test_nobody_is_reminded_of_what_they_just_booked(offenbach: Any) -> None:
    with settings_of(offenbach, appointments={"reminders": [7, 1, 0]}):
        book(offenbach, visitor(offenbach), TUESDAY)  # in 26 hours: the day before begins in two
        letters(offenbach, at=AT)
        assert due(offenbach, "visit.reminder_due") == [TUESDAY - 2 * HOUR]


def _offered(city: Any) -> Letter:
    first, second, rival = (visitor(city) for _ in range(3))
    start = WEDNESDAY + timedelta(days=7)
    for case_id in (first, rival):
        book(city, case_id, start)
    book(city, second, start + timedelta(days=7))
    do(city, waiting.join, case_id=second, need=need(), at=AT)
    do(city, operations.cancel, case_id=first, via="sponsor", at=AT)
    return next(one for one in letters(city, at=AT) if one.template == "visit_offer")


def test_a_freed_slot_is_offered_with_the_time_until_which_it_is_kept(offenbach: Any) -> None:
    offer = _offered(offenbach)
    assert offer.data["kept_until"] == "2. März 2027, 06:00 Uhr"
    assert offer.data["when"].startswith("Mittwoch, 10. März 2027, 08:00")


def _missed_twice(city: Any) -> Any:
    case_id = visitor(city)
    invite(city, case_id)
    for start in MISSED:
        booking = book(city, case_id, start)
        letters(city, at=AT)
        do(city, operations.miss, booking_id=booking.id, by=CLERK, at=start + HOUR)
        letters(city, at=start + HOUR)
    return case_id


def test_who_missed_a_visit_books_again_and_after_the_second_with_a_person(offenbach: Any) -> None:
    case_id = _missed_twice(offenbach)
    found = [one for one in letters(offenbach) if one.template.startswith("visit_missed")]
    assert [one.template for one in found] == ["visit_missed", "visit_missed_again"]
    assert ["/termin/" in one.data["visit_link"] for one in found] == [True, False]
    wish = {"case_id": case_id, "need": need(), "office": "buergerbuero", "starts_at": WEDNESDAY + timedelta(days=5)}
    with bind(offenbach):
        with pytest.raises(UnableToBook) as refused:
            visits.hold(**wish, via="sponsor", at=MISSED[1] + HOUR)
        assert refused.value.code == "missed_twice"
        held = visits.hold(**wish, via="desk", by=CLERK, at=MISSED[1] + HOUR)
        visits.confirm(booking_id=held.id, case_id=case_id, via="desk", by=CLERK, at=MISSED[1] + HOUR)


def test_a_miss_that_was_clicked_by_mistake_is_not_held_against_anybody(offenbach: Any) -> None:
    case_id = visitor(offenbach)
    booking = book(offenbach, case_id)
    letters(offenbach, at=AT)
    for step in (operations.miss, operations.undo):
        do(offenbach, step, booking_id=booking.id, by=CLERK, at=WEDNESDAY + HOUR)
    assert "visit_missed" not in templates(offenbach, at=WEDNESDAY + HOUR)


def test_no_letter_and_no_subject_names_a_person(offenbach: Any, mailoutbox: Any) -> None:
    _book_move_move_cancel(offenbach)
    _offered(offenbach)
    _missed_twice(offenbach)
    _send_all(offenbach)
    assert len({mail.subject for mail in mailoutbox}) >= 7
    for mail in mailoutbox:
        text = mail.subject + mail.body + mail.alternatives[0].content
        assert [name for name in PERSON if name in text] == []
        for part in mail.attachments:
            shown = part.get_payload(decode=True).decode()
            assert [name for name in PERSON if name in shown] == []


def _send_all(city: Any) -> None:
    with bind(city):
        for mail in Mail.objects.order_by("queued_at"):
            assert send(mail_id=mail.id, at=AT)


def test_the_file_leaves_with_the_mail_as_calendars_want_it(offenbach: Any, mailoutbox: Any) -> None:
    book(offenbach, visitor(offenbach))
    letters(offenbach, at=AT)
    _send_all(offenbach)
    (mail,) = mailoutbox
    assert mail.subject == "Ihr Termin ist gebucht"
    sent = mail.message()
    (part,) = [one for one in sent.walk() if one.get_content_type() == "text/calendar"]
    assert (part.get_param("method"), part.get_param("charset")) == ("REQUEST", "utf-8")
    assert part.get_filename() == "termin.ics"
    content = part.get_payload(decode=True)
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert Calendar.from_ical(content)["method"] == "REQUEST"
    print(mail.body)


def test_a_mail_that_was_queued_before_there_were_files_is_sent(offenbach: Any, mailoutbox: Any) -> None:
    from declarations.models import Declaration

    case_id = visitor(offenbach)
    with bind(offenbach), transaction.atomic():
        case = Declaration.objects.get(id=case_id)
        queue_mail(case=case, to="x@example.org", template="news", language="de", data={"link": "http://x/"}, at=AT)
    _send_all(offenbach)
    (mail,) = mailoutbox
    assert not mail.attachments
    assert "Termin" not in mail.body


@pytest.mark.parametrize("name", ["visit_place.txt", "visit_bring.txt"])
def test_an_empty_office_leaves_no_empty_words(name: str) -> None:
    from django.template.loader import render_to_string

    text = render_to_string(f"notifications/{Path(name)}", {"place": [], "bring": [], "minutes": 30, "when": "heute"})
    assert "None" not in text
