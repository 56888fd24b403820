from __future__ import annotations

from typing import Annotated, Literal, Self

from asyncssh import KeyImportError, import_public_key
from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from connectors.adapters.folder.options import inside
from connectors.base import Options
from kernel.http import LOOPBACK

FolderName = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,59}(/[A-Za-z0-9][A-Za-z0-9 ._-]{0,59}){0,5}$")
]


class Folders(BaseModel):
    """Where what lies, below ``folder``. ``outgoing``: what the gateway takes; ``incoming``: what it brings; ``done``: what
    of it we have kept; ``receipts``: what it says about what it took."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    outgoing: FolderName = "out"
    incoming: FolderName = "in"
    done: FolderName = "done"
    receipts: FolderName = "receipts"

    @model_validator(mode="after")
    def _all_differ(self) -> Self:
        if len({self.outgoing, self.incoming, self.done, self.receipts}) < 4:
            raise ValueError("two folders have the same name")
        return self


class Server(BaseModel):
    """A server that is reached by SFTP. ``secret``: the name under which the city's private key or password is kept.

    ``host_keys``: the server's own public keys, as lines (``ssh-ed25519 AAAA…``); no other server is spoken to.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = Field(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$")
    port: int = Field(default=22, ge=1, le=65535)
    user: str = Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.@\\-]{0,63}$")
    sign_in: Literal["key", "password"] = "key"
    secret: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")
    host_keys: list[str] = Field(min_length=1, max_length=4)

    @field_validator("host")
    @classmethod
    def _not_this_machine(cls, value: str) -> str:
        if settings.SECURE and (value.lower() in LOOPBACK or value.startswith("127.")):
            raise ValueError("a server of the city or its data centre")
        return value

    @field_validator("host_keys")
    @classmethod
    def _are_keys(cls, value: list[str]) -> list[str]:
        for line in value:
            try:
                import_public_key(line)
            except (KeyImportError, ValueError):
                raise ValueError("a line as ssh-keyscan writes it, from the kind of key on") from None
        return value


class GatewayOptions(Options):
    """``server``: reached by SFTP; without it, ``folder`` lies below the city's own delivery folder here.

    ``receipts``: the gateway writes receipts, and a delivery counts only with one. ``way_back``: answers of the
    authority come back this way. ``service``: the service in the directory; empty: by the version of the message.
    ``seconds``: for one call as a whole. ``most_megabytes``: the largest package.
    """

    folder: str = Field(default="", max_length=200)
    folders: Folders = Folders()
    server: Server | None = None
    receipts: bool = True
    way_back: bool = True
    service: str = Field(default="", pattern=r"^[A-Za-z0-9._:-]{0,100}$")
    seconds: int = Field(default=60, ge=2, le=200)
    most_megabytes: int = Field(default=100, ge=1, le=500)

    @field_validator("folder")
    @classmethod
    def _stays_inside(cls, value: str) -> str:
        return inside(value)
