"""The case on one screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEntry
from casework import review
from casework.story import story_of
from declarations.models import Declaration
from kernel.clock import now
from tenants.binding import bind
from tests.interface.desk.clerks import deliver
from tests.support import cases


def _staff_entries(received: Any, action: str) -> list[AuditEntry]:
    with bind(received.city):
        return list(AuditEntry.objects.filter(case_id=received.id, actor_kind="staff", action=action))


def test_story_evidence_and_calculation_stand_side_by_side(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    page = clerk(wiesbaden).text(case(wiesbaden).path)
    for told in (
        "Erika Mustermann für Ayşe Şahin", "Beispiel GmbH, seit 1. März 2015, unbefristet", "Mai 1961 in Ankara",
        "1. Februar 2027 bis 2. März 2027 (30 Tage)", "pay_slips.pdf", "Vorletzter Monat 3.100,00 €",
        "Vorschlag: nachgewiesen", "Entscheiden müssen Sie", "462,59 €", "§ 850c ZPO", "181,09 €",
        "Belehrung erhalten", "Antrag eingegangen", "noch nicht geprüft, erst bei der Unterschrift",
    ):  # fmt: skip
        assert told in page, told


def test_the_story_has_about_twenty_lines() -> None:
    assert 15 <= len(story_of(cases.ANSWERS)) <= 25


def test_nothing_personal_stands_in_title_or_addresses(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    page = clerk(wiesbaden).get(case(wiesbaden).path).content.decode()
    assert "Mustermann" not in re.findall(r"<title>.*?</title>", page, re.DOTALL)[0]
    assert not [address for address in re.findall(r'(?:href|action)="([^"]*)"', page) if "Muster" in address]


def test_reading_a_case_is_recorded_like_writing(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    reader, received = clerk(wiesbaden, "reader"), case(wiesbaden)
    for _time in range(3):
        answer = reader.get(received.path)
    assert answer.headers["Cache-Control"] == "no-store"
    entries = _staff_entries(received, "case.opened")
    assert [entry.actor_ref for entry in entries] == [str(reader.id)] * 3
    assert "Fall geöffnet (3×)" in reader.text(received.path)


def test_the_page_costs_a_bounded_number_of_statements(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim, received = clerk(wiesbaden), case(wiesbaden)
    kim.send(received.path, f"{received.path}uebernehmen/")
    counted = []
    for more in (1, 2):
        for number in range(more):
            kim.send(f"{received.path}notiz/", text=f"Notiz {more}.{number}")
            kim.send(f"{received.path}nachfordern/", text=f"Frage {more}.{number}?")
        with CaptureQueriesContext(connection) as queries:
            assert kim.get(received.path).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1]
    # Three of them for the visit, one for the fee, two for refunds, two for the authority's messages, one for the languages.
    assert counted[0] <= 41


def test_a_document_opens_on_the_host_for_files(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim, received = clerk(wiesbaden), case(wiesbaden)
    page = kim.get(received.path).content.decode()
    link = re.findall(rf'{received.path}dokument/[^"]+', page)[0]
    target = kim.get(link).headers["Location"]
    assert "//dateien.localhost" in target
    shown = kim.browser.get(
        target.split("localhost", 1)[1].partition("/")[2].join(["/", ""]), SERVER_NAME="dateien.localhost"
    )
    assert shown.status_code == 200
    assert shown["Content-Type"] == "application/pdf"
    assert len(_staff_entries(received, "document.opened")) == 1


def test_an_original_is_fetched_on_purpose_and_recorded(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim, received = clerk(wiesbaden), case(wiesbaden)
    link = re.findall(rf'{received.path}original/[^"]+', kim.get(received.path).content.decode())[0]
    assert "dateien.localhost" not in kim.get(link).content.decode()
    assert not _staff_entries(received, "document.link_made")
    page = kim.send(link).content.decode()
    assert "//dateien.localhost" in page
    assert [entry.details["variant"] for entry in _staff_entries(received, "document.link_made")] == ["original"]
    assert clerk(wiesbaden, "reader").get(link).status_code == 403


def test_a_document_of_another_case_is_not_shown_under_this_one(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim, mine, other = clerk(wiesbaden), case(wiesbaden), case(wiesbaden)
    link = re.findall(rf'{other.path}dokument/([^"]+)/"', kim.get(other.path).content.decode())[0]
    assert kim.get(f"{mine.path}dokument/{link}/").status_code == 404


def test_what_weighs_is_named_as_open(wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]) -> None:
    received = case(
        wiesbaden,
        income__net={"net_month_1": "1850.00", "net_month_2": "1900.00", "net_month_3": "1875.50"},
        income__employment={"in_probation": True},
        stay={"entry_date": "2026-12-01"},
    )
    page = clerk(wiesbaden).text(received.path)
    for told in (
        "Vorschlag: nicht nachgewiesen", "Es fehlen 281,50 €", "noch in der Probezeit", "netto mehr im Monat",
        "Die Einreise ist schon am 1. Dezember 2026 geplant.",
    ):  # fmt: skip
        assert told in page, told


def test_the_delivery_and_its_receipt_stand_in_the_case(
    offenbach: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    received = case(offenbach)
    deliver(received)
    page = clerk(offenbach).text(received.path)
    assert "Das Fachverfahren hat die Nachricht angenommen." in page
    assert "Wird im Fachverfahren bearbeitet" in page


def test_a_sealed_case_is_shown_as_not_received(offenbach: Any, clerk: Callable[..., Any], at: Any) -> None:
    filed = cases.file(offenbach, at=at)
    page = clerk(offenbach).text(f"/amt/fall/{filed.case_id}/")
    assert "Noch nicht eingegangen" in page
    assert "Anerkennen" not in page


def test_an_erased_case_is_not_there(wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]) -> None:
    from audit.operations import SYSTEM
    from declarations import operations
    from declarations.operations import move
    from declarations.states import State

    kim, received = clerk(wiesbaden), case(wiesbaden)
    kim.send(received.path, f"{received.path}uebernehmen/")
    kim.send(f"{received.path}weiterverweisen/", authority="Ausländerbehörde Musterstadt")
    with bind(wiesbaden), transaction.atomic():
        locked = operations.locked(received.id)
        move(declaration=locked, target=State.ARCHIVED, actor=SYSTEM, at=now())
        operations.erase(declaration=locked, actor=SYSTEM, reason="test", at=now())
    assert kim.get(received.path).status_code == 404


def test_four_eyes_are_asked_for_where_the_city_wants_them(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any], at: Any
) -> None:
    from configuration.models import ConfigurationVersion
    from configuration.operations import publish

    with bind(wiesbaden), transaction.atomic():
        stored = ConfigurationVersion.objects.order_by("-number").values_list("document", flat=True)[0]
        before = {name: section["value"] for name, section in stored.items()}
        wanted = {**before, "casework": {**before["casework"], "four_eyes": True}}
        publish(raw=wanted, author="test", at=now())
    try:
        kim, toni, received = clerk(wiesbaden), clerk(wiesbaden, name="toni"), case(wiesbaden, at=now())
        kim.send(received.path, f"{received.path}uebernehmen/")
        kim.send(received.path, f"{received.path}feststellen/", result="PROVEN")
        assert "Eine zweite Person muss die Feststellung bestätigen." in kim.text(received.path)
        assert kim.send(f"{received.path}anerkennen/").status_code == 409
        toni.send(received.path, f"{received.path}bestaetigen/")
        assert kim.send(f"{received.path}anerkennen/").status_code == 302
    finally:
        with bind(wiesbaden), transaction.atomic():
            publish(raw=before, author="test", at=now() + timedelta(seconds=1))


def test_names_are_shown_for_who_worked_on_it(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any], at: Any
) -> None:
    toni, received = clerk(wiesbaden, name="toni"), case(wiesbaden)
    with bind(wiesbaden), transaction.atomic():
        review.take_up(case_id=received.id, by=toni.id, at=at)
        assert Declaration.objects.get(id=received.id).assigned_to == toni.id
    page = clerk(wiesbaden).text(received.path)
    assert "Zuständig: Toni Beispiel" in page


def test_the_desk_speaks_english_to_who_wants_it(
    wiesbaden: Any, clerk: Callable[..., Any], case: Callable[..., Any]
) -> None:
    kim, received = clerk(wiesbaden), case(wiesbaden)
    kim.send(received.path, f"{received.path}uebernehmen/")
    kim.browser.cookies["sprache"] = "en"
    for path in (
        "/amt/",
        "/amt/zustellungen/",
        received.path,
        f"{received.path}nachfordern/",
        f"{received.path}berichtigen/",
    ):
        answer = kim.get(path)
        assert answer.status_code == 200
        assert 'lang="en"' in answer.content.decode()
    # what goes out stays in the language of the administration
    assert "Bitte laden Sie" in kim.get(f"{received.path}nachfordern/?art=id_copy").content.decode()
