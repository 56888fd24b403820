"""The test persons. Cards hold capitals; ẞ is the capital ß of DIN 91379. All of them are made up."""

from __future__ import annotations

import re
from dataclasses import dataclass

SURNAME = "urn:oid:2.5.4.4"
GIVEN_NAME = "urn:oid:2.5.4.42"
BIRTH_NAME = "urn:oid:1.2.40.0.10.2.1.1.225566"
TITLE = "urn:oid:0.9.2342.19200300.100.1.40"
BIRTH_DATE = "urn:oid:1.2.40.0.10.2.1.1.55"
BIRTH_PLACE = "urn:oid:1.3.6.1.5.5.7.9.2"
NATIONALITY = "urn:oid:1.2.40.0.10.2.1.1.225577"
DOCUMENT_TYPE = "urn:oid:1.2.40.0.10.2.1.1.552255"
ADDRESS = "urn:oid:2.5.4.16"
POSTAL_CODE = "urn:oid:2.5.4.17"
CITY = "urn:oid:2.5.4.7"
COUNTRY = "urn:oid:1.2.40.0.10.2.1.1.225599"

FRIENDLY = {
    SURNAME: "surname",
    GIVEN_NAME: "givenName",
    BIRTH_NAME: "birthName",
    TITLE: "personalTitle",
    BIRTH_DATE: "birthdate",
    BIRTH_PLACE: "placeOfBirth",
    NATIONALITY: "nationality",
    DOCUMENT_TYPE: "documentType",
    ADDRESS: "postalAddress",
    POSTAL_CODE: "postalCode",
    CITY: "localityName",
    COUNTRY: "country",
}


@dataclass(frozen=True)
class Person:
    """``key`` names the person in the form; ``about`` says what is special, in German, for the page."""

    key: str
    about: str
    card: dict[str, str]


def _german_address(street: str, postal_code: str, city: str) -> dict[str, str]:
    return {ADDRESS: street, POSTAL_CODE: postal_code, CITY: city, COUNTRY: "DE"}


PERSONS = (
    Person(
        "erika",
        "Personalausweis, wohnt in Offenbach",
        {
            SURNAME: "MUSTERMANN",
            GIVEN_NAME: "ERIKA",
            BIRTH_NAME: "GABLER",
            BIRTH_DATE: "1964-08-12",
            BIRTH_PLACE: "BERLIN",
            NATIONALITY: "D",
            DOCUMENT_TYPE: "ID",
            **_german_address("MUSTERSTRAẞE 17", "63065", "OFFENBACH AM MAIN"),
        },
    ),
    Person(
        "johanna",
        "Personalausweis mit Doktorgrad, wohnt in Wiesbaden",
        {
            SURNAME: "VON BEISPIEL-GROẞMUSTER",
            GIVEN_NAME: "JOHANNA MARIA",
            TITLE: "DR.",
            BIRTH_DATE: "1979-02-28",
            BIRTH_PLACE: "FRANKFURT AM MAIN",
            NATIONALITY: "D",
            DOCUMENT_TYPE: "ID",
            **_german_address("AM MUSTERPLATZ 7 A", "65183", "WIESBADEN"),
        },
    ),
    Person(
        "amina",
        "Aufenthaltstitel (eAT), nur das Geburtsjahr ist bekannt",
        {
            SURNAME: "EXEMPLAR",
            GIVEN_NAME: "AMINA",
            BIRTH_DATE: "1980",
            BIRTH_PLACE: "HERAT",
            NATIONALITY: "AFG",
            DOCUMENT_TYPE: "AR",
            **_german_address("PROBEWEG 3", "63067", "OFFENBACH AM MAIN"),
        },
    ),
    Person(
        "paul",
        "Personalausweis aus der Zeit vor November 2019, ohne Anschrift und Staatsangehörigkeit",
        {
            SURNAME: "PROBE",
            GIVEN_NAME: "PAUL",
            BIRTH_DATE: "1991-12-05",
            BIRTH_PLACE: "KÖLN",
            DOCUMENT_TYPE: "ID",
        },
    ),
    Person(
        "ayse",
        "Aufenthaltstitel (eAT), türkische Staatsangehörigkeit, wohnt in Wiesbaden",
        {
            SURNAME: "ÖRNEK",
            GIVEN_NAME: "AYŞE",
            BIRTH_DATE: "1988-04-23",
            BIRTH_PLACE: "İZMİR",
            NATIONALITY: "TUR",
            DOCUMENT_TYPE: "AR",
            **_german_address("BEISPIELALLEE 120", "65185", "WIESBADEN"),
        },
    ),
    Person(
        "contoh",
        "Aufenthaltstitel (eAT) ohne Vornamen",
        {
            SURNAME: "CONTOH",
            BIRTH_DATE: "1975-06-01",
            BIRTH_PLACE: "JAKARTA",
            NATIONALITY: "IDN",
            DOCUMENT_TYPE: "AR",
            **_german_address("PROBEWEG 5", "63067", "OFFENBACH AM MAIN"),
        },
    ),
)
BY_KEY = {person.key: person for person in PERSONS}

# Somebody for any place: the page's form says where they live, nothing else of them can be chosen.
ELSEWHERE = "andere"
_POSTAL_CODE = re.compile(r"\d{5}", re.ASCII)
_PLACE = re.compile(r"[^\W\d_][\w .,()/'-]{0,59}")


def lives_in(postal_code: str, place: str) -> Person | None:
    """The other test person at this postal code in this place; ``None`` where that is no German address."""
    postal_code, place = postal_code.strip(), place.strip()
    if not (_POSTAL_CODE.fullmatch(postal_code) and _PLACE.fullmatch(place)):
        return None
    return Person(
        ELSEWHERE,
        "Personalausweis, wohnt, wo Sie es angeben",
        {
            SURNAME: "PROBE-MUSTER",
            GIVEN_NAME: "PETRA",
            BIRTH_DATE: "1980-12-01",
            BIRTH_PLACE: "KASSEL",
            NATIONALITY: "D",
            DOCUMENT_TYPE: "ID",
            **_german_address("MUSTERSTRAẞE 12", postal_code, place.replace("ß", "ẞ").upper()),
        },
    )
