"""German is the source, English follows: every text that can be seen is translated, with the same places in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source import ROOT, lines_of

CATALOGUE = ROOT / "platform" / "config" / "locale" / "en" / "LC_MESSAGES" / "django.po"
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|{\w*}")


def _read(path: Path) -> Any:
    from babel.messages.pofile import read_po

    with path.open("rb") as file:
        return read_po(file, locale="en")


def _texts(message: Any) -> list[tuple[str, str]]:
    """Pairs of German and English; the forms of a plural one by one."""
    if isinstance(message.id, tuple):
        return list(zip(message.id, message.string or ("", ""), strict=False))
    return [(message.id, str(message.string or ""))]


@pytest.fixture(scope="module")
def catalogue() -> Any:
    if not CATALOGUE.exists():
        pytest.skip("there is no English catalogue yet")
    return _read(CATALOGUE)


def test_every_text_of_code_and_templates_is_in_the_catalogue(catalogue: Any) -> None:
    from infra.local.messages import collect

    known = {(message.id, message.context) for message in catalogue if message.id}
    missing = [str(message.id) for message in collect() if message.id and (message.id, message.context) not in known]
    assert not missing, lines_of(missing)


def test_every_text_has_its_english(catalogue: Any) -> None:
    missing = [
        german for message in catalogue if message.id for german, english in _texts(message) if not english.strip()
    ]
    assert not missing, lines_of(missing)


def test_nothing_is_only_guessed(catalogue: Any) -> None:
    assert not [message.id for message in catalogue if message.id and message.fuzzy]


def test_what_is_filled_in_is_the_same_in_both_languages(catalogue: Any) -> None:
    wrong = [
        f"{german!r} → {english!r}"
        for message in catalogue
        if message.id and not isinstance(message.id, tuple)
        for german, english in _texts(message)
        if english and sorted(PLACES.findall(german)) != sorted(PLACES.findall(english))
    ]
    assert not wrong, lines_of(wrong)
