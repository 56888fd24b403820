"""Uploads are never trusted: measured, recognised by their bytes, scanned, rebuilt, and refused kindly."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import sniff
from documents.config import DocumentRules
from documents.intake import check_kind, check_room, examine, tidy_name
from documents.refusals import MESSAGES, UnableToAccept
from tests.support import files

RULES = DocumentRules(max_file_mb=1, max_case_mb=5, max_files=5)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (files.photo(), sniff.JPEG),
        (files.picture("PNG"), sniff.PNG),
        (files.picture("HEIF"), sniff.HEIC),
        (files.pdf(), sniff.PDF),
        (b"\r\n" + files.pdf(), sniff.PDF),
        (b"<html>" + files.pdf(), ""),
        (b"PK\x03\x04" + files.pdf(), ""),
        (files.picture("GIF"), ""),
        (files.picture("WEBP"), ""),
        (files.picture("TIFF"), ""),
        (b"", ""),
    ],
)
def test_the_type_is_what_the_bytes_say(content: bytes, kind: str) -> None:
    assert sniff.media_type(content) == kind


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xff\xd8\xff" + bytes(2**20), "too_large"),
        (b"PK\x03\x04 a Word file", "office_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old Word file", "office_file"),
        (files.picture("GIF"), "other_image"),
        (files.picture("WEBP"), "other_image"),
        (b"<!doctype html><p>", "not_supported"),
        (b"just text", "not_supported"),
        (files.locked_pdf(user="geheim"), "encrypted"),
        (files.pdf(2)[:-700], "incomplete"),
        (files.photo()[:400], "broken_image"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence_that_mends(content: bytes, code: str) -> None:
    with pytest.raises(UnableToAccept) as refusal:
        examine(content, rules=RULES)
    assert refusal.value.code == code
    assert str(refusal.value.message).endswith(".")
    assert "%(" not in str(refusal.value.message)


def test_what_is_taken_is_hashed_as_sent_and_shown_as_rebuilt() -> None:
    sent = files.photo()
    found = examine(sent, rules=RULES)
    assert found.sha256 == hashlib.sha256(sent).hexdigest()
    assert found.original_type == "image/jpeg"
    assert found.view.content != sent
    assert found.scanned


def test_every_refusal_says_what_to_do() -> None:
    for code, message in MESSAGES.items():
        text = str(message)
        assert text.count(".") + text.count("?") >= 1, code
        assert len(text) < 220, code


@pytest.mark.parametrize("kind", ["", "summary", "decision_letter", "nonsense", "../pay_slips"])
def test_only_the_kinds_of_the_list_can_be_uploaded(kind: str) -> None:
    with pytest.raises(UnableToAccept, match="unknown_kind"):
        check_kind(kind)


def test_a_case_holds_only_so_many_files_and_bytes() -> None:
    check_room(size=2**20, files=4, total=4 * 2**20, rules=RULES)
    with pytest.raises(UnableToAccept, match="too_many"):
        check_room(size=1, files=5, total=0, rules=RULES)
    with pytest.raises(UnableToAccept, match="case_full"):
        check_room(size=2**20 + 1, files=4, total=4 * 2**20, rules=RULES)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("C:\\Users\\erika\\Lohn März.pdf", "Lohn März.pdf"),
        ("../../etc/passwd", "passwd"),
        ("gehalt\u202efdp.exe", "gehaltfdp.exe"),
        ("a\x00b\nc.pdf", "abc.pdf"),
        ("", ""),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_files_name_is_made_fit_to_be_shown(typed: str, shown: str) -> None:
    assert tidy_name(typed) == shown


@given(st.text(max_size=400))
def test_any_name_becomes_a_short_line_without_folders(typed: str) -> None:
    shown = tidy_name(typed)
    assert len(shown) <= 120
    assert "/" not in shown
    assert "\n" not in shown
    assert tidy_name(shown) == shown


@given(st.binary(max_size=300))
def test_recognising_never_fails(content: bytes) -> None:
    sniff.media_type(content)
    sniff.seems(content)
