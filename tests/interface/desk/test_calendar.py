"""The calendar at the desk: hours and how full they are, closing with a plan, opening once, and all changes ever made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.binding import bind
from tests.interface.desk.clerks import Clerk, document_of, fill, text_of, words
from tests.interface.desk.visiting import (
    HALF_HOUR,
    TUESDAY,
    active,
    audited,
    configure,
    restored,
    state_of,
    visit,
)

CLOSE, OPEN = "/amt/kalender/schliessen/", "/amt/kalender/oeffnen/"
THAT_DAY = {"first_0": "24", "first_1": "11", "first_2": "2026", "reason": "Fortbildung"}


@pytest.fixture
def toni(offenbach: Any, clerk: Callable[..., Any]) -> Clerk:
    found: Clerk = clerk(offenbach, "supervisor", "toni")
    return found


@pytest.fixture
def reset(offenbach: Any) -> Iterator[None]:
    from configuration.models import ConfigurationVersion

    with bind(offenbach):
        number = ConfigurationVersion.objects.order_by("-number").values_list("number", flat=True)[0]
    yield
    restored(offenbach, number)


def _changes(city: Any) -> list[tuple[str, str]]:
    from appointments.models import CalendarChange

    with bind(city):
        return list(CalendarChange.objects.order_by("at").values_list("kind", "resource"))


def _plan(toni: Clerk, **typed: Any) -> Any:
    answer = toni.send(CLOSE, button=("step", "preview"), **{**THAT_DAY, **typed})
    assert answer.status_code == 200, words(answer)
    return answer


def _confirm(toni: Clerk, plan: Any) -> Any:
    return toni.post(*fill(plan, CLOSE, button=("step", "send")))


def test_closing_says_beforehand_what_it_will_do_and_then_does_it(
    offenbach: Any, toni: Clerk, case: Callable[..., Any]
) -> None:
    booked = [visit(offenbach, case(offenbach).id, TUESDAY + number * HALF_HOUR) for number in range(2)]
    plan = _plan(toni)
    said = words(plan)
    assert "2 Termine sind betroffen." in said
    assert "2 werden auf den nächsten freien Termin verlegt." in said
    assert "24. November 2026, 08:00 Uhr 25. November 2026, 08:00 Uhr" in said
    assert [state_of(offenbach, one) for one in booked] == ["booked", "booked"]
    assert _changes(offenbach) == []
    done = _confirm(toni, plan)
    assert done.status_code == 302
    assert "Der Kalender ist geschlossen" in toni.text(done.headers["Location"])
    assert [state_of(offenbach, one) for one in booked] == ["moved", "moved"]
    assert audited(offenbach, "calendar.closed")[0]["moved"] == 2


def test_everybody_who_is_moved_gets_one_letter_that_says_so(
    offenbach: Any, toni: Clerk, case: Callable[..., Any]
) -> None:
    from kernel.clock import now
    from notifications.models import Mail
    from tests.support import cases

    for number in range(2):
        visit(offenbach, case(offenbach).id, TUESDAY + number * HALF_HOUR)
    cases.work(offenbach, at=now())
    _confirm(toni, _plan(toni))
    cases.work(offenbach, at=now())
    with bind(offenbach):
        told = list(Mail.objects.filter(template__startswith="visit").values_list("template", flat=True))
    assert sorted(told) == ["visit_booked"] * 2 + ["visit_moved_by_office"] * 2


def test_a_double_click_closes_once(offenbach: Any, toni: Clerk, case: Callable[..., Any]) -> None:
    received = case(offenbach)
    visit(offenbach, received.id)
    path, data = fill(_plan(toni), CLOSE, button=("step", "send"))
    assert [toni.post(path, data).status_code for _time in range(2)] == [302, 302]
    assert _changes(offenbach) == [("closed", "")]
    assert active(offenbach, received.id).revision == 1


def test_a_plan_that_no_longer_holds_is_shown_anew(offenbach: Any, toni: Clerk, case: Callable[..., Any]) -> None:
    plan = _plan(toni)
    assert "Kein Termin ist betroffen." in words(plan)
    booked = visit(offenbach, case(offenbach).id)
    again = _confirm(toni, plan)
    assert again.status_code == 409
    assert "Inzwischen hat sich etwas geändert" in words(again)
    assert "1 Termin ist betroffen." in words(again)
    assert state_of(offenbach, booked) == "booked"
    assert _confirm(toni, again).status_code == 302
    assert state_of(offenbach, booked) == "moved"


def test_the_typed_times_can_be_changed_after_the_plan(toni: Clerk) -> None:
    plan = _plan(toni, begin="9:30", end="11 Uhr", where="buergerbuero|schalter-1")
    assert "Schalter 1" in words(plan)
    assert "24. November 2026, 09:30–11:00 Uhr" in words(plan)
    again = toni.post(*fill(plan, CLOSE, button=("step", "edit")))
    document = document_of(again)
    values = {field.name: field.value for field in document.forms[-1].inputs if field.name}
    assert (values["first_0"], values["begin"], values["reason"]) == ("24", "9:30", "Fortbildung")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason": ""}, "Bitte ergänzen Sie: Grund"),
        ({"first_0": "31"}, "hat nur 30 Tage"),
        ({"begin": "25"}, "Schreiben Sie die Uhrzeit so: 8:30."),
        ({"begin": "8:03"}, "auf fünf Minuten genau"),
        ({"begin": "10", "end": "9"}, "Das Ende liegt vor dem Anfang."),
        ({"last_0": "1", "last_1": "1", "last_2": "2030"}, "mehr als ein Jahr"),
        ({"where": "keller|"}, "Diese Auswahl gibt es hier nicht"),
    ],
)
def test_a_slip_is_named_at_its_field(toni: Clerk, typed: dict[str, str], said: str) -> None:
    assert said in words(_plan(toni, **typed))


def test_a_day_that_is_over_cannot_be_closed(offenbach: Any, toni: Clerk) -> None:
    answer = toni.send(CLOSE, button=("step", "preview"), **{**THAT_DAY, "first_0": "20"})
    assert answer.status_code == 409
    assert "Diese Zeit ist vorbei" in words(answer)
    assert _changes(offenbach) == []


def test_the_weeks_show_what_is_booked_what_is_free_and_why_it_is_closed(
    offenbach: Any, toni: Clerk, case: Callable[..., Any]
) -> None:
    visit(offenbach, case(offenbach).id)
    _confirm(toni, _plan(toni, first_0="26"))
    cells = _cells(toni.get("/amt/kalender/?ab=2026-11-23"))
    assert "1 gebucht, 15 frei" in cells["2026-11-24"]
    assert "0 gebucht, 16 frei" in cells["2026-11-25"]
    assert "geschlossen" in cells["2026-11-26"]
    assert "1. Weihnachtstag" in cells["2026-12-25"] or "Zwischen den Jahren" in cells["2026-12-25"]
    page = toni.text("/amt/kalender/?ab=2026-11-23")
    assert "Dienstag, 24.11. 08:00–12:00" in page
    assert "Vom Arbeitsplatz geschlossen: Fortbildung" in page


def _cells(answer: Any) -> dict[str, str]:
    found = {}
    for cell in document_of(answer).xpath("//table[@class='desk-month']/tbody/tr/td"):
        address = cell.xpath(".//a/@href")[0]
        found[address.partition("tag=")[2][:10]] = text_of(cell)
    return found


def test_the_calendar_costs_the_same_whatever_stands_in_it(
    offenbach: Any, toni: Clerk, case: Callable[..., Any]
) -> None:
    counted = []
    for number in range(2):
        visit(offenbach, case(offenbach).id, TUESDAY + number * HALF_HOUR)
        toni.get("/amt/kalender/")
        with CaptureQueriesContext(connection) as queries:
            toni.get("/amt/kalender/")
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 16


def test_an_opening_is_bookable_at_once_and_taking_it_back_moves_who_booked(
    offenbach: Any, toni: Clerk, case: Callable[..., Any]
) -> None:
    saturday = TUESDAY + timedelta(days=4)
    typed: dict[str, Any] = {"first_0": "28", "first_1": "11", "first_2": "2026", "begin": "8", "end": "10"}
    assert toni.send(OPEN, **typed).status_code == 302
    booked = visit(offenbach, case(offenbach).id, saturday)
    page = toni.get("/amt/kalender/")
    back = document_of(page).xpath("//a[contains(@href, 'zuruecknehmen')]/@href")[0]
    plan = toni.get(back)
    assert "1 Termin ist betroffen." in words(plan)
    done = toni.post(*fill(plan, "", button=("step", "send")))
    assert done.status_code == 302
    assert state_of(offenbach, booked) == "moved"
    assert [kind for kind, _resource in _changes(offenbach)] == ["opened", "taken_back"]
    refused = toni.get(back)
    assert refused.status_code == 409
    assert "Das ist schon zurückgenommen" in words(refused)


def test_the_history_tells_who_changed_what_at_the_desk_and_in_the_configuration(
    offenbach: Any, toni: Clerk, reset: None
) -> None:
    from casework import visits
    from kernel.clock import now

    _confirm(toni, _plan(toni))
    change = document_of(toni.get("/amt/kalender/")).xpath("//a[contains(@href, 'zuruecknehmen')]/@href")[0]
    toni.send(change)
    with bind(offenbach):
        office = visits.rules(at=now()).offices[0].model_dump(mode="json")
    hours = [{"days": ["mo", "we"], "start": "07:30:00", "end": "12:00:00", "season": None}]
    configure(offenbach, offices=[{**office, "hours": hours}], lead_hours=48)
    page = toni.text("/amt/kalender/verlauf/")
    assert "Schließung zurückgenommen: Ausländerbehörde im Rathaus" in page
    assert "Fortbildung Toni Beispiel" in page
    assert "Öffnungszeiten: neu Mo, Mi 07:30–12:00" in page
    assert "Öffnungszeiten: entfällt Mo, Di, Mi, Do, Fr 08:00–12:00" in page
    assert "Vorlauf in Stunden: 48 statt 24" in page
    assert page.index("Brückentag") < page.index("Schließung zurückgenommen")


def test_whoever_may_not_change_the_calendar_sees_no_button_and_reaches_no_form(
    offenbach: Any, clerk: Callable[..., Any]
) -> None:
    for role in ("clerk", "reader"):
        person = clerk(offenbach, role)
        assert "Zeiten schließen" not in person.text("/amt/kalender/")
        for path in (CLOSE, OPEN):
            assert person.get(path).status_code == 403
            assert person.post(path, THAT_DAY).status_code == 403
    assert "Zeiten schließen" in clerk(offenbach, "owner").text("/amt/kalender/")
    assert clerk(offenbach, "treasury").get("/amt/kalender/").status_code == 403


def test_one_citys_closure_closes_nothing_in_the_other(offenbach: Any, wiesbaden: Any, toni: Clerk) -> None:
    _confirm(toni, _plan(toni))
    assert len(_changes(offenbach)) == 1
    assert _changes(wiesbaden) == []
