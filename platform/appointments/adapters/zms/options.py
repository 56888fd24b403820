from __future__ import annotations

from typing import Annotated

from django.conf import settings
from pydantic import Field, field_validator

from appointments.base import Options
from appointments.needs import Need, Purpose
from kernel.http import is_callable_address

OfficeKey = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Number = Annotated[int, Field(ge=1, le=2_147_483_647)]


class ZmsOptions(Options):
    """``address``: of the citizen API, up to and without ``/offices-and-services/``. ``offices``: our key of an office to
    its number there; ``services``: purpose of a visit to the number of the service. ``per_person``: purposes that are
    booked once for each person (both spouses: count 2); others are booked once. ``seconds``: for one call.
    """

    address: str = Field(max_length=300)
    offices: dict[OfficeKey, Number] = Field(min_length=1, max_length=30)
    services: dict[Purpose, Number] = Field(min_length=1)
    per_person: list[Purpose] = Field(default=[Purpose.SIGNING])
    seconds: float = Field(default=8, ge=1, le=15)

    @field_validator("address")
    @classmethod
    def _a_place_to_call(cls, value: str) -> str:
        if not is_callable_address(value, loopback=not settings.SECURE):
            raise ValueError("an address with https, without a name, password or question mark in it")
        return value.rstrip("/")

    @field_validator("offices")
    @classmethod
    def _each_office_once(cls, value: dict[str, int]) -> dict[str, int]:
        if len(set(value.values())) != len(value):
            raise ValueError("two offices have the same number")
        return value

    def office_key(self, number: int) -> str:
        """Our key of the office with that number there; empty for one that we do not know."""
        return next((key for key, known in self.offices.items() if known == number), "")

    def count(self, need: Need) -> int:
        return max(1, need.persons) if need.purpose in self.per_person else 1
