"""Wiesbaden, prepared online and signed at the office, with scripts, on two computers, with a question in between."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from config.demo import PASSWORD
from tests.journeys.browser import answers, walking
from tests.journeys.browser.person import Person
from tests.support.platform import Platform

MAIL = "joerg.muster@example.org"
pytestmark = pytest.mark.browser


def test_a_sponsor_pauses_goes_on_elsewhere_pays_answers_a_question_and_is_invited_to_sign(
    platform: Platform, arrive: Any
) -> None:
    at_work = arrive()
    walking.begin(at_work, platform.address("wiesbaden"), postal_code="65183", way=walking.OFFICE)
    sponsor = answers.sponsor(MAIL, place="Wiesbaden", postal_code="65183")
    name, birth, address, _contact, document = sponsor  # the pause asked for the address of the mail already
    at_work.follow("Weiter ausfüllen")
    walking.section(at_work, *name)
    code = _pause(at_work)

    joerg = arrive()
    _go_on_elsewhere(platform, joerg, code)
    _mistake(joerg)
    walking.answer_all(joerg, [birth, address, document])
    walking.upload_papers(joerg, id_copy=True)
    walking.review_and_accept(joerg)
    joerg.reads("Damit binden Sie sich noch nicht.")
    joerg.press("Zur Prüfung einreichen")
    walking.pay(joerg)
    receipt = walking.read_receipt(joerg)
    joerg.reads("Noch sind Sie an nichts gebunden.")

    clerk = arrive()
    walking.sign_in_at_desk(
        clerk, platform.address("wiesbaden", "/amt/"), "sachbearbeitung@wiesbaden.example", PASSWORD
    )
    clerk.follow(receipt.reference)
    clerk.press("In Prüfung nehmen")
    clerk.follow("Nachfordern")
    clerk.answer({"Ihre Frage": "Bitte schicken Sie die Bescheinigung Ihres Arbeitgebers."}, then="Frage senden")

    _answer(platform, joerg, receipt)
    assert not platform.messages("wiesbaden", receipt.reference), "delivered before anybody decided"
    _approve(clerk)
    delivered = platform.wait_for("message", lambda: platform.messages("wiesbaden", receipt.reference))
    assert len(delivered) == 1
    joerg.page.reload()
    joerg.stands_on("Jetzt fehlt nur noch Ihre Unterschrift")


def _pause(person: Person) -> str:
    """Leaves in the middle of a page; what was typed stays."""
    person.page.get_by_label("Geburtsort", exact=True).fill("Kassel")
    person.press("Speichern und später weitermachen")
    person.answer({"E-Mail-Adresse": MAIL}, then="Link schicken")
    code = walking.code_on(person)
    person.follow("Fertig: alles in diesem Browser vergessen")
    person.press("Fertig, alles vergessen")
    person.page.go_back()
    assert "Kassel" not in person.text
    return code


def _go_on_elsewhere(platform: Platform, person: Person, code: str) -> None:
    mail = platform.wait_for("mail with the link", lambda: platform.mails(MAIL))[0]
    assert code not in str(mail.body("plain"))
    assert code.replace(" ", "") not in str(mail.body("plain"))
    link = re.search(r"https?://\S+", str(mail.body("plain")))
    assert link
    person.open(link[0])
    assert "Kassel" not in person.text
    walking.enter_code(person, code)
    person.stands_on("Ihr Antrag")


def _mistake(person: Person) -> None:
    """The summary takes the focus, each field says what is wrong with it, and what was typed is still there."""
    person.follow("Geburt und Staatsangehörigkeit")
    expect(person.page.get_by_label("Geburtsort", exact=True)).to_have_value("Kassel")
    person.answer({"Geburtsdatum": "31.2.1980"}, then=walking.SAVE)
    summary = person.page.get_by_role("group", name=re.compile("Bitte prüfen Sie"))
    expect(summary).to_be_focused()
    assert person.page.title().startswith("Fehler:")
    expect(person.page.get_by_label("Geburtsort", exact=True)).to_have_value("Kassel")
    expect(person.page.get_by_role("group", name="Geburtsdatum").get_by_label("Tag")).to_have_value("31")
    summary.get_by_role("link").first.click()
    expect(person.page.get_by_role("group", name="Geburtsdatum").get_by_label("Tag")).to_be_focused()
    person.follow("Zur Übersicht")


def _answer(platform: Platform, person: Person, receipt: walking.Receipt) -> None:
    platform.wait_for("mail about the question", lambda: platform.mails(MAIL, "Neues"))
    person.open(walking.link_in_mail(platform, MAIL, "Ihr Antrag ist eingegangen"))
    person.stands_on("Wir brauchen noch etwas von Ihnen")
    assert "Arbeitgebers" not in person.text
    walking.enter_code(person, receipt.code)
    person.reads("Bitte schicken Sie die Bescheinigung Ihres Arbeitgebers.")
    part = person.part("Wir brauchen noch etwas von Ihnen")
    part.locator("input[type=file]").set_input_files(walking.a_photo("arbeitgeber.jpg"))
    person.press("Antwort senden")
    person.stands_on("Ihr Antrag wird geprüft")


def _approve(clerk: Person) -> None:
    clerk.page.reload()
    clerk.reads("Die Antwort ist da.", "arbeitgeber.jpg")
    clerk.answer({"Die Bonität ist": "nachgewiesen"}, then="Feststellen")
    clerk.follow("Anerkennen")
    clerk.reads("festgestellt von Kim Beispiel")
    clerk.press("Anerkennen")
