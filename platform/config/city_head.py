"""Who a city is, as written by people in a file or a command, and what can be wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from django.conf import settings
from django.db.models import Q
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from configuration.document import Fault
from kernel import ags as municipality_key
from tenants import life
from tenants.binding import bind_public
from tenants.models import City, Domain
from tenants.provisioning import schema_of
from tenants.twins import TWIN_ENDING

HOST_WORDS = {
    "bad_host": "a host name such as vpe.musterstadt.de is expected, in lower case",
    "reserved_host": "this host name is the platform's own",
}


class CityHead(BaseModel):
    """The authority's number is from the AZR list, six digits; AGS five (district) or eight digits (municipality)."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    slug: str = Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")
    name: str = Field(min_length=2, max_length=120)
    land: str
    ags: str
    authority_code: str = Field(pattern=r"^[0-9]{6}$")
    host: str = Field(default="", validate_default=True)

    @field_validator("slug")
    @classmethod
    def _no_twin(cls, value: str) -> str:
        if value.endswith(TWIN_ENDING):
            raise ValueError(f"names that end in {TWIN_ENDING} belong to rehearsals (zusage city twin)")
        return value

    @field_validator("land")
    @classmethod
    def _a_land(cls, value: str) -> str:
        if value not in municipality_key.LAENDER:
            raise ValueError(f"one of {', '.join(municipality_key.LAENDER)} is expected")
        return value

    @field_validator("ags")
    @classmethod
    def _an_ags(cls, value: str, info: ValidationInfo) -> str:
        wrong = municipality_key.fault(value, str(info.data.get("land", "")))
        if wrong:
            raise ValueError(wrong)
        return value

    @field_validator("host")
    @classmethod
    def _a_host(cls, value: str, info: ValidationInfo) -> str:
        host = value or f"{info.data.get('slug', 'x')}.{settings.PLATFORM_DOMAIN}"
        try:
            life.check_host(host)
        except life.UnableToChangeCity as refusal:
            raise ValueError(HOST_WORDS[refusal.code]) from None
        return host

    @classmethod
    def checked(cls, values: dict[str, object], *, at: str) -> tuple[Self | None, list[Fault]]:
        """The head, or its faults, each at ``at`` and the field's name."""
        try:
            return cls.model_validate({key: value for key, value in values.items() if (key, value) != ("host", "")}), []
        except ValidationError as error:
            return None, [
                Fault(f"{at}{'.'.join(map(str, item['loc']))}", _words(item["msg"])) for item in error.errors()
            ]


def _words(message: str) -> str:
    return message.removeprefix("Value error, ")


class Register:
    """What is there already of what these heads claim, read once: to say what is taken before anything is made."""

    def __init__(self, heads: Sequence[CityHead]) -> None:
        slugs = [head.slug for head in heads]
        mine = Q(slug__in=slugs) | Q(schema_name__in=[schema_of(slug) for slug in slugs])
        mine |= Q(authority_code__in=[head.authority_code for head in heads])
        hosts = Q(domain__in=[head.host for head in heads]) | Q(tenant__slug__in=slugs)
        with bind_public():
            self.cities = {city.slug: city for city in City.objects.filter(mine)}
            domains = Domain.objects.filter(hosts).values_list("domain", "tenant__slug")
            self.hosts: dict[str, str] = dict(domains)
        self.schemas = {city.schema_name: slug for slug, city in self.cities.items()}
        self.codes = {city.authority_code: slug for slug, city in self.cities.items() if not city.is_twin}

    def taken(self, head: CityHead, *, at: str) -> list[Fault]:
        """What belongs to another city already."""
        held = (
            ("slug", self.schemas.get(schema_of(head.slug))),
            ("host", self.hosts.get(head.host)),
            ("authority_code", self.codes.get(head.authority_code)),
        )
        return [Fault(f"{at}{name}", f"taken by {slug}") for name, slug in held if slug not in (None, head.slug)]

    def is_there(self, head: CityHead) -> bool:
        return head.slug in self.cities

    def differs(self, head: CityHead) -> list[str]:
        """Fields in which the city that is there differs. A host name that was not given is as it is."""
        city = self.cities[head.slug]
        names = ("name", "land", "ags", "authority_code")
        found = [name for name in names if getattr(city, name) != getattr(head, name)]
        elsewhere = "host" in head.model_fields_set and self.hosts.get(head.host) != head.slug
        return [*found, "host"] if elsewhere else found


def twins(heads: Sequence[tuple[str, CityHead]]) -> list[Fault]:
    """What two places of one file both claim."""
    faults: list[Fault] = []
    seen: dict[tuple[str, str], str] = {}
    for at, head in heads:
        for name, value in (
            ("slug", schema_of(head.slug)),
            ("host", head.host),
            ("authority_code", head.authority_code),
        ):
            first = seen.setdefault((name, value), at)
            if first != at:
                faults.append(Fault(f"{at}{name}", f"the same as in {first.rstrip(', ')}"))
    return faults
