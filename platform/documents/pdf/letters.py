"""Which characters can be printed: what registers hold, and the marks of good typesetting. One that no font has would
make the whole document impossible (PDF/A and PDF/UA forbid it), so it is rewritten before."""

from __future__ import annotations

import unicodedata
from typing import Any

from kernel import din91379

_MARKS = frozenset("„“”‚‘’–—…•·✓→←€§×−≤≥\u00a0\u202f\u2009")
_UNKNOWN = "□"


def printable(value: Any) -> Any:
    """The same data with every text made printable."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return {key: printable(item) for key, item in value.items()}
    return [printable(item) for item in value] if isinstance(value, list | tuple) else value


def _text(text: str) -> str:
    text = unicodedata.normalize("NFC", text)  # as ``foreign`` reads it: a character may become another one by that
    odd = set(din91379.foreign(text)) - _MARKS
    if not odd:
        return text
    for letter in odd:
        visible = not letter.isspace() and letter.isprintable()
        text = text.replace(letter, din91379.transliterate(letter) or (_UNKNOWN if visible else ""))
    return text
