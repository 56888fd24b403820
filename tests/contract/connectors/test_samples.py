"""The sample messages of the standard's page, which lie outside the repository: what comes in is read as it was meant, and
what goes out looks like the samples of what goes out."""

from __future__ import annotations

import warnings
from datetime import date, time
from pathlib import Path
from uuid import UUID

import pytest
from lxml import etree

from tests.support.incoming import SAMPLES


@pytest.fixture(scope="module", autouse=True)
def samples() -> Path:
    if not SAMPLES.is_dir():
        warnings.warn("NO SAMPLE MESSAGE WAS READ: the samples are not at hand", UserWarning, stacklevel=1)
        pytest.skip("NO SAMPLE MESSAGE WAS READ: the samples are not at hand")
    return SAMPLES


def body(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def test_every_sample_is_read_or_refused_as_a_message_of_ours() -> None:
    from connectors.xauslaender.incoming import UnableToRead
    from connectors.xauslaender.reading import read

    ours = {"130103", "130111", "130201"}
    found = sorted(SAMPLES.glob("13*.xml"))
    assert len(found) >= 9
    for sample in found:
        kind = sample.name[:6]
        if kind in ours:
            with pytest.raises(UnableToRead, match="unknown_type"):
                read(sample.read_bytes())
        else:
            head = read(sample.read_bytes()).head
            assert head.kind == kind
            assert head.reference == "VE-2026-000123"
            assert head.author.identifier == "azr:030600"
            assert head.test


def test_the_question_and_the_status() -> None:
    from connectors.xauslaender.incoming import Question, Status, StatusCode
    from connectors.xauslaender.reading import read

    question, status = read(body("130102_frage.xml")), read(body("130104_status01.xml"))
    assert isinstance(question, Question)
    assert question.text == "Bitte reichen Sie die Gehaltsabrechnung November nach."
    assert (question.due_on, question.attachment) == (date(2026, 12, 15), None)
    assert question.head.answers == UUID("11111111-1111-4111-8111-111111111111")
    assert isinstance(status, Status)
    assert status.status is StatusCode.RECEIVED


def test_the_appointment() -> None:
    from connectors.xauslaender.incoming import Appointment
    from connectors.xauslaender.reading import read

    found = read(body("130105_termin.xml"))
    assert isinstance(found, Appointment)
    assert (found.day, found.begins, found.ends) == (date(2026, 12, 18), time(10, 30), time(10, 45))
    assert (found.place, found.place_hint) == ("Berliner Straße 100, 63065 Offenbach am Main", "Zimmer 12")
    assert found.booking_url == "https://termine.example/abholung"
    assert found.hint == "Bitte bringen Sie Ihren Ausweis mit."


def test_the_answer_to_a_withdrawal_and_not_competent() -> None:
    from connectors.xauslaender.incoming import NotCompetent, WithdrawalNoted
    from connectors.xauslaender.reading import read

    noted, other = read(body("130107_ruecknahmereaktion.xml")), read(body("130109_unzustaendig.xml"))
    assert isinstance(noted, WithdrawalNoted)
    assert noted.text == "Die Rücknahme wurde vermerkt."
    assert isinstance(other, NotCompetent)
    assert other.competent == "OB Wiesbaden"


def outline(xml: bytes) -> list[str]:
    """The elements below the root's head, in their order."""
    root = etree.fromstring(xml)
    heads = {"nachrichtenkopf.g2g", "anschrift.leser", "anschrift.autor"}
    return [
        etree.QName(element).localname
        for part in root
        if etree.QName(part).localname not in heads
        for element in part.iter()
    ]
