"""What a city sets, besides the account, to be connected with its payment service. None of it is secret."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Self

from django.conf import settings
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from kernel.http import is_callable_address
from kernel.tls import readable

ACCOUNT = r"[\w-]{1,36}/[\w-]{1,36}"
SecretName = Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9-]{0,59})?$")]
_NO_ADDRESS = "an address with https, without a name, password or question mark in it"


class Flavour(StrEnum):
    """How we sign in: HTTP Basic (epay21), OAuth 2 client credentials (pmPayment), mutual TLS (ePayBL)."""

    BASIC = "basic"
    OAUTH2 = "oauth2"
    CERTIFICATE = "certificate"


class Options(BaseModel):
    """``address``: up to and without ``/paymenttransaction``. ``user``: login or client id; ``secret``: the name of the
    secret that holds the password, the client's secret or the certificate (PKCS #12), ``passphrase`` of that one's
    passphrase. ``trusted``: PEM of the authority behind the service's certificate, where it is none that everybody knows.
    ``page_minutes``: how long the service keeps a payment page usable. ``booking_data``: what it wants for each item.
    ``seconds``: for one call.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    flavour: Flavour
    address: str = Field(max_length=300)
    user: str = Field(default="", max_length=120)
    secret: SecretName
    passphrase: SecretName = ""
    token_address: str = Field(default="", max_length=300)
    scope: str = Field(default="", max_length=120)
    trusted: Annotated[str, AfterValidator(readable)] = Field(default="", max_length=20_000)
    page_minutes: int = Field(default=60, ge=35, le=240)
    booking_data: dict[str, Annotated[str, Field(max_length=250)]] = Field(default={}, max_length=30)
    seconds: float = Field(default=10, ge=1, le=20)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        signs_in_by_name = self.flavour is not Flavour.CERTIFICATE
        if not self.secret:
            raise ValueError("secret: the name of the secret is missing")
        if signs_in_by_name and (not self.user or ":" in self.user):
            raise ValueError("user: a name without a colon")
        if self.flavour is Flavour.OAUTH2 and not self.token_address:
            raise ValueError("token_address: where the token is fetched")
        for address in filter(None, (self.address, self.token_address)):
            if not is_callable_address(address, loopback=not settings.SECURE):
                raise ValueError(_NO_ADDRESS)
        if not signs_in_by_name and not self.address.startswith("https:"):
            raise ValueError("address: a certificate can be shown by https only")
        return self

    @property
    def base(self) -> str:
        return self.address.rstrip("/")

    @property
    def page_validity(self) -> timedelta:
        return timedelta(minutes=self.page_minutes)
