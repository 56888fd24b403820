"""Days as people write them: „24.12.2026“, „24. Dezember 2026“; and days of every year: „1.5.“, „1. Mai“."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

_MONTHS = "januar februar märz april mai juni juli august september oktober november dezember".split()
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_GERMAN = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4}|\d{2})", re.ASCII)
_OF_YEAR = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.?", re.ASCII)
_STORED = re.compile(r"(\d{2})-(\d{2})", re.ASCII)
_LEAP_YEAR = 2028


def day_of(text: str) -> str:
    """As ``2026-12-24``; nothing for what is no day."""
    plain = _without_words(text)
    if found := _ISO.fullmatch(plain):
        return _iso(int(found[1]), int(found[2]), int(found[3]))
    if found := _GERMAN.fullmatch(plain):
        year = int(found[3])
        return _iso(year + 2000 if year < 100 else year, int(found[2]), int(found[1]))
    return ""


def day_shown(value: Any) -> str:
    """A day of the section as typed as „24.12.2026“; else as it is."""
    found = day_of(str(value or ""))
    return f"{date.fromisoformat(found):%d.%m.%Y}" if found else str(value or "")


def year_day_of(text: str) -> str:
    """As ``05-01``; nothing for what is no day of a year."""
    plain = _without_words(text)
    found = _STORED.fullmatch(plain)
    month, day = (found[1], found[2]) if found else ("0", "0")
    if not found and (found := _OF_YEAR.fullmatch(plain)):
        month, day = found[2], found[1]
    return _iso(_LEAP_YEAR, int(month), int(day))[5:]


def year_day_shown(value: Any) -> str:
    """„1.5.“; what is no day as it is."""
    found = year_day_of(str(value or ""))
    return f"{int(found[3:])}.{int(found[:2])}." if found else str(value or "")


def _without_words(text: str) -> str:
    plain = " ".join(text.split()).lower()
    for number, name in enumerate(_MONTHS, 1):
        plain = plain.replace(f". {name}", f".{number}.").replace(f".{name}", f".{number}.")
    return plain.replace(". ", ".").strip()


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
