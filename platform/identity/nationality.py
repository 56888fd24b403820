"""From the country codes of travel documents (ICAO 9303 part 3) to the keys of the Destatis list of nationalities."""

from __future__ import annotations

from declarations import countries

# Codes that ICAO has besides ISO 3166-1: Germany's single letter, British passports of other status, Kosovo,
# stateless (article 1 of the 1954 convention) and unspecified nationality.
_BESIDES_ISO = {
    "D": countries.GERMANY,
    "GBD": "168",
    "GBN": "168",
    "GBO": "168",
    "GBP": "168",
    "GBS": "168",
    "RKS": "150",
    "XKX": "150",
    "XXA": countries.STATELESS,
    "XXX": countries.UNCLEAR,
}


def destatis_key(code: str) -> str | None:
    """The key, or None when the code is unknown: then the person chooses from the list."""
    wanted = code.strip().rstrip("<").upper()
    return _BESIDES_ISO.get(wanted) or countries.by_iso2(wanted)
