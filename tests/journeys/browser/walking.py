"""The parts of the journey, as people go them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import FilePayload

from tests.journeys.browser import answers
from tests.journeys.browser.person import Person
from tests.support.files import pdf, photo
from tests.support.platform import Platform

SAVE = "Speichern und weiter"
ONLINE = "Online verbindlich abgeben, mit Online-Ausweis"
OFFICE = "Online vorbereiten und in der Behörde unterschreiben"
WITH_CARD = "Mit dem Online-Ausweis anmelden"
PAYSLIPS = "Lohn- oder Gehaltsabrechnungen"
ID_COPY = "Kopie Ihres Ausweises"
PASSPORT = "Kopie vom Reisepass Ihres Gastes"
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Receipt:
    """``code`` and ``reference`` as they are printed, with spaces between the groups."""

    reference: str
    code: str


def begin(person: Person, start: str, *, postal_code: str, way: str) -> None:
    person.open(start)
    person.follow("Jetzt beginnen")
    person.answer(answers.five_questions(postal_code))
    person.page.get_by_role("radio", name=way).check()
    person.press("Weiter")


def show_card(person: Person, name: str = "ERIKA MUSTERMANN", *, press: str = WITH_CARD) -> None:
    """There and back again."""
    to_the_provider(person, press=press)
    person.page.get_by_role("radio", name=name).check()
    person.press("Identifizieren (Test) – Niveau hoch")
    back_from_the_provider(person)


def back_from_the_provider(person: Person) -> None:
    if person.scripts:
        person.is_taken_to("**/antrag/**")
    else:
        person.press("Zurück zum Antrag")


def to_the_provider(person: Person, *, press: str = WITH_CARD) -> None:
    person.press(press)
    person.press("Weiter zur BundID")
    person.stands_on("Identifizieren")


def section(person: Person, heading: str, given: answers.Answers, *, then: str = SAVE) -> None:
    person.stands_on(heading)
    person.answer(given, then=then)


def answer_all(person: Person, sponsor: answers.Pages, *, child: bool = False) -> None:
    """From the overview through every page of the form, back to the overview."""
    person.follow("Weiter ausfüllen")
    for heading, given in sponsor:
        section(person, heading, given)
    person.follow("Weiter ausfüllen")
    section(person, "Ihr Haushalt", {answers.HOUSEHOLD: child})
    if child:
        section(person, "Person im Haushalt", answers.CHILD, then="Speichern")
        person.reads("Max Mustermann")
        person.press(SAVE)
    money(person)
    person.follow("Weiter ausfüllen")
    for heading, given in answers.GUEST:
        section(person, heading, given)
    person.follow("Weiter ausfüllen")
    for heading, given in answers.stay():
        section(person, heading, given)
    section(person, "Möchten Sie uns noch etwas sagen?", {})


def money(person: Person) -> None:
    section(person, "Wovon leben Sie?", answers.SOURCES)
    section(person, "Ihre Arbeit", answers.WORK)
    section(person, "Ihr Nettoeinkommen", answers.NET)
    section(person, "Ihre Verpflichtungen", answers.OBLIGATIONS)
    section(person, "Andere Verpflichtungserklärungen", answers.NO_OTHER_GUESTS)
    person.stands_on("Reicht das Einkommen?")
    person.reads("Mit diesem Einkommen können Sie voraussichtlich")
    person.follow("Weiter")


def a_pdf(name: str) -> FilePayload:
    return {"name": name, "mimeType": "application/pdf", "buffer": pdf()}


def a_photo(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": photo()}


def upload_papers(person: Person, *, id_copy: bool = False) -> None:
    """Who has not shown the online ID sends a copy of the card."""
    person.follow("Weiter ausfüllen")
    person.stands_on("Nachweise hochladen")
    if id_copy:
        person.upload(ID_COPY, a_photo("ausweis.jpg"))
    person.upload(PAYSLIPS, a_pdf("abrechnungen.pdf"))
    person.upload(PASSPORT, a_photo("IMG_0815.JPG"))
    person.reads("abrechnungen.pdf", "IMG_0815.JPG")
    person.press("Weiter")


def review_and_accept(person: Person) -> None:
    """From the overview to the last page before the declaration."""
    person.follow("Weiter ausfüllen")
    person.stands_on("Alles noch einmal prüfen")
    person.press("Alles stimmt, weiter")
    accept(person)


def accept(person: Person) -> None:
    person.stands_on("Wozu Sie sich verpflichten")
    assert not any(box.is_checked() for box in person.page.get_by_role("checkbox").all()), "ticked beforehand"
    person.tick_all()
    person.press("Weiter")


def pay(person: Person) -> None:
    """From the page that asks for the fee to the receipt."""
    person.press("29,00 € bezahlen")
    person.stands_on("Zahlung an")
    person.press("Bezahlen (Test)")


def read_receipt(person: Person) -> Receipt:
    person.stands_on("Ihr Antrag ist bei uns")
    return Receipt(reference_on(person), code_on(person))


def reference_on(person: Person) -> str:
    return _found(person, r"Vorgangsnummer (\w{4} \w{4} \w{4})")


def code_on(person: Person) -> str:
    return _found(person, r"Ihr Code (\w{4} \w{4})")


def _found(person: Person, pattern: str) -> str:
    found = re.search(pattern, person.text)
    assert found, person.text
    return found[1]


def link_in_mail(platform: Platform, recipient: str, subject: str) -> str:
    """The address in the newest mail with this subject, once it is there."""
    mail = platform.wait_for(f"mail „{subject}“", lambda: platform.mails(recipient, subject))[0]
    found = _ADDRESS.search(mail.body("plain") or "")
    assert found, "no link in the mail"
    return found[0]


def enter_code(person: Person, code: str) -> None:
    person.answer({"Ihr Code": code}, then="Öffnen")


def sign_in_at_desk(clerk: Person, desk: str, login: str, password: str) -> None:
    clerk.open(desk)
    clerk.answer({"E-Mail-Adresse": login, "Passwort": password}, then="Anmelden")
    clerk.stands_on("Fälle")
