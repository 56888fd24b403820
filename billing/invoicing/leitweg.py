"""Leitweg-ID: where an electronic invoice to an administration goes (KoSIT, format specification 2.0.2).

Coarse address (2 to 12 digits), optional fine address (up to 30 letters and digits), check digits by ISO 7064 MOD 97-10.
"""

from __future__ import annotations

import re

_FORM = re.compile(r"[0-9]{2,12}(-[0-9A-Za-z]{1,30})?-[0-9]{2}")


def normalise(typed: str) -> str:
    return "".join(typed.split()).upper()


def is_valid(text: str) -> bool:
    return bool(_FORM.fullmatch(text)) and _as_number(text) % 97 == 1


def check_digits(address: str) -> str:
    """For coarse and fine address, without check digits: „04011000-1234512345“ → „06“."""
    return f"{98 - _as_number(address) * 100 % 97:02d}"


def _as_number(text: str) -> int:
    """Letters count 10 to 35; the hyphens do not count."""
    return int("".join(str(int(sign, 36)) for sign in text if sign != "-"))
