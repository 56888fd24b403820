"""How texts are brought to the letters of the German registers."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import din91379


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("„Zur Post“ – 2. Stock", '"Zur Post" - 2. Stock'),
        ("O’Neill", "O’Neill"),
        ("Anna\u200b\u202fMaria\ufeff", "Anna Maria"),
        ("a\u0308", "ä"),
        ("Łódź ẞ €", "Łódź ẞ €"),
    ],
)
def test_marks_and_blanks_are_tidied_without_asking(typed: str, kept: str) -> None:
    assert din91379.tidy(typed) == kept
    assert din91379.is_valid(kept)


@pytest.mark.parametrize(
    ("typed", "proposed"),
    [
        ("Мария Щукина", "Mariia Shchukina"),
        ("ЩУКИНА", "SHCHUKINA"),
        ("Юлія Гайдай", "Iuliia Gaidai"),
        ("Σοφία", "Sofia"),
        ("Danke 🙂", "Danke"),
        ("Nur Latein", "Nur Latein"),
        ("王", ""),
        ("Li 王", ""),
        ("محمد", ""),
        ("🙂", ""),
    ],
)
def test_a_proposal_loses_no_letter_or_there_is_none(typed: str, proposed: str) -> None:
    assert din91379.proposal(typed) == proposed


@given(st.text(max_size=40))
def test_whatever_is_typed_a_proposal_can_be_stored_and_tidying_never_lengthens(text: str) -> None:
    assert din91379.is_valid(din91379.proposal(text))
    assert din91379.tidy(din91379.tidy(text)) == din91379.tidy(text)
    composed = unicodedata.normalize("NFC", text)
    assert len(din91379.tidy(text)) <= len(composed)
