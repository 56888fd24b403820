"""Who sends the invoices: the operator's own data from the setting ``INVOICE_SELLER`` (JSON). Frozen with each invoice."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kernel.errors import Refusal


class UnableToInvoice(Refusal):
    """no_seller: the operator's own data are missing or not whole. Says which names, never their content."""

    code = "no_seller"


class Vat(BaseModel):
    """How the service is taxed: S (at ``percent``), E (exempt, with the reason), O (outside VAT, with the reason)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    category: Literal["S", "E", "O"]
    percent: Decimal = Field(default=Decimal(0), ge=0, lt=100, decimal_places=2)
    reason: str = Field(default="", max_length=200)

    @model_validator(mode="after")
    def _whole(self) -> Vat:
        if (self.category == "S") != (self.percent > 0):
            raise ValueError("percent")
        if (self.category == "S") == bool(self.reason):
            raise ValueError("reason")
        return self

    @property
    def rate(self) -> int:
        """Hundredths of a percent: 19 % is 1900."""
        return int(self.percent * 100)


class Seller(BaseModel):
    """The operator as it stands on its invoices. ``contact``, ``phone`` and ``email`` are what XRechnung asks for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=2, max_length=120)
    street: str = Field(min_length=2, max_length=120)
    postcode: str = Field(pattern=r"^[0-9]{5}$")
    town: str = Field(min_length=2, max_length=80)
    contact: str = Field(min_length=2, max_length=120)
    phone: str = Field(pattern=r"^[+0-9][0-9 /()-]{5,24}$")
    email: str = Field(pattern=r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$")
    vat_id: str = Field(default="", pattern=r"^(DE[0-9]{9})?$")
    tax_number: str = Field(default="", max_length=20)
    register_number: str = Field(default="", max_length=60)
    iban: str
    bic: str = Field(default="", pattern=r"^([A-Z]{6}[0-9A-Z]{2}([0-9A-Z]{3})?)?$")
    number_prefix: str = Field(default="", pattern=r"^[A-Z]{0,4}$")
    days_to_pay: int = Field(default=30, ge=7, le=90)
    vat: Vat

    @model_validator(mode="after")
    def _whole(self) -> Seller:
        if not is_iban(self.iban):
            raise ValueError("iban")
        if not (self.vat_id or self.tax_number):
            raise ValueError("vat_id")
        if self.vat.category == "O" and not (self.tax_number or self.register_number):
            raise ValueError("tax_number")  # outside VAT the VAT number is left out, and something must name the seller
        return self


def is_iban(text: str) -> bool:
    """By its check digits (ISO 13616); spaces do not count."""
    bare = text.replace(" ", "")
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}", bare):
        return False
    return int("".join(str(int(sign, 36)) for sign in bare[4:] + bare[:4])) % 97 == 1


def configured() -> Seller:
    """Refused: no_seller."""
    if not settings.INVOICE_SELLER:
        raise UnableToInvoice()
    try:
        return Seller.model_validate_json(settings.INVOICE_SELLER)
    except ValidationError as error:
        places = sorted({".".join(str(part) for part in fault["loc"]) for fault in error.errors()})
        raise UnableToInvoice(", ".join(places)) from None
