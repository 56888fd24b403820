"""Letters and files: what a register can hold."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support import case_files, cases
from tests.support.case_files import one, texts

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff\xe0 a photo"


def proof(label: str = "Lohn", media_type: str = "application/pdf", content: bytes | None = None) -> Any:
    from connectors.xauslaender.files import Proof

    return Proof(label, media_type, cases.small_pdf() if content is None else content)


def with_proofs(*proofs: Any) -> Any:
    return case_files.tree(case_files.case(AT), AT, files=case_files.files(*proofs))


def test_letters_and_their_marks_are_composed() -> None:
    root = case_files.tree(case_files.case(AT, sponsor__name={"family_name": "Mu\u0308ller"}), AT)
    assert one(root, "//x:privat/x:familienname/name") == "M\u00fcller"


def test_what_the_norm_lacks_is_transliterated_and_the_reader_is_told() -> None:
    root = with_proofs(proof("Справка 日本"))
    assert one(root, "//x:nachweis/x:bezeichnung") == "Spravka"
    assert "DIN 91379" in one(root, "//x:privat/x:sonstigeAnmerkungen")


def test_nothing_is_said_of_transliteration_when_there_was_none() -> None:
    assert "DIN 91379" not in one(with_proofs(proof("Łódź K\u035fh")), "//x:privat/x:sonstigeAnmerkungen")


def test_remarks_keep_their_lines() -> None:
    root = case_files.tree(case_files.case(AT, sponsor__remark={"relationship_note": "Eins\nZwei"}), AT)
    lines = one(root, "//x:privat/x:sonstigeAnmerkungen").split("\n")
    assert "Bemerkung: Eins Zwei" in lines
    assert len(lines) > 1


def test_files_lie_inside_the_message_as_pdf_or_jpeg() -> None:
    root = with_proofs(proof("Lohn Oktober"), proof("Foto", "image/jpeg", JPEG))
    assert texts(root, "//x:nachweis/x:dokumententyp/code") == ["1", "2"]
    assert [b64decode(text) for text in texts(root, "//x:nachweis/x:dokument")] == [cases.small_pdf(), JPEG]
    assert b64decode(one(root, "x:zusammenfassungBelehrung/x:dokument")) == cases.small_pdf()


@pytest.mark.parametrize(
    ("media_type", "content"),
    [("image/png", PNG), ("application/pdf", PNG), ("image/jpeg", b"%PDF-1.7"), ("text/plain", b"text"), ("", b"")],
)
def test_any_other_file_is_refused_even_under_a_false_name(media_type: str, content: bytes) -> None:
    from connectors.xauslaender.files import UnableToRender

    with pytest.raises(UnableToRender) as refused:
        with_proofs(proof("Bild", media_type, content))
    assert refused.value.code == "file_not_pdf_or_jpeg"


def test_without_a_summary_there_is_no_message() -> None:
    from connectors.xauslaender.files import Files, UnableToRender

    with pytest.raises(UnableToRender) as refused:
        case_files.rendered(case_files.case(AT), AT, files=Files(summary=b""))
    assert refused.value.code == "summary_missing"


def test_a_file_without_a_label_gets_one() -> None:
    assert one(with_proofs(proof("日本")), "//x:nachweis/x:bezeichnung") == "Nachweis"


def test_content_does_not_show_in_the_text_form_of_messages() -> None:
    from connectors.base import OutgoingMessage

    assert "geheim" not in repr(OutgoingMessage("id", "130201", "ref", b"geheim", b"geheim"))
    assert "geheim" not in repr(proof(content=b"geheim"))
