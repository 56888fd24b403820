"""German order of words without a database collation: the embedded database has none, so nobody may rely on one."""

from __future__ import annotations

import unicodedata

_FOLD = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})


def german_key(text: str) -> str:
    """Sort key by DIN 5007-1: capitals and accents do not count, ß is ss."""
    folded = unicodedata.normalize("NFD", text.casefold().translate(_FOLD))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))
