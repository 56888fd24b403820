"""Bad input from the other side: refused with a code, quickly, and nothing of it is followed or kept."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.support.incoming import file, message

QUESTION = "<x:frage>Bitte?</x:frage>"


def refused(body: bytes) -> Any:
    from connectors.xauslaender.incoming import UnableToRead
    from connectors.xauslaender.reading import read

    with pytest.raises(UnableToRead) as caught:
        read(body)
    return caught.value


GOOD = message("130102", QUESTION)
BOMB = b"<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"
CASES = {
    "empty": (b"", "empty"),
    "blank": (b" \n ", "empty"),
    "no xml": (b"HTTP/1.1 200 OK\r\n\r\nthanks", "not_xml"),
    "half": (GOOD[: len(GOOD) // 2], "not_xml"),
    "two": (GOOD + GOOD, "not_xml"),
    "json": (b'{"ok": true}', "not_xml"),
    "entities": (GOOD.replace(b"?>\n", b"?>" + BOMB), "doctype"),
    "a bare doctype": (GOOD.replace(b"?>\n", b"?><!doctype html>"), "doctype"),
    "an entity that nobody declared": (GOOD.replace(b"Bitte?", b"&geheim;"), "not_xml"),
    "latin1 said and done": (GOOD.decode().replace("UTF-8", "ISO-8859-1").encode("latin-1"), "wrong_encoding"),
    "latin1 done only": (GOOD.decode().encode("latin-1"), "wrong_encoding"),
    "utf-16": (GOOD.decode().replace("UTF-8", "UTF-16").encode("utf-16"), "wrong_encoding"),
    "utf-16 without a mark": ("<a/>".encode("utf-16-le"), "wrong_encoding"),
    "utf-7": (GOOD.replace(b"UTF-8", b"UTF-7"), "wrong_encoding"),
    "another standard": (GOOD.replace(b"xauslaender2611", b"xmeld2611"), "unknown_standard"),
    "no namespace": (b"<a/>", "unknown_standard"),
    "a version of the future": (message("130102", QUESTION, version="31.05"), "unknown_version"),
    "a version that lies": (GOOD.replace(b"version='26.11'", b"version='25.11'"), "invalid"),
    "our own message": (message("130201", element="OZG.Verpflichtungserklaerung.130201"), "unknown_type"),
    "an intended refusal": (message("130110", element="OZG.BeabsichtigteAblehnung.130110"), "unknown_type"),
    "a type that lies": (message("130102", QUESTION, code="130104"), "invalid"),
    "no question": (message("130102"), "invalid"),
    "a day that does not exist": (
        message("130102", f"{QUESTION}<x:fristdatum>2026-02-30</x:fristdatum>"),
        "invalid",
    ),
    "no case": (message("130102", QUESTION, reference=""), "invalid"),
    "no message that is answered": (message("130102", QUESTION, answers=""), "invalid"),
    "an id that is none": (message("130102", QUESTION, answers="eins"), "invalid"),
    "a program": (message("130102", QUESTION + file("anlage", b"MZ\x90\x00")), "file_not_pdf_or_jpeg"),
    "a page": (message("130102", QUESTION + file("anlage", b"<html>")), "file_not_pdf_or_jpeg"),
    "an empty file": (message("130102", QUESTION + file("anlage", b"")), "file_not_pdf_or_jpeg"),
    "deep": (GOOD.replace(b"Bitte?", b"<a>" * 60 + b"</a>" * 60), "too_deep"),
    "very deep": (GOOD.replace(b"Bitte?", b"<a>" * 15_000 + b"</a>" * 15_000), "not_xml"),
    "a million elements": (GOOD.replace(b"Bitte?", b"<a/>" * 1_000_000), "too_many_elements"),
    "a million attributes": (
        GOOD.replace(b"<x:frage>", b"<x:frage " + b"".join(b"a%d='' " % n for n in range(60_000)) + b">"),
        "too_many_elements",
    ),
    "an endless question": (GOOD.replace(b"Bitte?", b"a" * 30_000), "invalid"),
}


@pytest.fixture(params=["with the schema", "without"])
def schema_at_hand(request: Any, settings: Any) -> None:
    if request.param == "without":
        settings.XAUSLAENDER_SCHEMA_DIR = ""


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_refused_with_its_code(name: str, schema_at_hand: None) -> None:
    body, code = CASES[name]
    assert refused(body).code == code


def test_two_hundred_megabytes_are_refused_before_they_are_read() -> None:
    body = GOOD.replace(b"Bitte?", b"a" * 200_000_000)
    begun = time.perf_counter()
    assert refused(body).code == "too_large"
    assert time.perf_counter() - begun < 0.05


def test_files_of_the_machine_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    attack = f"<!DOCTYPE a [<!ENTITY e SYSTEM 'file://{secret}'>]>".encode()
    refusal = refused(GOOD.replace(b"?>\n", b"?>" + attack).replace(b"Bitte?", b"&e;"))
    assert refusal.code == "doctype"
    assert "geheim" not in str(refusal.problems)


def test_the_head_is_there_when_only_the_rest_is_bad() -> None:
    """So the case can be found and a person can look."""
    refusal = refused(message("130102", QUESTION + file("anlage", b"MZ")))
    assert refusal.head.reference == "0123456789AB"
    assert refusal.problems == ("anlage: neither PDF nor JPEG",)


def test_problems_name_places_and_never_what_stands_there(schema_at_hand: None) -> None:
    refusal = refused(message("130102", f"{QUESTION}<x:fristdatum>Geheim</x:fristdatum>"))
    assert refusal.problems
    assert "Geheim" not in str(refusal.problems) + str(refusal)


def test_comments_and_instructions_in_between_change_nothing() -> None:
    from connectors.xauslaender.reading import read

    body = GOOD.replace(b"Bitte?", b"Bit<!-- a --><?b c?><![CDATA[te & ]]>ja?")
    assert read(body).text == "Bitte & ja?"  # type: ignore[union-attr]  # another kind fails the test


@hypothesis_settings(max_examples=150, deadline=None)
@given(place=st.integers(0, len(GOOD) - 1), junk=st.binary(max_size=6), cut=st.integers(0, 40))
def test_whatever_is_broken_in_a_message_it_is_read_or_refused(place: int, junk: bytes, cut: int) -> None:
    from connectors.xauslaender.incoming import UnableToRead
    from connectors.xauslaender.reading import read

    with suppress(UnableToRead):
        assert read(GOOD[:place] + junk + GOOD[place + cut :]).head.reference


def test_every_code_has_words_for_staff() -> None:
    import re

    from connectors.returned_wording import WORDS

    source = Path(__file__).resolve().parents[3] / "platform" / "connectors" / "xauslaender"
    pattern = re.compile(r'(?:UnableToRead\(|Unreadable\([^)]*, )"([a-z_]+)"')
    raised = {code for path in source.glob("*.py") for code in pattern.findall(path.read_text("utf-8"))}
    assert len(raised) > 10
    assert raised == set(WORDS)
