"""The withdrawal and the answer to a question."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from lxml import etree

from tests.support import case_files, cases
from tests.support.case_files import MESSAGE_ID, one, texts

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
QUESTION = UUID("33333333-3333-4333-8333-333333333333")


def about() -> Any:
    from connectors.xauslaender.replies import About

    return About("0123456789AB", MESSAGE_ID, AT)


def checked(xml: bytes) -> Any:
    """The tree of a message that is valid (as far as a schema is at hand)."""
    from connectors.xauslaender import schema

    if not schema.why_not():
        schema.validate(xml)
    return etree.fromstring(xml)


def answer(**given: Any) -> Any:
    from connectors.xauslaender.replies import answer as made

    return checked(made(about(), addressing=case_files.addressing(way_back=True), answers=QUESTION, **given))


def test_a_withdrawal_has_nothing_but_the_case_it_is_about() -> None:
    from connectors.xauslaender.replies import withdrawal

    root = checked(withdrawal(about(), addressing=case_files.addressing(way_back=True)))
    assert root.tag.endswith("}OZG.Ruecknahme.130111")
    assert one(root, "nachrichtenkopf.g2g/identifikation.nachricht/nachrichtentyp/code") == "130111"
    assert one(root, "x:antragsidentifikation") == "0123456789AB"
    assert one(root, "x:rueckkanalVorhanden") == "true"
    assert etree.QName(root[-1]).localname == "rueckkanalVorhanden"


def test_an_answer_names_the_question_and_carries_words_and_files_inline() -> None:
    from connectors.xauslaender.files import JPEG, PDF, Proof

    photo = b"\xff\xd8\xff\xe0"
    uploads = (Proof("gehalt.pdf", PDF, cases.small_pdf()), Proof("", JPEG, photo))
    root = answer(text="Anbei:\nGehalt", uploads=uploads)
    assert one(root, "x:ausloeserUUID") == str(QUESTION)
    assert one(root, "x:antworttext") == "Anbei:\nGehalt"
    contents = texts(root, "x:unterlage/x:dokumentOderReferenz/x:dokument")
    assert [b64decode(content) for content in contents] == [cases.small_pdf(), photo]
    assert texts(root, "x:unterlage/x:dokumententyp/code") == ["1", "2"]
    assert texts(root, "x:unterlage/x:dateiname") == ["gehalt.pdf"]


@pytest.mark.parametrize("text", ["日本 Test 🎉", "Ключ", "a\u0308\u0000b"])
def test_words_of_any_script_are_rewritten_and_the_reader_is_told(text: str) -> None:
    root = answer(text=f"{text} und das")
    assert "und das" in one(root, "x:antworttext")
    assert ("umgeschrieben" in one(root, "x:antworttext")) is (text != "a\u0308")


def test_files_alone_are_an_answer_and_nothing_is_not() -> None:
    from connectors.xauslaender.files import PDF, Proof, UnableToRender

    assert not texts(answer(uploads=(Proof("a", PDF, cases.small_pdf()),)), "x:antworttext")
    with pytest.raises(UnableToRender) as refused:
        answer(text="  ")
    assert refused.value.code == "empty_answer"


def test_what_is_neither_pdf_nor_jpeg_does_not_go_out() -> None:
    from connectors.xauslaender.files import PDF, Proof, UnableToRender

    with pytest.raises(UnableToRender) as refused:
        answer(uploads=(Proof("a.pdf", PDF, b"MZ"),))
    assert refused.value.code == "file_not_pdf_or_jpeg"
