"""The person as the application form knows a sponsor: the identified part of it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

PARTIAL_DATE = r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"


class IdentifiedPerson(BaseModel):
    """Spelt for reading (cards hold capitals only). What a card does not hold is None.

    ``birth_date`` is an ISO date of which day, or month and day, may be unknown. ``nationality`` is a key of the
    Destatis list ("000" is German), ``country`` an ISO 3166-1 code of two letters. The text form shows nothing.
    """

    model_config = ConfigDict(frozen=True)

    family_name: str = Field(min_length=1)
    given_names: str | None = None
    birth_name: str | None = None
    doctoral_degree: str | None = None
    birth_date: str | None = Field(default=None, pattern=PARTIAL_DATE)
    birth_place: str | None = None
    nationality: str | None = Field(default=None, pattern=r"^\d{3}$")
    street: str | None = None
    house_number: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")

    def __repr__(self) -> str:
        return "IdentifiedPerson(…)"

    __str__ = __repr__
