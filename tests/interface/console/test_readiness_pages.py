"""The checklist on the screen: what is open, who can do it, and a person's word with a name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tenants.binding import bind
from tests.interface.desk.clerks import words
from tests.interface.readiness.conftest import asked_before, look

__all__ = ["asked_before", "look"]
pytestmark = pytest.mark.usefixtures("asked_before")

LIST = "/verwaltung/bereit/"
TREASURY = f"{LIST}punkt/treasury.agreed/"
SAID = "Die Kasse hat dem Zahlungsweg, dem Konto und den Kassenzeichen zugestimmt."
WAIT = {"office": "Kämmerei", "remind_days": "14", "since_0": "2", "since_1": "11", "since_2": "2026"}
WORD = {"wording": "agreed", "person": "Luca Kassel", "office": "Stadtkasse"}


def test_the_list_shows_every_group_and_what_blocks(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    before = mika.text(LIST)
    assert "Es wurde noch nichts geprüft." in before
    assert "noch offen:" not in before
    assert mika.send(LIST, f"{LIST}pruefen/").status_code == 302
    page = mika.text(f"{LIST}?erledigt=measured")
    for title in (
        "Behörde und Texte", "Zuständigkeit", "Gebühren und Zahlung", "Termine", "Fachverfahren", "Datenschutz",
        "Personal", "Sie sind noch nicht bereit.", "Erklärung und Belehrung", "nicht nötig", "in Ordnung",
    ):  # fmt: skip
        assert title in page, title
    again = mika.send(LIST, f"{LIST}pruefen/")
    assert again.status_code == 429
    assert "Gerade erst hat jemand geprüft." in words(again)


def test_a_red_item_says_what_to_do_where_and_who(wiesbaden: Any, official: Any, at: Any, look: Any) -> None:
    mika = official(wiesbaden)
    look(wiesbaden, at - timedelta(days=2), True)
    look(wiesbaden, at, False)
    answer = mika.get(f"{LIST}punkt/texts/")
    page = words(answer)
    for said in (
        "Fehlt.", "Die Texte eintragen und veröffentlichen.", "Wer die Einstellungen Ihrer Behörde bearbeitet",
        "20. November 2026", "22. November 2026",
    ):  # fmt: skip
        assert said in page, said
    assert 'href="/verwaltung/abschnitt/texts/"' in answer.content.decode()


def test_a_person_states_and_takes_back(cities: Any, official: Any) -> None:
    offenbach, wiesbaden = cities
    mika = official(offenbach)
    assert mika.send(f"{TREASURY}erklaeren/", **WORD, note="Az. 20-12").status_code == 302
    page = mika.text(TREASURY)
    assert f"„{SAID}“ Luca Kassel, Stadtkasse" in page
    assert "Az. 20-12" in page
    assert "Luca Kassel, Stadtkasse, am 22. November 2026" in mika.text(LIST)
    assert mika.send(TREASURY, f"{TREASURY}zuruecknehmen/", note="Noch nicht unterschrieben").status_code == 302
    page = mika.text(TREASURY)
    assert "zurückgenommen (Noch nicht unterschrieben)" in page
    assert "offen" in page
    assert "Luca Kassel" not in official(wiesbaden).text(TREASURY)


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(offenbach: Any, official: Any) -> None:
    from onboarding.readiness.models import Saying

    mika = official(offenbach)
    answer = mika.send(f"{TREASURY}erklaeren/", **{**WORD, "person": "–"})
    assert answer.status_code == 422
    assert "Schreiben Sie den Namen der Person, die das sagt." in words(answer)
    assert 'value="Stadtkasse"' in answer.content.decode()
    with bind(offenbach):
        assert not Saying.objects.exists()


def test_a_wait_is_shown_with_its_day(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    day = {"since_0": "2", "since_1": "11", "since_2": "2026"}
    assert mika.send(f"{TREASURY}warten/", office="Kämmerei", remind_days="14", **day).status_code == 302
    assert "auf Kämmerei, seit dem 2. November 2026" in mika.text(LIST)
    late = {"since_0": "2", "since_1": "11", "since_2": "2030"}
    answer = mika.send(f"{TREASURY}warten/", office="Kämmerei", remind_days="14", **late)
    assert answer.status_code == 422
    assert "Dieser Tag ist noch nicht gekommen." in words(answer)


def test_two_people_at_one_item_overwrite_nothing(offenbach: Any, official: Any) -> None:
    from onboarding.readiness.models import Saying

    mika, jo = official(offenbach), official(offenbach, "editor", "jo")
    path, opened = mika.filled(f"{TREASURY}erklaeren/", **WORD)
    assert jo.send(f"{TREASURY}erklaeren/", **{**WORD, "person": "Alex Zweit"}).status_code == 302
    answer = mika.post(path, opened)
    assert answer.status_code == 409
    page = words(answer)
    assert "Inzwischen hat jemand anderes etwas dazu eingetragen." in page
    assert "Alex Zweit" in page
    assert 'value="Luca Kassel"' in answer.content.decode()
    with bind(offenbach):
        assert [row.person for row in Saying.objects.all()] == ["Alex Zweit"]


@pytest.mark.parametrize(
    ("role", "statuses"),
    [("owner", (200, 200, 200)), ("editor", (200, 200, 200)), ("data_protection", (200, 404, 200)),
     ("clerk", (403, 403, 403)), ("treasury", (200, 200, 404))],
)  # fmt: skip
def test_who_sees_it_and_who_may_state_what(
    offenbach: Any, official: Any, role: str, statuses: tuple[int, int, int]
) -> None:
    person = official(offenbach, role)
    asked = (LIST, f"{TREASURY}erklaeren/", f"{LIST}punkt/data_protection.agreed/erklaeren/")
    assert tuple(person.get(path).status_code for path in asked) == statuses


def test_what_is_measured_is_nobodys_to_state(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    for path in ("punkt/texts/erklaeren/", "punkt/texts/warten/", "punkt/nichts/", "punkt/nichts/erklaeren/"):
        assert mika.get(LIST + path).status_code == 404


def test_after_an_entry_the_next_open_item_comes_first(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    for path, typed in (("erklaeren/", WORD), ("warten/", WAIT)):
        answer = mika.send(f"{TREASURY}{path}", **typed)
        page = mika.get(answer.url)
        assert "Eingetragen: Kasse und Kämmerei" in words(page)
        first = page.content.decode().partition("<main")[2].partition("autofocus")[0].rpartition("<a ")[2]
        assert f'href="{LIST}punkt/vendor.activation/"' in first or f'href="{LIST}punkt/eid.application/"' in first, (
            first
        )


def test_the_last_one_leads_back_to_the_list(offenbach: Any, official: Any) -> None:
    kim = official(offenbach, "treasury", "kim")
    answer = kim.send(f"{TREASURY}erklaeren/", wording="agreed", office="Stadtkasse")
    assert "Für Sie ist nichts mehr offen." in kim.text(answer.url)


def test_the_treasury_states_its_own_item_itself(cities: Any, official: Any) -> None:
    offenbach, _wiesbaden = cities
    kim = official(offenbach, "treasury", "kim")
    form = kim.get(f"{TREASURY}erklaeren/").content.decode()
    assert 'name="person"' not in form
    assert kim.send(f"{TREASURY}erklaeren/", wording="agreed", office="Stadtkasse").status_code == 302
    assert "(selbst erklärt)" in kim.text(TREASURY)
    assert "(selbst erklärt)" in official(offenbach, "owner", "mika").text(TREASURY)
    nav = kim.get(LIST).content.decode()
    assert 'href="/verwaltung/bereit/"' in kim.get("/amt/kasse/").content.decode()
    for closed in ("/verwaltung/", "/verwaltung/personen/", "/verwaltung/live/"):
        assert f'href="{closed}"' not in nav.partition("<main")[0].partition("console-nav")[2]
        assert kim.get(closed).status_code == 403


def test_nothing_is_counted_as_open_before_the_first_look_which_opening_the_console_arranges(
    cities: Any, official: Any
) -> None:
    from outbox.models import OutboxEvent

    offenbach, wiesbaden = cities
    mika = official(offenbach)
    for page in ("/verwaltung/", LIST, LIST):
        assert mika.get(page).status_code == 200
    with bind(offenbach):
        assert OutboxEvent.objects.filter(name="readiness.look_due").count() == 1
    with bind(wiesbaden):
        assert not OutboxEvent.objects.filter(name="readiness.look_due").exists()


def test_while_a_publication_is_being_looked_at_the_page_says_so(offenbach: Any, official: Any, at: Any) -> None:
    from django.db import transaction

    from configuration import operations as configuration
    from configuration.queries import in_force
    from kernel.clock import now
    from onboarding.readiness import operations

    mika = official(offenbach)
    assert mika.send(LIST, f"{LIST}pruefen/").status_code == 302
    assert "Sie sind noch nicht bereit." in mika.text(LIST)
    with bind(offenbach), transaction.atomic():
        from configuration.document import as_typed

        raw = as_typed(in_force(at=now()).stored)
        raw["authority"]["phone"] = "069 1"
        configuration.publish(raw=raw, author="Test", at=now())
    page = mika.text(LIST)
    assert "Die Checkliste wird gerade neu geprüft." in page
    assert "Sie sind noch nicht bereit." not in page
    with bind(offenbach):
        assert operations.look_after_change(since=now(), at=now())
    assert "Sie sind noch nicht bereit." in mika.text(LIST)
