"""The kinds of values in a case file. Each refuses with a sentence that says how to mend it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import phonenumbers
from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.validators import validate_email
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from declarations import countries
from kernel import din91379
from kernel.dates import PartialDate

CHARACTERS, LONGEST_SHOWN = "characters", 80
EARLIEST_BIRTH = date(1900, 1, 1)


def refuse(code: str, say: Any) -> PydanticCustomError:
    """``say`` is lazy text; it travels in the error's context."""
    return PydanticCustomError(code, "{say}", {"say": say})


def _register_text(value: str) -> str:
    """Quotation marks, dashes and blanks are brought to those of the registers; other letters need the writer's eye."""
    value = din91379.tidy(value)
    odd = din91379.foreign(value)
    if not odd:
        return value
    proposal = din91379.proposal(value)
    shown = {"odd": " ".join(odd[:5]), "proposal": proposal}
    if proposal and len(proposal) <= LONGEST_SHOWN:
        say = _("Diese Zeichen kann die Behörde nicht speichern: %(odd)s. Vorschlag: %(proposal)s")
    else:
        say = _("Diese Zeichen kann die Behörde nicht speichern: %(odd)s. Schreiben Sie es in lateinischen Buchstaben.")
    raise refuse(CHARACTERS, lazystr(say % shown))


def _one_line(value: str) -> str:
    return " ".join(value.split())


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=200),
    AfterValidator(_register_text),
    AfterValidator(_one_line),
]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=120),
    AfterValidator(_register_text),
    AfterValidator(_one_line),
]


def _unix_lines(value: Any) -> Any:
    """Browsers send line ends as CR LF; stored and delivered is LF."""
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


LongText = Annotated[
    str,
    BeforeValidator(_unix_lines),
    StringConstraints(strip_whitespace=True, max_length=2000),
    AfterValidator(_register_text),
]


def _known_country(key: str) -> str:
    if key not in countries.everything():
        raise refuse("country", _("Wählen Sie einen Staat aus der Liste."))
    return key


Country = Annotated[str, AfterValidator(_known_country)]


def _partial(value: Any) -> str:
    if isinstance(value, PartialDate):
        return value.iso()
    if isinstance(value, date):
        return value.isoformat()
    try:
        found = PartialDate.parse(str(value))
    except ValueError:
        raise refuse("date", _("Dieses Datum gibt es nicht. Geben Sie es so ein: Tag 3, Monat 5, Jahr 1961.")) from None
    if found.earliest() < EARLIEST_BIRTH:
        raise refuse("date_too_early", _("Prüfen Sie bitte das Jahr."))
    return found.iso()


PartialDay = Annotated[
    str, BeforeValidator(_partial), Field(pattern=r"^\d{4}(-\d{2}){0,2}$", examples=["1961-05-03", "1961"])
]


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise refuse("date", _("Dieses Datum gibt es nicht. Geben Sie es so ein: Tag 3, Monat 5, Jahr 2027.")) from None


Day = Annotated[date, BeforeValidator(_day)]
Money = Annotated[Decimal, Field(ge=0, le=Decimal("9999999.99"), decimal_places=2, examples=["2350.00"])]


def _phone(value: str) -> str:
    try:
        number = phonenumbers.parse(value, "DE")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise refuse(
            "phone", _("Geben Sie die Telefonnummer mit Vorwahl ein, zum Beispiel 069 1234567 oder +90 312 1234567.")
        )
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40), AfterValidator(_phone)]


def _email(value: str) -> str:
    try:
        validate_email(value)
    except DjangoValidationError:
        raise refuse(
            "email", _("Geben Sie die E-Mail-Adresse vollständig ein, zum Beispiel name@beispiel.de.")
        ) from None
    return value


Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254), AfterValidator(_email)]


def _postal_code(value: str) -> str:
    if not re.fullmatch(r"\d{5}", value):
        raise refuse("postal_code", _("Eine deutsche Postleitzahl hat fünf Ziffern, zum Beispiel 63065."))
    return value


PostalCode = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_postal_code)]
HOUSE_NUMBER = re.compile(r"(\d{1,4})\s?([A-Za-z]?)(?:\s?(?:/|-)\s?(\d{1,4}\s?[A-Za-z]?)|\s(\d/\d))?")


def _house_number(value: str) -> str:
    value = " ".join(value.split())
    if not HOUSE_NUMBER.fullmatch(value):
        raise refuse("house_number", _("Geben Sie die Hausnummer ein, zum Beispiel 12, 12 a oder 12-14."))
    return value


HouseNumber = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20), AfterValidator(_house_number)]


def _document_number(value: str) -> str:
    value = "".join(value.split()).upper()
    if not re.fullmatch(r"[A-Z0-9/.-]{4,20}", value):
        raise refuse(
            "document_number",
            _("Geben Sie die Nummer so ein, wie sie auf dem Dokument steht, zum Beispiel C01X00T47."),
        )
    return value


DocumentNumber = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=30), AfterValidator(_document_number)
]


def _iban(value: str) -> str:
    value = "".join(value.split()).upper()
    good = re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", value)
    digits = "".join(str(int(letter, 36)) for letter in value[4:] + value[:4]) if good else "0"
    if int(digits) % 97 != 1:
        raise refuse("iban", _("Prüfen Sie die IBAN: Eine Ziffer stimmt nicht. Eine deutsche IBAN hat 22 Stellen."))
    return value


Iban = Annotated[str, AfterValidator(_iban)]
