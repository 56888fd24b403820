"""A city's own people set it up: they see what holds and why, change it, and lose nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.interface.desk.clerks import document_of, words

FEES = "/verwaltung/abschnitt/fees/"
WHEN = f"{FEES}teil/zeitpunkt/"
POSTAGE = f"{FEES}teil/porto/"
SIMPLE = "authority texts mail identity casework declarations fees credit books documents".split()


def test_the_task_list_names_every_section_with_its_state(offenbach: Any, official: Any) -> None:
    from configuration.words import in_order

    page = official(offenbach).text("/verwaltung/")
    assert all(str(section.title) in page for section in in_order())
    assert "fertig" in page
    assert "nicht begonnen" in page


def test_a_section_says_where_each_value_comes_from(offenbach: Any, official: Any) -> None:
    page = official(offenbach).text(FEES)
    assert "29,00" in page
    assert "Bund" in page
    assert "Voreinstellung" in page
    assert "vor dem Absenden" in page


@pytest.mark.parametrize("section", SIMPLE)
def test_every_group_can_be_saved_as_it_stands_and_nothing_changes(section: str, offenbach: Any, official: Any) -> None:
    from configuration.words import words_of

    mika, words_here = official(offenbach), words_of(section)
    assert words_here is not None
    for group in words_here.groups:
        path = f"/verwaltung/abschnitt/{section}/teil/{group.key}/"
        answer = mika.send(path)
        assert answer.status_code == 302, (path, words(answer))
    assert "kein" not in _draft_of(offenbach, section)


def _draft_of(city: Any, section: str) -> str:
    from configuration.models import DraftSection
    from tenants.binding import bind

    with bind(city):
        row = DraftSection.objects.filter(name=section).first()
    return json.dumps(row.value) if row else ""


def test_a_change_is_a_draft_and_shown_as_a_difference(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    assert mika.send(WHEN, when="at_pickup", methods=["card", "paypal"]).status_code == 302
    page = mika.text("/verwaltung/entwurf/")
    assert "vor dem Absenden → neu: bei der Abholung" in page
    assert "Karte, PayPal" in page
    assert "bei der Abholung" not in mika.text("/")


def test_what_is_wrong_is_kept_and_said_beside_the_field(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    answer = mika.send(POSTAGE, postage_cents="2900")
    assert answer.status_code == 422
    assert "höchstens 50,00" in words(answer)
    assert document_of(answer).xpath("//input[@name='postage_cents']/@value") == ["2.900,00"]
    assert "Fehler" in mika.text("/verwaltung/")
    answer = mika.send(POSTAGE, postage_cents="viel")
    assert "zum Beispiel 29,00" in words(answer)
    assert mika.get(POSTAGE).content.decode().count("viel") == 1


def test_the_other_editors_work_is_not_overwritten(offenbach: Any, official: Any) -> None:
    mika, robin = official(offenbach), official(offenbach, "editor", "robin")
    path, data = mika.filled(POSTAGE, postage_cents="3,45")
    assert robin.send(WHEN, when="none").status_code == 302
    answer = mika.post(path, data)
    assert answer.status_code == 409
    told = words(answer)
    assert "Robin Beispiel" in told
    assert "3,45" in told
    again = document_of(answer).forms[-1]
    data = dict(again.form_values())
    assert mika.post(path, data).status_code == 302
    kept = _draft_of(offenbach, "fees")
    assert '"when": "none"' in kept
    assert '"postage_cents": 345' in kept


def test_the_same_save_sent_twice_is_one(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    path, data = mika.filled(POSTAGE, postage_cents="3,45")
    assert [mika.post(path, data).status_code for _ in range(2)] == [302, 302]


def test_a_script_saves_by_itself_and_gets_the_new_stand(offenbach: Any, official: Any) -> None:
    mika = official(offenbach)
    path, data = mika.filled(POSTAGE, postage_cents="3,45")
    told = mika.browser.post(path, data, HTTP_X_AUTOSAVE="1").json()
    assert told["faults"] == []
    data |= {"stand": told["stand"], "postage_cents": "4"}
    assert mika.post(path, data).status_code == 302


def test_two_saves_at_the_same_moment_keep_one_and_tell_the_other(offenbach: Any, official: Any) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    mika, robin = official(offenbach), official(offenbach, "editor", "robin")
    wishes = [(who, *who.filled(POSTAGE, postage_cents=cents)) for who, cents in ((mika, "1"), (robin, "2"))]

    def send(wish: Any) -> int:
        who, path, data = wish
        try:
            return int(who.post(path, data).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(send, wishes)) == [302, 409]


def test_a_draft_of_one_city_is_not_in_the_other(offenbach: Any, wiesbaden: Any, official: Any) -> None:
    official(offenbach).send(POSTAGE, postage_cents="3,45")
    assert "3,45" not in official(wiesbaden).text(FEES)
    assert "Nichts" in official(wiesbaden).text("/verwaltung/entwurf/")


def test_a_section_can_be_edited_as_text(offenbach: Any, official: Any) -> None:
    mika, path = official(offenbach), "/verwaltung/abschnitt/documents/text/"
    assert (
        mika.send(path, text="max_file_mb: 12\nmatrix:\n  employee:\n    employment_contract: ask\n").status_code == 302
    )
    page = mika.text("/verwaltung/abschnitt/documents/")
    assert "12 MB" in page
    wrong = mika.send(path, text="max_file_mb: 12\nmatrix:\n  employee:\n    pay_slips: off\nmaxfiles: 3\n")
    assert wrong.status_code == 422
    assert "Zeile 5" in words(wrong)
    assert "verlangt der Bund überall" in words(wrong)
    unreadable = mika.send(path, text="max_file_mb: [12\n")
    assert "Zeile 2" in words(unreadable)
    assert "[12" in unreadable.content.decode()


def test_a_section_with_its_defaults_is_done_when_a_person_says_so(wiesbaden: Any, official: Any) -> None:
    mika, path = official(wiesbaden), "/verwaltung/abschnitt/books/"
    assert "nicht begonnen" in mika.text(path)
    assert mika.send(path, f"{path}passt/").status_code == 302
    assert "fertig" in mika.text(path)


@pytest.mark.parametrize(
    ("role", "sees", "edits", "publishes"),
    [("owner", 200, 200, 200), ("editor", 200, 200, 403), ("data_protection", 200, 403, 403), ("clerk", 403, 403, 403)],
)
def test_who_may_see_edit_and_publish(
    role: str, sees: int, edits: int, publishes: int, offenbach: Any, official: Any
) -> None:
    person = official(offenbach, role)
    assert person.get(FEES).status_code == sees
    assert person.get(WHEN).status_code == edits
    assert person.get("/verwaltung/veroeffentlichen/").status_code == publishes


def test_an_editor_lands_in_the_console_after_signing_in(offenbach: Any, browse: Any) -> None:
    from accounts.staff.models import Staff
    from tenants.binding import bind

    with bind(offenbach):
        staff = Staff(email="e@example.org", name="E", roles=["editor"])
        staff.set_password("Probe-2026-Zusage")
        staff.save()
    browser = browse(offenbach)
    assert browser.get("/verwaltung/")["Location"].startswith("/amt/anmelden/")
    answer = browser.post("/amt/anmelden/", {"email": "e@example.org", "password": "Probe-2026-Zusage"})
    assert answer["Location"] == "/verwaltung/"
    assert browser.get("/verwaltung/").status_code == 200
