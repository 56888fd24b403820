"""Pause, link and code: the link alone shows the state, the code opens the rest, and never both in one mail."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from casework import letterbox, requests
from declarations import operations
from declarations.access import access_of
from declarations.models import AccessAttempt, Declaration
from declarations.states import State
from kernel.clock import now
from notifications.models import Mail
from tenants.binding import bind
from tests.interface.portal.walking import Sponsor, text_of
from tests.support import cases
from tests.support.cases import small_pdf

PAUSE = "/antrag/pause/"


@pytest.fixture
def draft(offenbach: Any, someone: Any) -> Sponsor:
    found: Sponsor = someone(offenbach)
    found.begin()
    found.answer("sponsor.name")
    return found


@pytest.fixture
def received(offenbach: Any) -> uuid.UUID:
    """A case that the office has begun to look at."""
    filed = cases.file(offenbach, at=now())
    cases.pay(offenbach, filed.case_id, at=now())
    cases.work(offenbach, at=now())
    return uuid.UUID(str(filed.case_id))


def access(city: Any) -> tuple[str, str]:
    with bind(city):
        found = access_of(Declaration.objects.get())
    return f"/a/{found.link}/", found.code


def ask(city: Any, case_id: uuid.UUID, text: str = "Bitte schicken Sie den Mietvertrag.") -> None:
    with bind(city), transaction.atomic():
        case = operations.locked(case_id)
        requests.ask(case=case, kind="more", text=text, days=14, by=None, at=now(), document_kind="housing_proof")


def enter(browser: Client, city: Any) -> str:
    link, code = access(city)
    answer = browser.post(link, {"code": f"{code[:4]} {code[4:].lower()}"})
    assert answer.status_code == 302
    return link


def test_the_pause_shows_the_code_and_mails_only_the_link(draft: Sponsor, mailoutbox: Any) -> None:
    page = text_of(draft.browser.get(PAUSE))
    link, code = access(draft.city)
    assert f"{code[:4]} {code[4:]}" in page
    draft.browser.post(PAUSE, {"email": "erika.mustermann@example.org"})
    with bind(draft.city):
        mail = Mail.objects.get()
        from notifications.operations import send

        send(mail_id=mail.id, at=now())
    (sent,) = mailoutbox
    assert link in sent.body
    assert code not in sent.body + sent.subject
    assert f"{code[:4]} {code[4:]}" not in sent.body
    assert "Mustermann" not in sent.subject
    assert "Wir haben Ihnen den Link geschickt" in text_of(draft.browser.get(PAUSE))


def test_the_pause_wants_a_real_address_and_remembers_it(draft: Sponsor) -> None:
    assert "<title>Fehler:" in text_of(draft.browser.post(PAUSE, {"email": "erika@"}))
    draft.browser.post(PAUSE, {"email": "erika.mustermann@example.org"})
    with bind(draft.city):
        assert letterbox.address_of(Declaration.objects.get()) == "erika.mustermann@example.org"


def test_clicking_again_and_again_sends_no_shower_of_mails(draft: Sponsor, that_day: Any, at: Any) -> None:
    for click in range(12):
        draft.browser.post(PAUSE, {"email": "erika.mustermann@example.org"})
        if click > 2:
            that_day.move_to(at + timedelta(minutes=10 * click))
    with bind(draft.city):
        assert 2 <= Mail.objects.count() <= 6


def test_another_device_goes_on_with_link_and_code(draft: Sponsor, browse: Any) -> None:
    link, code = access(draft.city)
    phone: Client = browse(draft.city)
    page = text_of(phone.get(link))
    assert "Ihr Antrag ist noch nicht abgegeben" in page
    assert "Mustermann" not in page
    assert phone.get("/antrag/").status_code == 404
    assert phone.post(link, {"code": code.lower()})["Location"] == "/antrag/"
    assert "Mustermann" in text_of(phone.get("/antrag/angaben/ihr-name/"))


def test_what_is_still_to_be_paid_can_be_paid_on_another_device(offenbach: Any, someone: Any, browse: Any) -> None:
    sponsor = someone(offenbach)
    sponsor.up_to_the_last_click()
    sponsor.hand_in()
    phone: Client = browse(offenbach)
    link = access(offenbach)[0]
    assert "Es fehlt noch die Zahlung" in text_of(phone.get(link))
    assert "/antrag/zahlung/" not in text_of(phone.get(link))
    enter(phone, offenbach)
    assert "/antrag/zahlung/" in text_of(phone.get(link))
    assert "29,00" in text_of(phone.get("/antrag/zahlung/"))


def test_a_wrong_code_is_counted_and_slows_down(draft: Sponsor, browse: Any, that_day: Any, at: Any) -> None:
    link, code = access(draft.city)
    stranger: Client = browse(draft.city)
    for _guess in range(8):
        assert "Dieser Code passt nicht" in text_of(stranger.post(link, {"code": "00000000"}))
    with bind(draft.city):
        assert AccessAttempt.objects.count() == 8
    assert "zu viele Versuche" in text_of(stranger.post(link, {"code": code}))
    that_day.move_to(at + timedelta(minutes=30))
    assert stranger.post(link, {"code": code}).status_code == 302


def test_an_unknown_link_shows_the_way_back(offenbach: Any, browse: Any) -> None:
    page = browse(offenbach).get("/a/gibt-es-nicht/")
    assert page.status_code == 404
    assert "Diesen Link gibt es nicht" in text_of(page)


def test_the_link_of_one_city_opens_nothing_in_the_other(draft: Sponsor, wiesbaden: Any, browse: Any) -> None:
    link, _code = access(draft.city)
    assert browse(wiesbaden).get(link).status_code == 404


def test_the_link_alone_shows_the_state_and_nothing_of_the_person(offenbach: Any, received: Any, browse: Any) -> None:
    ask(offenbach, received)
    link, _code = access(offenbach)
    stranger: Client = browse(offenbach)
    page = stranger.get(link)
    body = text_of(page)
    assert "Der Weg Ihres Antrags" in body
    assert "Antrag eingegangen" in body
    for secret in ("Mustermann", "Mietvertrag", "pay_slips.pdf", "erika"):
        assert secret not in body
    assert page["Cache-Control"] == "no-store, private"
    for inner in ("zurueckziehen/", f"dokument/{uuid.uuid4()}/"):
        assert stranger.get(f"{link}{inner}")["Location"] == link
    assert stranger.post(f"{link}antwort/{uuid.uuid4()}/", {})["Location"] == link


def test_with_the_code_documents_open_on_the_host_for_files(offenbach: Any, received: Any, browse: Any) -> None:
    browser: Client = browse(offenbach)
    link = enter(browser, offenbach)
    body = text_of(browser.get(link))
    assert "Eingangsbestätigung" in body
    assert "pay_slips.pdf" in body
    address = body.split(f"{link}dokument/")[1].split('"')[0]
    assert "//dateien.localhost" in browser.get(f"{link}dokument/{address}")["Location"]


def test_a_question_is_answered_with_words_and_files(offenbach: Any, received: Any, browse: Any) -> None:
    ask(offenbach, received)
    browser: Client = browse(offenbach)
    link = enter(browser, offenbach)
    page = browser.get(link)
    assert "Bitte schicken Sie den Mietvertrag." in text_of(page)
    question = page.context["questions"][0]
    address = f"{link}antwort/{question.request.id}/"
    prefix = question.form.prefix
    assert "Schreiben Sie eine Antwort" in text_of(browser.post(address, {f"{prefix}-text": " "}))
    file = SimpleUploadedFile("mietvertrag.pdf", small_pdf() + b"\n")
    data = {f"{prefix}-text": "Hier ist er.", f"{prefix}-uploads": file}
    for _click in range(2):
        assert browser.post(address, data)["Location"] == link
        file.seek(0)
    body = text_of(browser.get(link))
    assert "Hier ist er." in body
    assert "mietvertrag.pdf" in body
    with bind(offenbach):
        answered = requests.views_of(Declaration.objects.get())
    assert [view.answer for view in answered] == ["Hier ist er."]


def test_a_bad_file_keeps_the_words_of_the_answer(offenbach: Any, received: Any, browse: Any) -> None:
    ask(offenbach, received)
    browser: Client = browse(offenbach)
    link = enter(browser, offenbach)
    question = browser.get(link).context["questions"][0]
    prefix = question.form.prefix
    data = {f"{prefix}-text": "Hier ist er.", f"{prefix}-uploads": SimpleUploadedFile("x.exe", b"MZ")}
    page = browser.post(f"{link}antwort/{question.request.id}/", data)
    assert page.status_code == 200
    assert "Hier ist er." in text_of(page)
    assert "x.exe" in text_of(page)


def test_withdrawing_asks_once(offenbach: Any, received: Any, browse: Any) -> None:
    browser: Client = browse(offenbach)
    link = enter(browser, offenbach)
    assert "Möchten Sie den Antrag zurückziehen?" in text_of(browser.get(f"{link}zurueckziehen/"))
    for _click in range(2):
        assert browser.post(f"{link}zurueckziehen/")["Location"] == link
    with bind(offenbach):
        assert Declaration.objects.get().state == State.WITHDRAWN
    assert "Sie haben den Antrag zurückgezogen" in text_of(browser.get(link))


def test_finish_forgets_everything_and_says_so(draft: Sponsor) -> None:
    assert "Haben Sie Code und Link?" in text_of(draft.browser.get("/fertig/"))
    page = draft.browser.post("/fertig/")
    assert "nichts mehr von Ihnen gespeichert" in text_of(page)
    assert draft.browser.get("/antrag/").status_code == 404
    with bind(draft.city):
        assert Declaration.objects.count() == 1


def test_a_draft_whose_time_is_over_is_not_opened(draft: Sponsor, that_day: Any, at: Any) -> None:
    that_day.move_to(at + timedelta(days=31))
    assert draft.browser.get("/antrag/").status_code == 404
