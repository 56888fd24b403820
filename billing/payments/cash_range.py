"""How a city writes its cash references. Sources of the check digits: Deutsche Bundesbank, Prüfzifferberechnungsmethoden,
00 (modulus 10) and 02 (modulus 11); ISO/IEC 7064, MOD 97-10.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

# What XBezahldienste takes as purpose; also ePayBL's limit.
LONGEST = 27


class CheckDigit(StrEnum):
    """*mod10*: Luhn. *mod11*: weights 2 to 9 from the right; a number whose digit would be 10 is left out. *mod97*:
    two digits, letters count as 10 to 35."""

    NONE = "none"
    MOD10 = "mod10"
    MOD11 = "mod11"
    MOD97 = "mod97"


class Year(StrEnum):
    NONE = "none"
    SHORT = "short"
    LONG = "long"


_YEAR_PLACES = {Year.NONE: 0, Year.SHORT: 2, Year.LONG: 4}
_CHECK_PLACES = {CheckDigit.NONE: 0, CheckDigit.MOD10: 1, CheckDigit.MOD11: 1, CheckDigit.MOD97: 2}


class CashRange(BaseModel):
    """A cash reference is ``prefix``, the year of the payment, ``width`` places of the number, the check digits, in this
    order, with ``separator`` between prefix, year and the rest. The city counts on through all its ranges; the very first
    number is ``first``.

    Check digits are made of all letters and digits before them; for *mod10* and *mod11* of the digits alone.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]*$", max_length=16)] = ""
    year: Year = Year.NONE
    width: int = Field(default=8, ge=5, le=18)
    first: int = Field(default=1, ge=1)
    check_digit: CheckDigit = CheckDigit.NONE
    separator: Annotated[str, StringConstraints(pattern=r"^[- ]?$")] = ""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self._length > LONGEST:
            raise ValueError(f"longer than {LONGEST} characters")
        if self.first >= 10**self.width:
            raise ValueError("the first number has more places than the width")
        return self

    @property
    def name(self) -> str:
        """What the rows say of where they were taken."""
        return self.prefix[:16] or "-"

    @property
    def _length(self) -> int:
        parts = [len(self.prefix), _YEAR_PLACES[self.year], self.width + _CHECK_PLACES[self.check_digit]]
        return sum(parts) + len(self.separator) * (sum(part > 0 for part in parts) - 1)

    def written(self, number: int, *, year: str) -> str | None:
        """The whole reference, or ``None`` when the rule gives this number no check digit."""
        kept = {Year.NONE: "", Year.SHORT: year[-2:], Year.LONG: year}[self.year]
        core = f"{number:0{self.width}d}"
        digits = check_digits(self.check_digit, f"{self.prefix}{kept}{core}")
        if digits is None:
            return None
        return self.separator.join(part for part in (self.prefix, kept, f"{core}{digits}") if part)


def check_digits(rule: CheckDigit, text: str) -> str | None:
    """The check digits of ``text`` (capitals and digits); empty without a rule, ``None`` where the rule has none."""
    if rule is CheckDigit.NONE:
        return ""
    if rule is CheckDigit.MOD97:
        return f"{98 - int(''.join(str(int(sign, 36)) for sign in text)) * 100 % 97:02d}"
    digits = [int(sign) for sign in reversed(text) if sign.isdigit()]
    if rule is CheckDigit.MOD10:
        doubled = (sum(divmod(digit * (2 - place % 2), 10)) for place, digit in enumerate(digits))
        return str(-sum(doubled) % 10)
    rest = -sum(digit * (2 + place % 8) for place, digit in enumerate(digits)) % 11
    return None if rest == 10 else str(rest)
