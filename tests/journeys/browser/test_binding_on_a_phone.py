"""Offenbach, binding with the online ID, on a phone and without scripts, from the start page to the outcome."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from config.demo import PASSWORD
from tests.journeys.browser import answers, walking
from tests.journeys.browser.walking import link_in_mail
from tests.support.platform import Platform

MAIL = "erika.offenbach@example.org"
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("accessibility")]


def test_a_sponsor_declares_bindingly_pays_and_learns_the_outcome(platform: Platform, arrive: Any) -> None:
    erika = arrive(scripts=False, phone=True)
    walking.begin(erika, platform.address("offenbach"), postal_code="63065", way=walking.ONLINE)
    walking.show_card(erika)
    erika.reads("Sie sind angemeldet")
    erika.follow("Weiter")

    walking.answer_all(erika, answers.sponsor_after_the_card(MAIL), child=True)
    walking.upload_papers(erika)

    erika.follow("Weiter ausfüllen")
    erika.reads("Zum Teil aus Ihrem Online-Ausweis", "Max", "Ankara", "abrechnungen.pdf")
    erika.change("Der Aufenthalt")
    erika.answer({"Dauer in Tagen": "45"}, then=walking.SAVE)
    erika.stands_on("Alles noch einmal prüfen")
    erika.reads("Dauer in Tagen 45")
    erika.press("Alles stimmt, weiter")
    erika.reads("Muster", "fünf Jahre lang", "§ 68 Abs. 1 AufenthG")
    walking.accept(erika)

    erika.stands_on("Halten Sie kurz inne")
    assert not erika.page.get_by_role("button", name="Verbindlich erklären").count(), "signed without the card"
    walking.show_card(erika)
    erika.press("Verbindlich erklären")

    erika.reads("Er gilt erst als eingegangen, wenn die Gebühr bezahlt ist.")
    assert not platform.messages("offenbach", walking.reference_on(erika)), "delivered before it was paid"
    walking.pay(erika)
    erika.reads("Bezahlt: 29,00 €")
    assert "Zahlung offen (jetzt)" not in erika.text
    receipt = walking.read_receipt(erika)

    reader = arrive(scripts=False, phone=True)
    reader.open(link_in_mail(platform, MAIL, "Ihr Antrag ist eingegangen"))
    reader.reads(receipt.reference)
    assert "abrechnungen.pdf" not in reader.text
    assert "Mustermann" not in reader.text
    walking.enter_code(reader, receipt.code)
    reader.reads("abrechnungen.pdf")
    _summary_is_a_pdf(platform, erika)

    message = _message(platform, receipt.reference)
    _is_valid(platform, message)
    assert message.xpath("string(//*[local-name()='rechtsverbindlicheVE'])") == "true"

    clerk = arrive(scripts=False)
    walking.sign_in_at_desk(
        clerk, platform.address("offenbach", "/amt/"), "sachbearbeitung@offenbach.example", PASSWORD
    )
    clerk.follow(receipt.reference)
    clerk.stands_on("Erika Mustermann für Ayşe Şahin")
    clerk.press("Anerkannt melden")

    platform.wait_for("invitation", lambda: platform.mails(MAIL, "Termin"))
    reader.page.reload()
    reader.stands_on("Gute Nachricht")


def _summary_is_a_pdf(platform: Platform, erika: Any) -> None:
    def ready() -> bool:
        erika.page.reload()
        return bool(erika.page.get_by_role("link", name="Alle Ihre Angaben als PDF").count())

    platform.wait_for("copy as PDF", ready)
    with erika.page.expect_response(lambda answer: "dateien." in answer.url) as answer:
        erika.page.get_by_role("link", name="Alle Ihre Angaben als PDF").click()
    assert platform.fetch(answer.value.url).startswith(b"%PDF-")


def _message(platform: Platform, reference: str) -> Any:
    (path,) = platform.wait_for("message in the folder", lambda: platform.messages("offenbach", reference))
    assert path.with_suffix(".pdf").is_file()
    return etree.parse(path)


def _is_valid(platform: Platform, message: Any) -> None:
    folder = platform.settings.get("XAUSLAENDER_SCHEMA_DIR")
    if not folder:
        warnings.warn("THE OFFICIAL SCHEMAS ARE NOT HERE: THE MESSAGE WAS NOT VALIDATED", stacklevel=2)
        return
    schema = etree.XMLSchema(etree.parse(Path(folder) / "xauslaender-nachrichten-ozg.subset.xsd"))
    schema.assertValid(message)
