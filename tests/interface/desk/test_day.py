"""The day's list: who comes, what is missing, and the clicks at the counter; a visit by telephone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.binding import bind
from tests.interface.desk.clerks import Clerk, Received, document_of, fill, text_of, words
from tests.interface.desk.visiting import (
    DAY,
    HALF_HOUR,
    TUESDAY,
    active,
    audited,
    configure,
    restored,
    state_of,
    visit,
)


@pytest.fixture
def reset(offenbach: Any) -> Iterator[None]:
    from configuration.models import ConfigurationVersion

    with bind(offenbach):
        number = ConfigurationVersion.objects.order_by("-number").values_list("number", flat=True)[0]
    yield
    restored(offenbach, number)


def _rows(answer: Any) -> list[str]:
    return [text_of(row) for row in document_of(answer).xpath("//tr[@data-row]")]


def _press(kim: Clerk, booking: Any, step: str) -> Any:
    """Presses the button on the day's page; AssertionError when it is not there."""
    return kim.send(DAY, f"/amt/termine/{booking.id}/", button=("step", step))


def test_the_list_tells_who_comes_when_for_what_and_what_is_missing(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim, early, late = clerk(offenbach), case(offenbach), case(offenbach)
    visit(offenbach, late.id, TUESDAY + HALF_HOUR)
    visit(offenbach, early.id, comes="both", persons=2, interpreter=True, wishes="Rollstuhl")
    rows = _rows(kim.get(DAY))
    assert [row[:5] for row in rows] == ["08:00", "08:30"]
    assert "Mustermann, Erika" in rows[0]
    assert "beide Erklärenden, 2 Personen, mit Dolmetscher" in rows[0]
    assert "Wünsche: Rollstuhl" in rows[0]
    assert f"{early.reference[:4]} {early.reference[4:8]}" in rows[0]
    assert "Neu eingegangen" in rows[0]
    assert re.search(r"Schalter [12]", rows[0])
    assert "alles da" in rows[0]
    assert "Was fehlt" in kim.text(DAY)


def test_an_open_question_is_said_in_few_words(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim, received = clerk(offenbach), case(offenbach)
    kim.send(received.path, f"{received.path}uebernehmen/")
    kim.send(f"{received.path}nachfordern/", text="Wie heißt Ihr Arbeitgeber?")
    visit(offenbach, received.id)
    assert "Antwort steht aus" in _rows(kim.get(DAY))[0]


def test_a_paper_that_is_missing_is_named_until_it_is_there(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    from documents.models import Document

    kim, received = clerk(offenbach), case(offenbach)
    visit(offenbach, received.id)
    with bind(offenbach):
        Document.objects.filter(declaration_id=received.id, kind="pay_slips").update(state="removed")
    row = _rows(kim.get(DAY))[0]
    assert "alles da" not in row
    assert "Lohn- oder Gehaltsabrechnungen" in row


def test_a_pick_up_without_a_document_is_noticed(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    from declarations.models import Declaration

    kim, received = clerk(offenbach), case(offenbach)
    visit(offenbach, received.id, purpose="pickup")
    with bind(offenbach):
        Declaration.objects.filter(id=received.id).update(state="approved")
    assert "Urkunde noch nicht ausgestellt" in _rows(kim.get(DAY))[0]


def test_today_or_else_the_next_day_with_visits_opens(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim = clerk(offenbach)
    assert "22. November 2026" in kim.text("/amt/termine/")
    assert "kommt niemand" in kim.text("/amt/termine/")
    visit(offenbach, case(offenbach).id)
    page = kim.text("/amt/termine/")
    assert "24. November 2026" in page
    assert "1 Termin " in page


def test_addresses_that_make_no_sense_are_left_aside(offenbach: Any, clerk: Callable[..., Any]) -> None:
    for odd in ("tag=gestern", "tag=0001-01-01", "tag=9999-12-31", "standort=%00", "standort=keller"):
        assert clerk(offenbach).get(f"/amt/termine/?{odd}").status_code == 200, odd


def test_free_gaps_and_closed_counters_are_visible(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    from appointments.models import CalendarChange
    from kernel.clock import now

    kim = clerk(offenbach)
    visit(offenbach, case(offenbach).id, TUESDAY + HALF_HOUR)
    with bind(offenbach):
        CalendarChange.objects.create(
            kind="closed", office="buergerbuero", resource="ausgabe", starts_at=TUESDAY,
            ends_at=TUESDAY + timedelta(hours=4), reason="Fortbildung", by=kim.id, at=now(),
        )  # fmt: skip
    page = kim.text(DAY)
    assert "frei 08:00–08:30, 09:00–12:00" in page
    assert "frei 08:00–12:00" in page
    assert "Fortbildung" in page
    assert "Ausgabe geschlossen" in page


def test_a_look_at_the_list_is_recorded_without_a_name(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    visit(offenbach, case(offenbach).id)
    clerk(offenbach, "reader").get(DAY)
    assert audited(offenbach, "visits.seen") == [{"day": "2026-11-24", "office": "", "number": 1}]


def test_the_list_costs_the_same_whatever_its_length(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim, counted, booked = clerk(offenbach), [], 0
    for more in (1, 2):
        for _number in range(more):
            visit(offenbach, case(offenbach).id, TUESDAY + booked * HALF_HOUR)
            booked += 1
        kim.get(DAY)
        with CaptureQueriesContext(connection) as queries:
            assert len(_rows(kim.get(DAY))) == booked
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert counted[0] <= 16


def test_arrived_served_and_both_taken_back(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim, booked = clerk(offenbach), visit(offenbach, case(offenbach).id)
    for step, state, said in (
        ("arrive", "arrived", "ist da"),
        ("serve", "served", "erledigt"),
        ("undo", "arrived", "ist da"),
        ("undo", "booked", "erwartet"),
    ):
        answer = _press(kim, booked, step)
        assert answer.status_code == 302
        assert state_of(offenbach, booked) == state
        assert said in _rows(kim.get(DAY))[0]
    assert answer.headers["Location"].endswith(f"#t-{booked.id}")


def test_a_click_that_is_sent_twice_acts_once(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim, booked = clerk(offenbach), visit(offenbach, case(offenbach).id)
    _press(kim, booked, "arrive")
    _press(kim, booked, "serve")
    path, data = kim.filled(DAY, f"/amt/termine/{booked.id}/", button=("step", "undo"))
    assert [kim.post(path, data).status_code for _time in range(2)] == [302, 302]
    assert state_of(offenbach, booked) == "arrived"
    assert len(audited(offenbach, "visit.service_undone")) == 1


def test_of_two_clerks_the_second_learns_what_the_first_did(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any], clock: Any
) -> None:
    kim, toni, booked = clerk(offenbach), clerk(offenbach, name="toni"), visit(offenbach, case(offenbach).id)
    clock.move_to(TUESDAY + HALF_HOUR, tick=True)
    kim, toni = clerk(offenbach), clerk(offenbach, name="toni")
    stale = kim.filled(DAY, f"/amt/termine/{booked.id}/", button=("step", "arrive"))
    _press(toni, booked, "miss")
    answer = kim.post(*stale)
    assert answer.status_code == 409
    assert "Der Termin steht inzwischen auf „nicht erschienen“" in words(answer)
    assert state_of(offenbach, booked) == "missed"


def test_nobody_is_missed_before_their_time(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim, booked = clerk(offenbach), visit(offenbach, case(offenbach).id)
    assert "Nicht erschienen" not in kim.text(DAY)
    answer = kim.post(f"/amt/termine/{booked.id}/", {"step": "miss", "seen": "booked"})
    assert answer.status_code == 409
    assert "Dafür ist es zu früh" in words(answer)


def test_who_did_not_come_frees_the_place_at_once_and_comes_back_only_while_it_is_free(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any], clock: Any
) -> None:
    """Two counters, both booked: one person does not come, another takes the place, and the first one appears."""
    missed, other = visit(offenbach, case(offenbach).id), visit(offenbach, case(offenbach).id)
    late = case(offenbach)
    clock.move_to(TUESDAY - HALF_HOUR, tick=True)
    kim = clerk(offenbach)
    assert not _is_offered(kim, late)
    clock.move_to(TUESDAY + timedelta(seconds=5), tick=True)
    kim = clerk(offenbach)
    _press(kim, missed, "miss")
    assert state_of(offenbach, missed) == "missed"
    assert "frei 08:00–12:00" in kim.text(DAY)
    with bind(offenbach):
        from appointments.models import Booking

        Booking.objects.create(
            case_id=late.id, state="arrived", purpose="signing", office=missed.office, seat=missed.seat,
            starts_at=missed.starts_at, ends_at=missed.ends_at, busy_from=missed.busy_from,
            busy_until=missed.busy_until, via="desk", created_at=TUESDAY, changed_at=TUESDAY,
        )  # fmt: skip
    answer = _press(kim, missed, "undo")
    assert answer.status_code == 409
    assert "Diese Zeit ist inzwischen vergeben" in words(answer)
    assert [state_of(offenbach, one) for one in (missed, other)] == ["missed", "booked"]


def _is_offered(kim: Clerk, received: Received) -> bool:
    """Whether eight o'clock on that Tuesday can be booked by telephone."""
    values = document_of(kim.get(f"{received.path}termin/")).xpath("//input[@name='slot']/@value")
    assert values
    return any(str(value).endswith("2026-11-24T07:00:00+00:00") for value in values)


def test_a_visit_in_hours_that_the_configuration_closed_meanwhile_is_marked(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any], reset: None
) -> None:
    from casework import visits
    from kernel.clock import now

    visit(offenbach, case(offenbach).id)
    kim = clerk(offenbach)
    assert "Steht im geschlossenen Kalender" not in kim.text(DAY)
    with bind(offenbach):
        office = visits.rules(at=now()).offices[0].model_dump(mode="json")
    closure = {"first": "2026-11-24", "last": "2026-11-24", "reason": {"de": "Betriebsausflug", "en": ""}}
    configure(offenbach, offices=[{**office, "closures": [*office["closures"], closure]}])
    page = kim.text(DAY)
    assert "Steht im geschlossenen Kalender" in _rows(kim.get(DAY))[0]
    assert "Geschlossen: Betriebsausflug" in page
    assert "Im geschlossenen Kalender stehen noch Termine" in page


def test_a_visit_is_given_by_telephone_without_lead_time_and_whatever_the_policy(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any], clock: Any, reset: None
) -> None:
    configure(offenbach, booking="none")
    received = case(offenbach)
    clock.move_to(TUESDAY + timedelta(minutes=61), tick=True)
    kim = clerk(offenbach)
    assert "Termin vergeben" in kim.text(received.path)
    page = f"{received.path}termin/?purpose=advice&comes=sponsor&persons=1"
    slot = document_of(kim.get(page)).xpath("//input[@name='slot']/@value")[0]
    answer = kim.send(page, f"{received.path}termin/", slot=slot, wishes="Kinderwagen")
    assert answer.headers["Location"] == f"{received.path}?erledigt=visit_book"
    booked = active(offenbach, received.id)
    assert (booked.purpose, booked.via, booked.state) == ("advice", "desk", "booked")
    assert booked.starts_at < TUESDAY + timedelta(hours=2)
    shown = kim.text(received.path)
    assert "Beratung, die erklärende Person" in shown
    assert "Kinderwagen" in shown


def test_the_office_may_move_a_visit_and_says_why(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim, received = clerk(offenbach), case(offenbach)
    before = visit(offenbach, received.id)
    path, data = kim.filled(
        f"{received.path}termin/", f"{received.path}termin/", slot=_value(kim, received, "09:30")
    )  # fmt: skip
    missing = kim.post(path, data)
    assert missing.status_code == 200
    assert "Bitte wählen Sie aus: Verlegt wird, weil" in words(missing)
    assert active(offenbach, received.id).id == before.id
    _path, again = fill(missing, path, via="office")
    assert again["slot"] == data["slot"] or again["slot"] == [data["slot"]]
    assert kim.post(path, again).status_code == 302
    after = active(offenbach, received.id)
    assert (after.uid, after.revision, after.via) == (before.uid, 1, "office")
    assert state_of(offenbach, before) == "moved"


def _value(kim: Clerk, received: Received, start: str) -> str:
    document = document_of(kim.get(f"{received.path}termin/"))
    found = document.xpath(f"//label[@class='desk-slot'][contains(., '{start}')]/input/@value")
    return str(found[0])


def test_a_booking_that_is_sent_twice_books_once(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim, received = clerk(offenbach), case(offenbach)
    path, data = kim.filled(f"{received.path}termin/", f"{received.path}termin/", slot=_value(kim, received, "08:00"))
    assert kim.at_once(path, data) == [302] * 4
    assert active(offenbach, received.id).revision == 0
    assert len(audited(offenbach, "visit.booked")) == 1


def test_a_time_that_was_taken_meanwhile_is_refused_in_words_and_the_choice_stays(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim, received = clerk(offenbach), case(offenbach)
    slot = _value(kim, received, "08:00")
    path, data = kim.filled(
        f"{received.path}termin/", f"{received.path}termin/", slot=slot, wishes="Rollstuhl"
    )  # fmt: skip
    start = TUESDAY - timedelta(days=1)
    for _counter in range(2):
        visit(offenbach, case(offenbach).id, start + timedelta(days=1))
    data = {**data, "slot": slot.replace("2026-11-23", "2026-11-24")}
    answer = kim.post(path, data)
    assert answer.status_code == 409
    assert "Diese Zeit ist inzwischen vergeben" in words(answer)
    assert "Rollstuhl" in answer.content.decode()
    assert active(offenbach, received.id) is None


@pytest.mark.parametrize("slot", ["", "buergerbuero|gestern", "keller|2026-11-24T07:00:00+00:00", "|", "x" * 500])
def test_a_made_up_time_books_nothing(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any], slot: str
) -> None:
    kim, received = clerk(offenbach), case(offenbach)
    path, data = kim.filled(f"{received.path}termin/", f"{received.path}termin/", slot=slot)
    assert kim.post(path, data).status_code in (200, 409)
    assert active(offenbach, received.id) is None


def test_what_happened_since_the_page_was_opened_is_told_before_a_visit_is_moved(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim, received = clerk(offenbach), case(offenbach)
    path, data = kim.filled(f"{received.path}termin/", f"{received.path}termin/", slot=_value(kim, received, "08:00"))
    theirs = visit(offenbach, received.id)
    answer = kim.post(path, data)
    assert answer.status_code == 409
    assert "Inzwischen ist in diesem Fall etwas geschehen" in words(answer)
    assert active(offenbach, received.id).id == theirs.id


@pytest.mark.parametrize("via", ["desk", "office"])
def test_a_visit_is_cancelled_by_whose_wish(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any], via: str
) -> None:
    from appointments.models import Booking

    kim, received = clerk(offenbach), case(offenbach)
    booked = visit(offenbach, received.id)
    answers = [kim.send(f"{received.path}termin/absagen/", via=via)]
    answers.append(kim.post(f"{received.path}termin/absagen/", {"via": via, "stand": "0"}))
    assert [answer.status_code for answer in answers] == [302, 409]
    with bind(offenbach):
        assert Booking.objects.values_list("state", "ended_by").get(id=booked.id) == ("cancelled", via)


def test_a_closed_case_gets_no_visit(offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]) -> None:
    from declarations.models import Declaration

    kim, received = clerk(offenbach), case(offenbach)
    with bind(offenbach):
        Declaration.objects.filter(id=received.id).update(state="withdrawn")
    answer = kim.get(f"{received.path}termin/")
    assert answer.status_code == 409
    assert "keine Termine mehr" in words(answer)


def test_a_reader_sees_the_day_and_cannot_touch_it(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    received = case(offenbach)
    booked, reader = visit(offenbach, received.id), clerk(offenbach, "reader")
    page = reader.get(DAY).content.decode()
    assert "Mustermann" in page
    assert "/amt/termine/" + str(booked.id) not in page
    assert reader.post(f"/amt/termine/{booked.id}/", {"step": "arrive", "seen": "booked"}).status_code == 403
    assert reader.get(f"{received.path}termin/").status_code == 403
    for role in ("treasury", "editor", "auditor"):
        assert clerk(offenbach, role).get(DAY).status_code == 403


def test_a_visit_of_another_city_is_not_there(
    offenbach: Any, wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    booked, person = visit(offenbach, case(offenbach).id), clerk(wiesbaden)
    assert "Mustermann" not in person.text(DAY)
    assert person.post(f"/amt/termine/{booked.id}/", {"step": "arrive", "seen": "booked"}).status_code == 404
    assert state_of(offenbach, booked) == "booked"
