"""BundID's attributes, by OID and never by friendly name, and the person in them.

Source: Schnittstellenbeschreibung BundID 10.2, sections 6.1 and 6.2.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum

from declarations.countries import GERMANY
from identity import spelling
from identity.base import IdentityRefused, Level, Method, ReadAttribute, Trust
from identity.nationality import destatis_key
from identity.person import IdentifiedPerson
from kernel.dates import PartialDate


class Oid(StrEnum):
    FAMILY_NAME = "urn:oid:2.5.4.4"
    GIVEN_NAMES = "urn:oid:2.5.4.42"
    BIRTH_NAME = "urn:oid:1.2.40.0.10.2.1.1.225566"
    DEGREE = "urn:oid:0.9.2342.19200300.100.1.40"
    BIRTH_DATE = "urn:oid:1.2.40.0.10.2.1.1.55"
    BIRTH_PLACE = "urn:oid:1.3.6.1.5.5.7.9.2"
    NATIONALITY = "urn:oid:1.2.40.0.10.2.1.1.225577"
    DOCUMENT_TYPE = "urn:oid:1.2.40.0.10.2.1.1.552255"
    ADDRESS = "urn:oid:2.5.4.16"
    POSTAL_CODE = "urn:oid:2.5.4.17"
    CITY = "urn:oid:2.5.4.7"
    COUNTRY = "urn:oid:1.2.40.0.10.2.1.1.225599"
    LEVEL = "urn:oid:1.2.40.0.10.2.1.1.261.94"
    PROVED_BY = "urn:oid:1.3.6.1.4.1.25484.494450.2"


# No e-mail, no gender, no pseudonym (bPK2): the declaration does not need them from here.
REQUESTED = tuple(Oid)
# A missing required attribute ends the identification at the provider; cards without given name or address exist.
REQUIRED = frozenset({Oid.FAMILY_NAME})

STORK = {Level.NORMAL: "STORK-QAA-Level-1", Level.SUBSTANTIAL: "STORK-QAA-Level-3", Level.HIGH: "STORK-QAA-Level-4"}
LEVELS = {name: level for level, name in STORK.items()}
TRUSTS = {"UNTERGEORDNET": Trust.LOW, "NORMAL": Trust.NORMAL, "SUBSTANTIELL": Trust.SUBSTANTIAL, "HOCH": Trust.HIGH}
_PERSON = {
    Oid.FAMILY_NAME: ("family_name",),
    Oid.GIVEN_NAMES: ("given_names",),
    Oid.BIRTH_NAME: ("birth_name",),
    Oid.DEGREE: ("doctoral_degree",),
    Oid.BIRTH_DATE: ("birth_date",),
    Oid.BIRTH_PLACE: ("birth_place",),
    Oid.NATIONALITY: ("nationality",),
    Oid.ADDRESS: ("street", "house_number"),
    Oid.POSTAL_CODE: ("postal_code",),
    Oid.CITY: ("city",),
    Oid.COUNTRY: ("country",),
}
# TR-03127: ID identity card, UB eID card for citizens of the Union, A… residence permits.
_DOCUMENTS = {"ID": Method.IDENTITY_CARD, "UB": Method.EID_CARD}
_PROVED_BY = {"eid": Method.EID, "smart-eid": Method.EID, "eidas": Method.EIDAS, "elster": Method.ELSTER}
_DATE = re.compile(r"(?P<year>\d{4})(-(?P<month>\d\d|XX|\s\s)(-(?P<day>\d\d|XX|\s\s))?)?", re.IGNORECASE)

Read = Mapping[str, ReadAttribute]


def person(read: Read) -> IdentifiedPerson:
    """Spelt for reading. Refuses a statement without family name or with a birth date that is none."""

    def value(oid: Oid) -> str | None:
        text = unicodedata.normalize("NFC", " ".join(read[oid].value.split())) if oid in read else ""
        return text or None

    def spelt(oid: Oid, how: Callable[[str], str]) -> str | None:
        text = value(oid)
        return how(text) if text else None

    family_name = spelt(Oid.FAMILY_NAME, spelling.name)
    if family_name is None:
        raise IdentityRefused("family_name_missing")
    street, number = spelling.split_address(value(Oid.ADDRESS) or "")
    country = (value(Oid.COUNTRY) or "").upper()
    return IdentifiedPerson(
        family_name=family_name,
        given_names=spelt(Oid.GIVEN_NAMES, spelling.name),
        birth_name=spelt(Oid.BIRTH_NAME, spelling.name),
        doctoral_degree=spelt(Oid.DEGREE, spelling.degree),
        birth_date=partial_date(value(Oid.BIRTH_DATE)),
        birth_place=spelt(Oid.BIRTH_PLACE, spelling.place),
        nationality=_nationality(value(Oid.NATIONALITY), value(Oid.DOCUMENT_TYPE)),
        street=spelling.place(street) or None,
        house_number=spelling.house_number(number) if number else None,
        postal_code=value(Oid.POSTAL_CODE),
        city=spelt(Oid.CITY, spelling.place),
        country={"D": "DE"}.get(country, country) if len(country) in {1, 2} else None,
    )


def partial_date(text: str | None) -> str | None:
    """1980-12-01, 1980-12 or 1980; unknown parts arrive as nothing, zeros, blanks or X."""
    if text is None:
        return None
    match = _DATE.fullmatch(text)
    if match is None:
        raise IdentityRefused("birth_date_form")
    known = [match["year"]]
    for part in (match["month"], match["day"]):
        if part is None or not part.isdigit() or part == "00":
            break
        known.append(part)
    try:
        return PartialDate.parse("-".join(known)).iso()
    except ValueError:
        raise IdentityRefused("birth_date_form") from None


def _nationality(icao: str | None, document: str | None) -> str | None:
    """Identity cards made before November 2019 hold no nationality; only Germans have one."""
    if icao is not None:
        return destatis_key(icao)
    return GERMANY if document == "ID" else None


def trust(read: Read) -> dict[str, Trust]:
    """How far the provider vouches for each field of the person that it sent."""
    return {field: read[oid].trust for oid, fields in _PERSON.items() if oid in read for field in fields}


def method(read: Read, level: Level) -> Method:
    """By what it was proven. Not every statement says so; then the level *hoch* means a card of unknown type."""
    proved_by = read[Oid.PROVED_BY].value.strip().lower() if Oid.PROVED_BY in read else ""
    document = read[Oid.DOCUMENT_TYPE].value.strip().upper() if Oid.DOCUMENT_TYPE in read else ""
    unnamed = Method.EID if level is Level.HIGH and not proved_by else Method.ACCOUNT
    found = _PROVED_BY.get(proved_by, unnamed)
    if found is not Method.EID:
        return found
    return Method.RESIDENCE_PERMIT if document.startswith("A") else _DOCUMENTS.get(document, Method.EID)
