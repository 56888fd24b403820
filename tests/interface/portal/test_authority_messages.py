"""What the sponsor sees and can do when the office works in its own system."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from kernel.clock import now
from tenants.binding import bind
from tests.interface.portal.walking import text_of
from tests.support import cases
from tests.support.incoming import file
from tests.support.returned import FIXED, QUESTION, STATUS, There, arrive, said, there


@pytest.fixture(autouse=True)
def without_schemas(settings: Any) -> None:
    settings.XAUSLAENDER_SCHEMA_DIR = ""


@pytest.fixture
def case(offenbach: Any, wiesbaden: Any, at: datetime) -> There:
    there(wiesbaden, at=at)
    return there(offenbach, at=at)


@pytest.fixture
def sponsor(case: There, browse: Any) -> Client:
    """With the link and the code."""
    browser: Client = browse(case.city)
    assert browser.post(f"/a/{case.link}/", {"code": case.code}).status_code == 302
    return browser


def page(browser: Client, case: There) -> str:
    answer = browser.get(f"/a/{case.link}/")
    assert answer.status_code == 200
    return text_of(answer)


def test_a_question_is_read_and_answered_online_with_an_upload(case: There, sponsor: Client, browse: Any) -> None:
    from connectors.models import Delivery

    body = (
        QUESTION.format("Bitte schicken Sie den Mietvertrag.")
        + f"<x:fristdatum>2026-12-15</x:fristdatum>{file('anlage')}"
    )
    arrive(case.city, said(case, "130102", body), at=now())
    shown = page(sponsor, case)
    for words in (
        "den Mietvertrag",
        "Bitte antworten Sie bis 15. Dezember 2026",
        "kann eine Ablehnung sein",
        "Anlage der",
    ):
        assert words in shown
    assert "Mietvertrag" not in page(browse(case.city), case), "the link alone tells nothing"
    [question] = sponsor.get(f"/a/{case.link}/").context["questions"]
    name, upload = question.form.prefix, SimpleUploadedFile("miete.pdf", cases.small_pdf() + b"\n", "application/pdf")
    data = {f"{name}-text": "Hier ist er.", f"{name}-uploads": upload}
    assert sponsor.post(f"/a/{case.link}/antwort/{question.request.id}/", data).status_code == 302
    cases.work(case.city, at=now())
    assert "Ihre Antwort vom" in page(sponsor, case)
    with bind(case.city):
        assert Delivery.objects.filter(message_type="130103").count() == 1
    assert case.state == "with_authority_system"


def test_a_day_that_has_passed_frightens_nobody_away(case: There, sponsor: Client) -> None:
    body = QUESTION.format("Wo?") + "<x:fristdatum>2026-11-20</x:fristdatum>"
    arrive(case.city, said(case, "130102", body), at=now())
    assert "Antworten Sie bitte trotzdem" in page(sponsor, case)


def test_status_and_appointment_stand_in_plain_german(case: There, sponsor: Client, browse: Any) -> None:
    arrive(case.city, said(case, "130104", STATUS.format("07")), at=now())
    extra = "<x:onlinevergabe>https://termine.example/x</x:onlinevergabe><x:weitereHinweise>Bitte den Ausweis.</x:weitereHinweise>"
    arrive(case.city, said(case, "130105", FIXED + extra + file("gebuehrenmitteilung")), at=now())
    shown = page(sponsor, case)
    for words in (
        "Ihre Unterlagen sind vollständig angekommen.", "Freitag, 18. Dezember 2026, 09:30 Uhr, bis 10:00", "Berliner Straße 100",
        "Zimmer 12", "Bitte den Ausweis.", "https://termine.example/x", "Hinweis zur Gebühr", "direkt dort",
    ):  # fmt: skip
        assert words in shown
    link = page(browse(case.city), case)
    assert "Ihre Unterlagen sind vollständig angekommen." in link
    assert "Zimmer 12" not in link


def test_the_appointment_can_be_taken_into_a_calendar(case: There, sponsor: Client, browse: Any) -> None:
    from casework.models import AuthorityMessage

    arrive(case.city, said(case, "130105", FIXED), at=now())
    with bind(case.city):
        told = AuthorityMessage.objects.get().id
    address = f"/a/{case.link}/termin/{told}.ics"
    assert b"BEGIN:VEVENT" in sponsor.get(address).content
    assert browse(case.city).get(address).status_code == 302


def test_withdrawing_says_that_the_office_is_told(case: There, sponsor: Client) -> None:
    from connectors.models import Delivery

    with bind(case.city):
        Delivery.objects.update(state="failed", settled_at=None)
    assert "hat Ihren Antrag schon" in text_of(sponsor.get(f"/a/{case.link}/zurueckziehen/"))
    sponsor.post(f"/a/{case.link}/zurueckziehen/")
    cases.work(case.city, at=now())
    assert "Wir sagen der Ausländerbehörde Bescheid" in page(sponsor, case)
    with bind(case.city):
        assert Delivery.objects.get(message_type="130111").state == "queued", "it waits for the declaration"
        Delivery.objects.update(state="delivered", receipt="r", settled_at=now(), next_try_at=None)
    arrive(case.city, said(case, "130107", "<x:rueckmeldung>Ist notiert.</x:rueckmeldung>"), at=now())
    shown = page(sponsor, case)
    assert "weiß seit dem 22. November 2026 Bescheid" in shown
    assert "Ist notiert." in shown


def not_competent(case: There, authority: str) -> None:
    body = f"<x:hinweis>Wir sind nicht zuständig.</x:hinweis><x:zustaendigeABH>{authority}</x:zustaendigeABH>"
    arrive(case.city, said(case, "130109", body), at=now())


@pytest.mark.parametrize("name", ["Landeshauptstadt Wiesbaden, Ausländerbehörde", "azr:030700", "ABH Wiesbaden"])
def test_one_click_carries_everything_to_the_right_office_as_a_draft(
    name: str, case: There, sponsor: Client, wiesbaden: Any, browse: Any
) -> None:
    from audit.operations import SPONSOR
    from declarations.models import Declaration
    from declarations.operations import answers_of
    from documents.operations import accept_upload
    from documents.queries import kinds_present

    with bind(case.city):
        accept_upload(case_id=case.id, kind="pay_slips", name="a.pdf", content=cases.small_pdf(), by=SPONSOR, at=now())
    not_competent(case, name)
    shown = page(sponsor, case)
    assert "Wir sind nicht zuständig." in shown
    assert "Meine Angaben zu Wiesbaden mitnehmen" in shown
    for _click in range(2):
        assert sponsor.post(f"/a/{case.link}/mitnehmen/").status_code == 302
    cases.work(case.city, at=now())
    with bind(wiesbaden):
        [draft] = Declaration.objects.filter(state="draft")
        answers = answers_of(draft)
        assert kinds_present(draft.id) == {"pay_slips"}
    assert answers["guest"]["name"]["family_name"] == "Şahin"
    shown = page(sponsor, case)
    assert "Sie liegen als Entwurf bei Wiesbaden" in shown
    link, code = opened_in(wiesbaden)
    assert link in shown
    elsewhere: Client = browse(wiesbaden)
    assert elsewhere.post(link, {"code": code})["Location"] == "/antrag/"
    assert "Şahin" in text_of(elsewhere.get("/antrag/angaben/name-des-gastes/"))
    assert case.state == "forwarded"


def opened_in(city: Any) -> tuple[str, str]:
    from declarations.access import access_of
    from declarations.models import Declaration

    with bind(city):
        found = access_of(Declaration.objects.get(state="draft"))
    return f"/a/{found.link}/", found.code


@pytest.mark.parametrize("name", ["Landkreis Musterland", "Landkreis Wiesbaden", "Offenbach am Main", ""])
def test_where_the_right_office_is_not_here_the_data_can_be_taken_as_a_file(
    name: str, case: There, sponsor: Client, wiesbaden: Any
) -> None:
    from declarations.models import Declaration

    not_competent(case, name)
    shown = page(sponsor, case)
    assert "mitnehmen." in shown
    assert "als Entwurf bei" not in shown
    assert name in shown
    sponsor.post(f"/a/{case.link}/mitnehmen/")
    with bind(wiesbaden):
        assert not Declaration.objects.filter(state="draft").exists()
    answer = sponsor.get(f"/a/{case.link}/angaben.json")
    told = json.loads(answer.content)
    assert told["answers"]["guest"]["name"]["family_name"] == "Şahin"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]


def test_nothing_is_carried_while_the_office_is_responsible_or_without_the_code(
    case: There, sponsor: Client, wiesbaden: Any, browse: Any
) -> None:
    from declarations.models import Declaration

    sponsor.post(f"/a/{case.link}/mitnehmen/")
    assert sponsor.get(f"/a/{case.link}/angaben.json").status_code == 302
    not_competent(case, "Wiesbaden")
    browse(case.city).post(f"/a/{case.link}/mitnehmen/")
    with bind(wiesbaden):
        assert not Declaration.objects.filter(state="draft").exists()


def test_a_clerks_referral_is_carried_the_same_way(wiesbaden: Any, offenbach: Any, at: datetime, browse: Any) -> None:
    from casework import review
    from declarations.models import Declaration

    case = there(wiesbaden, at=at, state="in_review")
    with bind(wiesbaden), transaction.atomic():
        review.forward(case_id=case.id, authority="Stadt Offenbach am Main", by=1, at=now())
    cases.work(wiesbaden, at=now())
    browser: Client = browse(wiesbaden)
    browser.post(f"/a/{case.link}/", {"code": case.code})
    assert "Stadt Offenbach am Main" in page(browser, case)
    browser.post(f"/a/{case.link}/mitnehmen/")
    with bind(offenbach):
        assert Declaration.objects.filter(state="draft").count() == 1


def test_a_crash_in_the_midst_of_carrying_makes_no_second_draft(
    case: There, sponsor: Client, wiesbaden: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from declarations.models import Declaration

    not_competent(case, "Wiesbaden")
    monkeypatch.setattr("casework.carrying.record", lambda **_given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sponsor.post(f"/a/{case.link}/mitnehmen/")
    monkeypatch.undo()
    sponsor.post(f"/a/{case.link}/mitnehmen/")
    with bind(wiesbaden):
        assert Declaration.objects.filter(state="draft").count() == 1


def test_ended_without_a_report_is_told_as_no_decision(
    case: There, sponsor: Client, that_day: Any, at: datetime
) -> None:
    from declarations.operations import locked
    from outbox.operations import record

    with bind(case.city), transaction.atomic():
        record(name="declaration.with_authority_system", subject_id=locked(case.id).id, at=at)
    cases.work(case.city, at=at)
    that_day.move_to(at + timedelta(days=121))
    cases.work(case.city, at=now())
    assert case.state == "closed_by_time"
    assert "hat kein Ergebnis gemeldet" in page(sponsor, case)
