"""What a city sets to deliver through FIT-Connect. None of it is secret."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from uuid import UUID

from django.conf import settings
from pydantic import AfterValidator, Field, model_validator

from connectors.adapters.fit_connect.places import CERTIFIED, PLACES, Environment, Places
from connectors.base import Options
from kernel.http import is_callable_address
from kernel.tls import readable

LEIKA = "urn:de:fim:leika:leistung:99010005261000"
XAUSLAENDER = "https://www.xrepository.de/details/urn:xoev-de:kosit:standard:xinneres.xauslaender"
SecretName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]


class FitConnectOptions(Options):
    """``secret``: the name of the secret that holds the client's secret. ``destination``: the authority's *Zustellpunkt*.

    ``service`` and ``region`` must be among those that the destination offers; ``schema_uri`` too. ``reply_channel``: how
    the authority may answer; *email* goes to ``reply_email``. ``trusted``: PEM of the authorities behind the keys'
    certificates, needed on stage and in production. ``revocation``: what a list of
    revoked certificates that cannot be had means: *strict* waits, *lenient* goes on; *auto* is strict on stage and in
    production. ``token_address`` and ``address`` belong to the environment *own*;
    ``issuer``: what the service calls itself when it signs, empty for its own host. ``seconds``: for one call.
    """

    environment: Environment
    client_id: str = Field(pattern=r"^[A-Za-z0-9._~-]{1,120}$")
    secret: SecretName
    destination: UUID
    service: str = Field(default=LEIKA, pattern=r"^urn:[A-Za-z0-9.:_-]{1,150}$")
    service_name: str = Field(default="Verpflichtungserklärung", min_length=1, max_length=120)
    region: str = Field(default="", pattern=r"^([A-Z]{2})?\d{0,12}$")
    schema_uri: str = Field(default=XAUSLAENDER, pattern=r"^https?://[^\s?#]{1,250}$")
    reply_channel: Literal["none", "email"] = "none"
    reply_email: str = Field(default="", pattern=r"^$|^[^@\s]{1,64}@[^@\s]{1,190}$")
    trusted: Annotated[str, AfterValidator(readable)] = Field(default="", max_length=60_000)
    revocation: Literal["auto", "strict", "lenient"] = "auto"
    token_address: str = Field(default="", max_length=300)
    address: str = Field(default="", max_length=300)
    issuer: str = Field(default="", max_length=300)
    seconds: float = Field(default=20, ge=1, le=30)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.reply_channel == "email") != bool(self.reply_email):
            raise ValueError("reply_email: an address, if and only if reply_channel is email")
        if self.environment in CERTIFIED and not self.trusted:
            raise ValueError("trusted: needed on stage and in production")
        self._own_addresses()
        return self

    def _own_addresses(self) -> None:
        given = (self.token_address, self.address)
        if self.environment is not Environment.OWN:
            if any(given):
                raise ValueError("token_address, address: only in the environment own")
            return
        if not all(is_callable_address(address, loopback=not settings.SECURE) for address in given):
            raise ValueError("token_address, address: with https, without a name, password or question mark in them")

    @property
    def places(self) -> Places:
        if self.environment is Environment.OWN:
            return Places(self.token_address, self.address.rstrip("/"))
        return PLACES[self.environment]

    @property
    def strict_about_revocation(self) -> bool:
        return self.revocation == "strict" or (self.revocation == "auto" and self.environment in CERTIFIED)

    @property
    def wants_certificates(self) -> bool:
        return self.environment in CERTIFIED or bool(self.trusted)
