"""States and nationalities by their Destatis keys (see the header of the data file for source and version)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from babel import Locale
from django.utils.translation import get_language

from kernel.sorting import german_key

NATIONALITY_LIST = ("urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:staatsangehoerigkeit", "2024-08-01")
STATE_LIST = ("urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:staat", "2024-08-01")
GERMANY = "000"
STATELESS, UNCLEAR, UNSTATED = "997", "998", "999"
_NOT_STATES = {STATELESS, UNCLEAR, UNSTATED, "185", "411", "412", "459", "465"}
EU = frozenset(
    "BE BG DK EE FI FR GR IE IT HR LV LT LU MT NL AT PL PT RO SE SK SI ES CZ HU CY".split()
)  # fmt: skip
FREE_MOVEMENT = EU | {"DE", "IS", "LI", "NO", "CH"}

# The list's names begin with the form of government; people look for Syria under S.
_EVERYDAY = {
    "146": "Moldau", "148": "Niederlande", "160": "Russland",
    "245": "Kongo, Republik", "246": "Kongo, Demokratische Republik",
    "282": "Tansania", "326": "Bolivien", "367": "Venezuela", "434": "Nordkorea", "439": "Iran", "449": "Laos",
    "467": "Südkorea", "475": "Syrien", "545": "Mikronesien",
}  # fmt: skip


@dataclass(frozen=True)
class Country:
    key: str
    iso2: str
    iso3: str
    country: str
    nationality: str


@lru_cache(maxsize=1)
def everything() -> dict[str, Country]:
    text = resources.files("declarations").joinpath("data/nationalities_2024-08-01.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row["key"]: Country(**row) for row in rows}


def by_iso2(code: str) -> str | None:
    """The Destatis key of an ISO 3166-1 code; ICAO's ``D`` is Germany."""
    code = "DE" if code == "D" else code.upper()
    if code == "DE":
        return GERMANY
    return next((key for key, item in everything().items() if code in (item.iso2, item.iso3)), None)


def is_german(keys: list[str]) -> bool:
    return GERMANY in keys


def is_free_to_move(keys: list[str]) -> bool:
    """German, EU, EEA or Swiss nationality: needs no visa and no residence title."""
    return any(key in everything() and everything()[key].iso2 in FREE_MOVEMENT for key in keys)


def country_name(key: str) -> str:
    """In the active language, as far as Unicode's locale data know the state; else the German name."""
    item = everything().get(key)
    if item is None:
        return key
    language = (get_language() or "de")[:2]
    if language != "de" and item.iso2:
        return str(Locale(language).territories.get(item.iso2) or item.country)
    return _german_name(item)


def _german_name(item: Country) -> str:
    return _EVERYDAY.get(item.key) or item.country or item.nationality


def nationality_name(key: str) -> str:
    item = everything().get(key)
    if item is None:
        return key
    return item.nationality if (get_language() or "de")[:2] == "de" else country_name(key)


def country_choices() -> list[tuple[str, str]]:
    return _sorted([(key, country_name(key)) for key in everything() if key not in _NOT_STATES])


def nationality_choices() -> list[tuple[str, str]]:
    names = [
        (key, f"{_german_name(item)} ({item.nationality})" if item.country else item.nationality)
        if (get_language() or "de")[:2] == "de"
        else (key, country_name(key))
        for key, item in everything().items()
    ]
    return _sorted(names)


def _sorted(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: german_key(pair[1]))
