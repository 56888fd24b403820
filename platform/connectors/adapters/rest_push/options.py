"""What a city sets to have its messages pushed to its own system. None of it is secret."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from django.conf import settings
from pydantic import AfterValidator, Field, model_validator

from connectors.base import Options
from kernel.http import is_callable_address
from kernel.tls import readable

SecretName = Annotated[str, Field(pattern=r"^([a-z0-9][a-z0-9-]{0,59})?$")]


class PushOptions(Options):
    """``address``: where messages are posted. ``key_id`` and ``secret``: the signature's key, by its id and by the name of the
    secret that holds it (32 bytes at least). ``certificate`` and ``passphrase``: names of the secrets with our certificate
    (PKCS #12), for mutual TLS. One of both ways is needed, both may be used. ``trusted``: PEM of the authority behind the
    other side's certificate, where it is none that everybody knows. ``content``: the message alone, or a package with the
    summary for people. ``seconds``: for one call.
    """

    address: str = Field(max_length=160)
    key_id: str = Field(default="", pattern=r"^[A-Za-z0-9._-]{0,60}$")
    secret: SecretName = ""
    certificate: SecretName = ""
    passphrase: SecretName = ""
    trusted: Annotated[str, AfterValidator(readable)] = Field(default="", max_length=20_000)
    content: Literal["message", "package"] = "message"
    seconds: float = Field(default=20, ge=1, le=60)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not is_callable_address(self.address, loopback=not settings.SECURE):
            raise ValueError("address: with https, without a name, password or question mark in it")
        if bool(self.key_id) != bool(self.secret):
            raise ValueError("key_id, secret: both or none")
        if not self.secret and not self.certificate:
            raise ValueError("secret or certificate: one way to know us by is needed")
        if self.certificate and not self.address.startswith("https:"):
            raise ValueError("address: a certificate can be shown by https only")
        return self

    @property
    def base(self) -> str:
        return self.address.rstrip("/")
