"""A city sets up its calendars: typed as people write, shown back, wrong things kept and said, nothing of others lost."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from tests.interface.desk.clerks import document_of, fill, words

VISITS = "/verwaltung/termine/"
OFFICE = f"{VISITS}ort/buergerbuero/"
HOURS, BREAKS, PLACE, DAYS = (f"{OFFICE}{part}/" for part in ("zeiten", "pausen", "anschrift", "schliessungen"))
COUNTER = f"{OFFICE}schalter/schalter-1/"


def _draft(city: Any) -> Any:
    from configuration import drafting
    from tenants.binding import bind

    with bind(city):
        return drafting.section_of("appointments")


def _office(city: Any, number: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = _draft(city).value["offices"][number]
    return found


def _line(page: Any, name: str) -> str:
    return str(document_of(page).xpath(f"//input[@name='{name}']")[0].get("value", ""))


def _said(page: Any, name: str) -> str:
    """What stands beside the field."""
    return " ".join(document_of(page).xpath(f"//*[@id='id_{name}_error']")[0].text_content().split())


def test_the_task_list_leads_to_the_calendars_and_they_show_what_holds(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    assert VISITS in mika.get("/verwaltung/").content.decode()
    page = mika.text(VISITS)
    for text in (
        "nach der Entscheidung",
        "24 Stunden",
        "60 Tage",
        "7, 1",
        "Eigener Kalender hier",
        "Ausländerbehörde im Rathaus",
    ):
        assert text in page
    assert "Montag bis Freitag 08:00–12:00" in page
    folded = document_of(mika.get(VISITS)).xpath("//main//details")[0]
    assert "Schutz vor Missbrauch" in folded.text_content()


def test_waves_are_told_where_a_city_has_them(wiesbaden: Any, official: Any) -> None:
    assert "jeden Montag um 07:00 Uhr die nächsten 6 Wochen" in official(wiesbaden).text(VISITS)


PAGES = [f"{VISITS}buchbar/", f"{VISITS}erinnerungen/", f"{VISITS}system/", HOURS, BREAKS, PLACE, DAYS, COUNTER]


@pytest.mark.parametrize("path", PAGES)
def test_what_is_saved_as_it_stands_changes_nothing(path: str, offenbach: Any, official: Any) -> None:
    answer = official(offenbach).send(path)
    assert answer.status_code == 302, words(answer)
    assert not _draft(offenbach).is_changed


def test_every_form_of_the_other_city_changes_nothing_either(wiesbaden: Any, official: Any) -> None:
    mika, office = official(wiesbaden), f"{VISITS}ort/europaviertel/"
    for path in (
        f"{VISITS}buchbar/", f"{office}zeiten/", f"{office}pausen/", f"{office}anschrift/", f"{office}schliessungen/",
        f"{office}schalter/platz-2/", "/verwaltung/abschnitt/appointments/teil/dauer/", "/verwaltung/abschnitt/appointments/teil/schutz/",
    ):  # fmt: skip
        assert mika.send(path).status_code == 302, path
    assert not _draft(wiesbaden).is_changed


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("8-12", "08:00–12:00"), ("8.00 bis 12 Uhr", "08:00–12:00"), ("08:00–12:00, 14:00–17:30", "08:00–12:00, 14:00–17:30"),
        ("14 bis 17.30 und 8 bis 12", "08:00–12:00, 14:00–17:30"), ("geschlossen", ""), ("0830-1200", "08:30–12:00"),
    ],
)  # fmt: skip
def test_hours_are_understood_in_the_ways_people_write_them(
    typed: str, shown: str, offenbach: Any, official: Any
) -> None:
    mika = official(offenbach)
    assert mika.send(HOURS, w0_sa=typed).status_code == 302
    assert _line(mika.get(HOURS), "w0_sa") == shown
    assert not _draft(offenbach).faults


@pytest.mark.parametrize(
    ("typed", "shown", "said"),
    [
        ("acht bis zwölf", "acht bis zwölf", "Schreiben Sie die Zeit so"), ("25-26", "25-26", "Schreiben Sie die Zeit so"),
        ("08:02-12", "08:02–12:00", "Schritten von fünf Minuten"), ("12-8", "12:00–08:00", "nicht nach dem Anfang"),
    ],
)  # fmt: skip
def test_wrong_hours_are_kept_and_said_beside_their_day(
    typed: str, shown: str, said: str, offenbach: Any, official: Any
) -> None:
    mika = official(offenbach)
    answer = mika.send(HOURS, w0_we=typed, w0_mo="7-12")
    assert answer.status_code == 422
    assert said in _said(answer, "w0_we")
    assert not document_of(answer).xpath("//*[@id='id_w0_mo_error']")
    again = mika.get(HOURS)
    assert _line(again, "w0_mo") == "07:00–12:00"
    assert _line(again, "w0_we") == shown
    assert "Fehler" in mika.text(VISITS)
    assert "Fehler:" in mika.text(OFFICE)


def test_a_calendar_that_never_opens_is_said_where_hours_are_typed(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    empty = {f"w0_{day}": "" for day in "mo tu we th fr sa su".split()}
    answer = mika.send(HOURS, **empty)
    assert answer.status_code == 422
    assert "nie offen" in _said(answer, "w0_mo")
    assert "nie offen" in mika.text(OFFICE)
    assert "lässt sich noch nicht zeigen" in mika.text(f"{OFFICE}woche/")
    published = mika.send("/verwaltung/veroeffentlichen/", reason="Probe")
    assert published.status_code == 409
    assert "nie offen" in words(published)


def test_overlaps_and_breaks_that_eat_a_day_are_pointed_out_but_can_be_saved(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    assert mika.send(HOURS, w0_mo="8-12, 11-13").status_code == 302
    assert "überschneiden sich" in words(mika.get(HOURS))
    assert "überschneiden sich" in mika.text(OFFICE)
    assert mika.send(BREAKS, w0_tu="7-13").status_code == 302
    assert "neben der Pause keine Zeit" in words(mika.get(BREAKS))
    assert not _draft(offenbach).faults


def test_a_season_is_added_with_a_button_kept_and_taken_out(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    answer = mika.send(HOURS, button=("schritt", "mehr"), w0_sa="9-11")
    assert answer["Location"].startswith(f"{HOURS}?leer=1")
    assert {"days": ["sa"], "start": "09:00:00", "end": "11:00:00", "season": None} in _office(offenbach)["hours"]
    path, data = fill(mika.get(f"{HOURS}?leer=1"), "", w1_first="1.5.", w1_last="30. September", w1_fr="12-15")
    assert mika.post(path, data).status_code == 302
    assert _office(offenbach)["hours"][-1]["season"] == ["05-01", "09-30"]
    assert "vom 1.5. bis 30.9.: Freitag 12:00–15:00" in mika.text(OFFICE)
    wrong = mika.send(HOURS, w1_last="32.9.")
    assert "Tag und Monat" in _said(wrong, "w1_last")
    assert _line(wrong, "w1_last") == "32.9."
    assert mika.send(HOURS, w1_weg="on").status_code == 302
    assert all(entry["season"] is None for entry in _office(offenbach)["hours"])


def test_a_season_without_hours_is_kept_and_said(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    path, data = fill(mika.get(f"{HOURS}?leer=1"), "", w1_first="1.5.", w1_last="30.9.")
    answer = mika.post(path, data)
    assert "mindestens einem Tag" in _said(answer, "w1_mo")
    assert _line(mika.get(HOURS), "w1_first") == "1.5."


def test_closures_are_rows_that_come_and_go_without_scripts(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    answer = mika.send(DAYS, button=("schritt", "mehr"))
    page = mika.get(answer["Location"])
    path, data = fill(page, DAYS, s1_first="1. Februar 2027", s1_last="", s1_de="Umzug")
    assert mika.post(path, data).status_code == 302
    assert _office(offenbach)["closures"][1] == {
        "first": "2027-02-01",
        "last": "2027-02-01",
        "reason": {"de": "Umzug", "en": ""},
    }
    assert "01.02.2027 (Umzug)" in mika.text(OFFICE)
    assert mika.send(DAYS, s0_weg="on").status_code == 302
    assert [closure["reason"]["de"] for closure in _office(offenbach)["closures"]] == ["Umzug"]


def test_a_closure_that_ends_before_it_begins_is_kept_and_said(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    answer = mika.send(DAYS, s0_first="31.12.2026", s0_last="24.12.2026")
    assert "vor dem Anfang" in _said(answer, "s0_last")
    assert _line(mika.get(DAYS), "s0_last") == "24.12.2026"
    answer = mika.send(DAYS, s0_first="Heiligabend")
    assert "Schreiben Sie den Tag so" in _said(answer, "s0_first")
    assert _line(mika.get(DAYS), "s0_first") == "Heiligabend"


def test_a_closure_that_is_over_is_pointed_out(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    assert mika.send(DAYS, s0_first="1.1.2020", s0_last="2.1.2020").status_code == 302
    assert "ist vorbei" in words(mika.get(DAYS))
    assert "ist vorbei" in mika.text(OFFICE)


def test_an_opening_on_one_day(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    assert mika.send(DAYS, o0_day="5.12.2026", o0_hours="9-11, 12-13").status_code == 302
    assert [(one["day"], one["start"]) for one in _office(offenbach)["open_once"]] == [
        ("2026-12-05", "09:00:00"),
        ("2026-12-05", "12:00:00"),
    ]
    wrong = mika.send(DAYS, o0_hours="früh")
    assert "Schreiben Sie die Zeit so" in _said(wrong, "o0_hours")


def test_counters_have_names_places_purposes_and_hours_of_their_own(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    made = mika.send(OFFICE, f"{OFFICE}neuer-schalter/")
    path = made["Location"]
    assert (
        mika.send(path, name="Zimmer 12", places="2", purposes=["advice"], step_free="nein", w0_th="14-16").status_code
        == 302
    )
    counter = _office(offenbach)["counters"][-1]
    assert (counter["name"], counter["places"], counter["purposes"], counter["step_free"]) == (
        "Zimmer 12",
        2,
        ["advice"],
        False,
    )
    assert counter["hours"] == [{"days": ["th"], "start": "14:00:00", "end": "16:00:00", "season": None}]
    assert "Donnerstag 14:00–16:00" in mika.text(OFFICE)
    assert mika.send(path, name="Schalter 1").status_code == 302
    assert "Zwei Schalter heißen so" in mika.text(OFFICE)
    wrong = mika.send(path, places="0")
    assert "mindestens 1" in _said(wrong, "places")


def test_an_office_is_added_and_tells_what_is_still_missing(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    made = mika.send(f"{VISITS}neuer-ort/", name="Bürgerhaus Süd", land="HE")
    assert made["Location"] == f"{VISITS}ort/buergerhaus-sued/"
    assert "nie offen" in mika.text(made["Location"])
    assert mika.send(f"{made['Location']}zeiten/", w0_mo="8-12").status_code == 302
    assert not _draft(offenbach).faults
    page = mika.text(made["Location"])
    assert "1. Weihnachtstag" in page or "Erster Weihnachtstag" in page


def test_taking_out_an_office_says_how_many_visits_stay_where_they_are(
    offenbach: Any, official: Any, with_visit: None
) -> None:
    mika = official(offenbach)
    for path, figure in ((f"{OFFICE}entfernen/", "1 Termin ist noch gebucht"), (f"{COUNTER}entfernen/", "1 Termin ist noch gebucht"),
                         (f"{OFFICE}schalter/schalter-2/entfernen/", "kein Termin mehr gebucht")):  # fmt: skip
        assert figure in mika.text(path), path
    assert (
        "/amt/kalender/schliessen/?standort=buergerbuero"
        not in mika.get(f"{OFFICE}schalter/schalter-2/entfernen/").content.decode()
    )
    assert mika.send(f"{COUNTER}entfernen/").status_code == 302
    assert [one["key"] for one in _office(offenbach)["counters"]] == ["schalter-2", "ausgabe"]
    assert mika.send(f"{OFFICE}entfernen/").status_code == 302
    assert "Fehler: Wer Termine vergibt, braucht mindestens eine Dienststelle." in mika.text(VISITS)
    assert mika.get(OFFICE)["Location"] == f"{VISITS}?erledigt=gone"


@pytest.fixture
def with_visit(offenbach: Any, at: Any) -> None:
    from appointments.models import Booking, Seat
    from tenants.binding import bind
    from tests.interface.appointments.calendars import new_case

    with bind(offenbach):
        seat = Seat.objects.create(office="buergerbuero", resource="schalter-1", place=1)
        start = at + timedelta(days=3)
        Booking.objects.create(
            case_id=new_case(at=at), state="booked", purpose="signing", office="buergerbuero", seat=seat.id, starts_at=start,
            ends_at=start + timedelta(minutes=30), busy_from=start, busy_until=start + timedelta(minutes=30), via="portal",
            created_at=at, changed_at=at,
        )  # fmt: skip


def test_two_editors_on_one_office_do_not_overwrite_each_other(offenbach: Any, official: Any) -> None:
    mika, robin = official(offenbach), official(offenbach, "editor", "robin")
    path, data = mika.filled(HOURS, w0_sa="9-12")
    assert robin.send(PLACE, phone="069 1").status_code == 302
    assert robin.send(DAYS, s0_de="Umbau").status_code == 302
    answer = mika.post(path, data)
    assert answer.status_code == 409
    assert "Robin Beispiel" in words(answer)
    assert _line(answer, "w0_sa") == "09:00–12:00"
    assert not [entry for entry in _office(offenbach)["hours"] if "sa" in entry["days"]]
    assert mika.post(*fill(answer, "")).status_code == 302
    office = _office(offenbach)
    assert (office["phone"], office["closures"][0]["reason"]["de"]) == ("069 1", "Umbau")
    assert [entry for entry in office["hours"] if "sa" in entry["days"]]


def test_the_same_part_edited_twice_shows_both_versions(offenbach: Any, official: Any) -> None:
    mika, robin = official(offenbach), official(offenbach, "editor", "robin")
    path, data = mika.filled(HOURS, w0_sa="9-12")
    assert robin.send(HOURS, w0_sa="10-14").status_code == 302
    told = words(mika.post(path, data))
    assert "Samstag 10:00–14:00" in told
    assert "Samstag 09:00–12:00" in told


def test_a_script_saves_by_itself(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    path, data = mika.filled(HOURS, w0_sa="9-12")
    del data["schritt"]
    told = mika.browser.post(path, data, HTTP_X_AUTOSAVE="1").json()
    assert told["faults"] == []
    assert mika.post(path, data | {"stand": told["stand"], "w0_sa": "9-13"}).status_code == 302


def test_the_difference_reads_as_people_say_it(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    hours = {f"w0_{day}": "8-12" for day in "mo tu we th fr".split()}
    assert mika.send(HOURS, **hours, w0_sa="9-11").status_code == 302
    page = mika.text("/verwaltung/entwurf/")
    assert "neu: Montag bis Freitag 08:00–12:00, Samstag 09:00–11:00" in page
    assert "08:00:00" not in page


def test_a_week_and_a_month_show_holidays_closures_and_figures(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    week = mika.get(f"{OFFICE}woche/?ab=2026-12-25")
    text = words(week)
    assert "Woche vom 21. Dezember 2026" in text
    assert "Zwischen den Jahren geschlossen" in text
    assert "Weihnachtstag" in words(mika.get(f"{OFFICE}monat/?ab=2027-12-01"))
    turned = document_of(week).xpath("//a[@rel='next']/@href")[0]
    assert "Neujahr" in mika.text(turned)
    assert "In diesem Monat passen noch" in mika.text(f"{OFFICE}monat/?ab=2027-01-01")
    assert mika.get(f"{OFFICE}woche/?ab=9999-12-31").status_code == 200
    assert mika.get(f"{OFFICE}monat/?ab=unsinn").status_code == 200


def _offered(city: Any, at: Any) -> dict[date, list[str]]:
    """The starts that the portal offers, day by day."""
    from appointments.availability import free_slots
    from appointments.config import AppointmentRules
    from appointments.needs import Need, Purpose
    from appointments.released import window
    from configuration.queries import in_force
    from kernel.clock import german_day
    from tenants.binding import bind

    with bind(city):
        rules = in_force(at=at).section(AppointmentRules)
        found: dict[date, list[str]] = {}
        for slot in free_slots(
            rules=rules, need=Need(Purpose.SIGNING, office="buergerbuero"), window=window(rules, at=at), at=at
        ):
            found.setdefault(german_day(slot.starts_at), []).append(f"{slot.starts_at:%H:%M}")
        return found


def test_the_preview_is_what_people_are_offered_after_publishing(offenbach: Any, official: Any) -> None:
    from kernel.clock import now

    mika = official(offenbach)
    assert mika.send(HOURS, w0_mo="", w0_we="8-9, 15-16:30", w0_sa="10-12").status_code == 302
    assert mika.send(BREAKS, w0_we="15:15-15:45").status_code == 302
    assert mika.send(DAYS, s0_first="8.12.2026", s0_last="9.12.2026").status_code == 302
    previewed = {monday: mika.get(f"{OFFICE}woche/?ab={monday}") for monday in ("2026-11-30", "2026-12-07")}
    before = _offered(offenbach, now())
    assert mika.send("/verwaltung/veroeffentlichen/", reason="Neue Zeiten").status_code == 302
    after = _offered(offenbach, now())
    assert after != before
    for monday, page in previewed.items():
        assert _figures(page) == _figures(mika.get(f"{OFFICE}woche/?ab={monday}"))
        for number, (_hours, count) in enumerate(_figures(page)):
            day = date.fromisoformat(monday) + timedelta(days=number)
            assert bool(count) == (day in after), day
    assert _figures(previewed["2026-12-07"])[1][0].startswith("Zwischen den Jahren")


def _figures(page: Any) -> list[tuple[str, int]]:
    rows = document_of(page).xpath("//table//tbody/tr")
    told = [[" ".join(cell.text_content().split()) for cell in row.xpath("./td")] for row in rows]
    return [(hours, int(count.split()[0])) for hours, count in told]


def test_the_number_of_the_next_two_weeks_is_said(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    text = mika.text(f"{OFFICE}woche/")
    figure = int(text.partition("in den nächsten 14 Tagen vergeben: ")[2].split()[0])
    assert figure > 20
    assert mika.send("/verwaltung/termine/buchbar/", horizon_days="3").status_code == 302
    shorter = int(mika.text(f"{OFFICE}woche/").partition("vergeben: ")[2].split()[0])
    assert 0 < shorter < figure


def test_when_visits_can_be_booked_is_set_in_days_or_in_waves(offenbach: Any, official: Any) -> None:
    mika, path = official(offenbach), f"{VISITS}buchbar/"
    assert mika.send(path, way="wellen", weekday="we", at="8 Uhr", weeks="3", lead_hours="12").status_code == 302
    assert _draft(offenbach).value["release"] == {"weekday": "we", "at": "08:00:00", "weeks": 3}
    wrong = mika.send(path, at="früh", weeks="99")
    assert "Uhrzeit" in _said(wrong, "at")
    assert "höchstens 52" in _said(wrong, "weeks")
    assert mika.send(path, way="laufend").status_code == 302
    assert _draft(offenbach).value["release"] is None


def test_reminders_are_days(offenbach: Any, official: Any) -> None:
    mika, path = official(offenbach), f"{VISITS}erinnerungen/"
    assert mika.send(path, reminders="14 Tage\n3, 1").status_code == 302
    assert _draft(offenbach).value["reminders"] == [14, 3, 1]
    wrong = mika.send(path, reminders="bald")
    assert wrong.status_code == 422
    assert "bald" in wrong.content.decode()


def test_the_citys_own_system_is_filled_in_and_tried_before_it_is_published(
    offenbach: Any, official: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mika, path = official(offenbach), f"{VISITS}system/"
    answer = mika.send(path, system="zms")
    assert answer.status_code == 422
    assert "ergänzen" in _said(answer, "options__address")
    assert "mindestens eine Dienstleistung" in _said(mika.send(path), "options__services__signing")
    wrong = mika.send(path, options__address="ftp://zms", options__offices__buergerbuero="zwölf")
    assert "https" in _said(wrong, "options__address")
    assert "Nummer in Ziffern" in _said(wrong, "options__offices__buergerbuero")
    filled = {
        "options__address": "https://zms.example.org/buergeransicht/api/citizen",
        "options__offices__buergerbuero": "12",
        "options__services__signing": "34",
    }
    tried = mika.send(path, button=("schritt", "pruefen"), **filled)
    assert tried.status_code == 200
    assert "geht noch nicht" in words(tried)  # nobody is there in a test
    assert not _draft(offenbach).faults
    assert _draft(offenbach).value["options"]["offices"] == {"buergerbuero": 12}
    assert mika.send(path, system="own").status_code == 302
    assert _draft(offenbach).value["options"] == {}


def test_one_citys_calendars_are_not_in_the_other(offenbach: Any, wiesbaden: Any, official: Any) -> None:
    official(offenbach).send(HOURS, w0_sa="9-11")
    assert official(wiesbaden).get(OFFICE).status_code == 302
    assert "Samstag 09:00" not in official(wiesbaden).text(f"{VISITS}ort/europaviertel/")


@pytest.mark.parametrize(
    ("role", "sees", "edits"), [("editor", 200, 200), ("data_protection", 200, 403), ("clerk", 403, 403)]
)
def test_who_may_see_and_who_may_edit(role: str, sees: int, edits: int, offenbach: Any, official: Any) -> None:
    person = official(offenbach, role)
    for path in (VISITS, OFFICE, f"{OFFICE}woche/", f"{OFFICE}monat/"):
        assert person.get(path).status_code == sees, path
    for path in (*PAGES, f"{VISITS}neuer-ort/", f"{OFFICE}entfernen/", f"{COUNTER}entfernen/"):
        assert person.get(path).status_code == edits, path


@pytest.mark.parametrize(
    "value",
    [
        {"offices": "viele"},
        {"offices": [{"key": "buergerbuero", "hours": "immer", "counters": 3, "closures": [4], "open_once": {}}]},
        [],
    ],
)
def test_what_was_written_as_text_and_fits_no_form_breaks_no_page(value: Any, offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    assert mika.send("/verwaltung/abschnitt/appointments/text/", text=json.dumps(value)).status_code in (302, 422)
    for path in (VISITS, f"{OFFICE}woche/", OFFICE, *PAGES[:7]):
        assert mika.get(path).status_code in (200, 302), path
