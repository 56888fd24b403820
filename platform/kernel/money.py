"""Amounts of money: shown as Germans write them, read as people type them, exact to the cent."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")

_CURRENCY = r"(?:€|EUR|Euro)"
_SPACES = "\u00a0\u2007\u2009\u202f\t"
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?P<separator>[. ])[0-9]{3}(?:(?P=separator)[0-9]{3})*(?:,[0-9]{1,2})?")
_PLAIN = re.compile(r"(?:0|[1-9][0-9]*)(?:,[0-9]{1,2})?")
# Number pads of telephones set to another language offer no comma; two digits after one dot cannot mean thousands.
_DOT_AND_CENTS = re.compile(r"(?:0|[1-9][0-9]*)\.[0-9]{2}")
_MAX_DIGITS = 15


class NotAnAmount(ValueError):  # named like the refusals, by what is wrong
    """What was typed cannot be read as one amount without guessing. Never holds what was typed."""


def euros(cents: int) -> str:
    """Whole cents as „1.990,00 €“ (thousands with a dot, an ordinary space before the sign)."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    grouped = f"{whole:,}".replace(",", ".")
    return f"{sign}{grouped},{rest:02d} €"


def euros_decimal(amount: Decimal) -> str:
    """Euros as „1.990,00 €“; a fraction of a cent is rounded half up, since nothing smaller is ever owed."""
    return euros(to_cents(amount.quantize(CENT, rounding=ROUND_HALF_UP)))


def to_cents(amount: Decimal) -> int:
    """Euros to whole cents. Refuses (``NotAnAmount``) what has a fraction of a cent or is no number."""
    if not amount.is_finite():
        raise NotAnAmount("not a finite number")
    cents = amount.scaleb(2)
    if cents != cents.to_integral_value():
        raise NotAnAmount("a fraction of a cent")
    return int(cents)


def from_cents(cents: int) -> Decimal:
    """Whole cents to euros with two decimals."""
    return Decimal(cents).scaleb(-2)


def parse_amount(typed: str) -> Decimal:
    """Euros as people type them in German: „1990“, „1990,5“, „1.990,50 €“, „1 990,50“; always two decimals back.

    A dot or space groups thousands („1.990“ is one thousand nine hundred and ninety), a comma begins the cents.
    ``NotAnAmount`` for everything that would need a guess: „1,990“, „1.99 0“, „1,990.50“, „12.34.5“, „007“.
    """
    text = typed.translate(dict.fromkeys(map(ord, _SPACES), " ")).strip()
    negative = text[:1] in {"-", "−"}
    text = _without_currency(text[1:] if negative else text)
    if sum(letter.isdigit() for letter in text) > _MAX_DIGITS:
        raise NotAnAmount("too many digits")
    amount = Decimal(_canonical(text)).quantize(CENT)
    return -amount if negative and amount else amount


def _without_currency(text: str) -> str:
    before = re.sub(rf"^{_CURRENCY}\s*", "", text.strip(), flags=re.IGNORECASE)
    if before != text.strip():
        return before
    return re.sub(rf"\s*{_CURRENCY}$", "", before, flags=re.IGNORECASE)


def _canonical(text: str) -> str:
    if _DOT_AND_CENTS.fullmatch(text):
        return text
    if _PLAIN.fullmatch(text) or _GROUPED.fullmatch(text):
        return text.replace(".", "").replace(" ", "").replace(",", ".")
    raise NotAnAmount("not an amount")
