"""The municipalities of Germany with their postal codes, from open data in our own format (``data/SOURCE.md``).

It proposes; what holds in a city stands in that city's configuration.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "municipalities.csv"
DISTRICT, MUNICIPALITY = 5, 8  # digits of a number
MOST_FOUND = 30
# Last three digits of areas where nobody lives: forests and lakes of a district.
UNINHABITED = re.compile(r"\d{5}(?:200|4[5-9]\d|5\d\d|9\d\d)")


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality (eight digits) or a district (five). ``ags`` is empty for a name whose municipality is unclear."""

    ags: str
    name: str
    postal_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Directory:
    by_ags: dict[str, Place]
    by_district: dict[str, list[Place]]
    by_code: dict[str, list[Place]]


def place(ags: str) -> Place | None:
    return _read().by_ags.get(ags)


def within(district: str) -> list[Place]:
    """The municipalities of a district by name, without areas where nobody lives."""
    return _read().by_district.get(district, [])


def with_code(code: str) -> list[Place]:
    """Every municipality to which this postal code belongs, by name; also names whose number is unclear."""
    return _read().by_code.get(code, [])


def search(text: str) -> list[Place]:
    """Districts and municipalities by the beginning of any word of the name, by postal code or by number; 30 at most."""
    wanted = _plain(text)
    if wanted.isdecimal():
        found = with_code(wanted) if len(wanted) == DISTRICT else []
        one = place(wanted)
        return [*([one] if one else []), *(there for there in found if there.ags)]
    if len(wanted) < 2:
        return []
    words = re.compile(rf"(?:^|\W){re.escape(wanted)}")
    hits = [one for one in _read().by_ags.values() if words.search(_plain(one.name))]
    ranked = sorted(hits, key=lambda one: (not _plain(one.name).startswith(wanted), len(one.name), one.name, one.ags))
    return ranked[:MOST_FOUND]


def _plain(text: str) -> str:
    """For comparing: without capitals and accents."""
    return "".join(
        sign
        for sign in unicodedata.normalize("NFKD", text.strip().casefold())
        if sign.isprintable() and not unicodedata.combining(sign)
    )


@lru_cache(maxsize=1)
def _read() -> _Directory:
    by_ags, by_district, by_code = {}, defaultdict(list), defaultdict(list)
    with FILE.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            one = Place(row["ags"], row["name"], tuple(row["postal_codes"].split()))
            if one.ags:
                by_ags[one.ags] = one
            if len(one.ags) == MUNICIPALITY and not (UNINHABITED.fullmatch(one.ags) and not one.postal_codes):
                by_district[one.ags[:DISTRICT]].append(one)
            for code in one.postal_codes:
                by_code[code].append(one)
    for places in (*by_district.values(), *by_code.values()):
        places.sort(key=lambda one: one.name)
    return _Directory(by_ags, dict(by_district), dict(by_code))
