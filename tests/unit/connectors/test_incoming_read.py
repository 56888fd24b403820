"""What the authority's messages say, with the schema and without it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import pytest

from tests.support import cases
from tests.support.incoming import MESSAGE_ID, OURS, file, message

QUESTION = "<x:frage>Bitte reichen Sie nach:\n die  Abrechnung.</x:frage>"
STATUS = "<x:status listURI='urn:xoev-de:xauslaender:codeliste:ozg.status' listVersionID='4'><code>{}</code></x:status>"
FIXED = (
    "<x:strukturierteTermininformationen><x:datum>2026-12-18</x:datum><x:uhrzeitAb>{}</x:uhrzeitAb><x:ort>"
    "<hausnummer>100</hausnummer><hausnummerBuchstabeZusatzziffer>b</hausnummerBuchstabeZusatzziffer>"
    "<postleitzahl>63065</postleitzahl><strasse>Berliner Straße</strasse><wohnort>Offenbach am Main</wohnort></x:ort>"
    "<x:weitereAngabenZumOrt>Zimmer 12</x:weitereAngabenZumOrt></x:strukturierteTermininformationen>"
)


@pytest.fixture(params=["with the schema", "without"], autouse=True)
def schema_at_hand(request: Any, settings: Any) -> bool:
    """Everything is read the same where the schema is not at hand."""
    from connectors.xauslaender import schema

    if request.param == "without":
        settings.XAUSLAENDER_SCHEMA_DIR = ""
    elif schema.why_not():
        pytest.skip("the XAusländer schemas are not at hand")
    return bool(request.param == "with the schema")


def test_a_question_with_its_day_and_its_file(schema_at_hand: bool) -> None:
    from connectors.xauslaender.incoming import Kind, Question
    from connectors.xauslaender.reading import read

    asked = read(message("130102", f"{QUESTION}<x:fristdatum>2026-12-15</x:fristdatum>{file('anlage')}"))
    assert isinstance(asked, Question)
    assert (asked.text, asked.due_on) == ("Bitte reichen Sie nach:\ndie Abrechnung.", date(2026, 12, 15))
    assert asked.attachment is not None
    assert (asked.attachment.media_type, asked.attachment.content) == ("application/pdf", cases.small_pdf())
    head = asked.head
    assert (head.kind, head.message_id, head.version) == (Kind.QUESTION, UUID(MESSAGE_ID), "26.11")
    assert (head.reference, head.answers) == ("0123456789AB", UUID(OURS))
    assert (head.reader.identifier, head.author.identifier) == ("alp:06000000001", "azr:030600")
    assert head.created_at == datetime(2026, 11, 22, 8, 15, tzinfo=UTC)
    assert head.test
    assert head.validated is schema_at_hand


def test_neither_words_nor_files_show_in_the_text_form() -> None:
    from connectors.xauslaender.reading import read

    shown = repr(read(message("130102", f"{QUESTION}{file('anlage')}")))
    assert "Abrechnung" not in shown
    assert "PDF-" not in shown


def test_a_message_without_the_attribute_test_is_real() -> None:
    from connectors.xauslaender.reading import read

    assert not read(message("130102", QUESTION, test="")).head.test


@pytest.mark.parametrize(("code", "known"), [("01", True), ("07", True), ("04", False), ("99", False)])
def test_a_status_that_is_not_in_our_list_is_told_and_not_guessed(code: str, known: bool) -> None:
    from connectors.xauslaender.incoming import Status
    from connectors.xauslaender.reading import read

    found = read(message("130104", STATUS.format(code) + file("anhang", b"\xff\xd8\xff\xe0jpeg", "2")))
    assert isinstance(found, Status)
    assert (found.code, found.status is not None) == (code, known)
    assert found.attachment is not None
    assert found.attachment.media_type == "image/jpeg"


@pytest.mark.parametrize(
    ("sent", "wall"), [("10:30:00", time(10, 30)), ("10:30:00+02:00", time(9, 30)), ("09:30:00Z", time(10, 30))]
)
def test_an_appointment_is_read_in_german_time(sent: str, wall: time) -> None:
    from connectors.xauslaender.incoming import Appointment
    from connectors.xauslaender.reading import read

    found = read(message("130105", FIXED.format(sent) + file("terminmitteilung") + "<x:weitereHinweise>Bitte pünktlich.</x:weitereHinweise>"))  # fmt: skip
    assert isinstance(found, Appointment)
    assert (found.day, found.begins, found.ends) == (date(2026, 12, 18), wall, None)
    assert (found.place, found.place_hint) == ("Berliner Straße 100b, 63065 Offenbach am Main", "Zimmer 12")
    assert found.invitation is not None
    assert found.fee_notice is None
    assert found.hint == "Bitte pünktlich."


@pytest.mark.parametrize(
    ("sent", "is_link"),
    [
        ("https://termine.example/abholung", True),
        ("http://termine.example/", False),
        ("javascript:alert(1)", False),
        ("https://stadt.example@evil.example/", False),
        ("Rufen Sie uns an.", False),
    ],
)
def test_only_a_safe_address_becomes_a_link_and_nothing_is_lost(sent: str, is_link: bool) -> None:
    from connectors.xauslaender.incoming import Appointment
    from connectors.xauslaender.reading import read

    found = read(message("130105", f"<x:onlinevergabe>{sent}</x:onlinevergabe>"))
    assert isinstance(found, Appointment)
    assert (found.booking_url, found.hint) == ((sent, "") if is_link else ("", sent))


def test_an_answer_to_a_withdrawal_may_be_empty() -> None:
    from connectors.xauslaender.incoming import WithdrawalNoted
    from connectors.xauslaender.reading import read

    found = read(message("130107"))
    assert isinstance(found, WithdrawalNoted)
    assert (found.text, found.attachment) == ("", None)


@pytest.mark.parametrize(
    ("body", "text", "competent"),
    [
        ("<x:hinweis>Falsch hier.</x:hinweis><x:zustaendigeABH>OB Wiesbaden</x:zustaendigeABH>", "Falsch hier.", "OB Wiesbaden"),
        ("<x:hinweis/>", "Ihr Anliegen kann von uns nicht bearbeitet werden", ""),
    ],
)  # fmt: skip
def test_not_competent_names_the_right_authority_where_it_is_known(body: str, text: str, competent: str) -> None:
    from connectors.xauslaender.incoming import NotCompetent
    from connectors.xauslaender.reading import read

    found = read(message("130109", body))
    assert isinstance(found, NotCompetent)
    assert found.text.startswith(text)
    assert found.competent == competent


@pytest.mark.parametrize("kind", ["000002", "000020", "000030"])
def test_generic_messages_tell_reasons_and_which_message_is_meant(kind: str) -> None:
    from connectors.xauslaender.incoming import Returned
    from connectors.xauslaender.reading import read

    body = f"<x:nachricht><nachrichtenUUID>{OURS}</nachrichtenUUID></x:nachricht><x:grund><code>X001</code></x:grund><x:text>Nicht valide.</x:text>"
    found = read(message(kind, body, reference="", answers=""))
    assert isinstance(found, Returned)
    assert (found.reasons, found.text) == (("X001",), "Nicht valide.")
    assert (found.head.answers, found.head.reference, found.head.validated) == (UUID(OURS), "", False)


@pytest.mark.parametrize("version", ["26.05", "25.11"])
def test_messages_of_earlier_versions_are_read(version: str) -> None:
    from connectors.xauslaender.incoming import Question
    from connectors.xauslaender.reading import read

    found = read(message("130102", QUESTION, version=version))
    assert isinstance(found, Question)
    assert (found.head.version, found.head.validated) == (version, False)
