"""What an identity provider is to us: a form to send the person away with, and a verified answer when they return.

A provider never sees an HTTP request, knows no city and keeps nothing: the row in ``identity.models`` does.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from identity.person import IdentifiedPerson
from kernel.errors import Refusal


class Level(StrEnum):
    """Vertrauensniveau, § 3 (4) OZG. *hoch* is the eID function of a card."""

    NORMAL = "normal"
    SUBSTANTIAL = "substanziell"
    HIGH = "hoch"

    @property
    def rank(self) -> int:
        return list(Level).index(self)


class Method(StrEnum):
    """By what the person was identified. ``EID`` is a card of which the provider did not name the type."""

    IDENTITY_CARD = "identity_card"
    RESIDENCE_PERMIT = "residence_permit"
    EID_CARD = "eid_card"
    EID = "eid"
    EIDAS = "eidas"
    ELSTER = "elster"
    ACCOUNT = "account"


class Trust(StrEnum):
    """How far the provider vouches for a single attribute."""

    LOW = "untergeordnet"
    NORMAL = "normal"
    SUBSTANTIAL = "substanziell"
    HIGH = "hoch"


class Cancelled(Exception):
    """The person came back without identifying. Not a fault. ``request_id`` is proven by the provider's signature."""

    def __init__(self, request_id: str) -> None:
        super().__init__("cancelled")
        self.request_id = request_id


class IdentityRefused(Refusal):
    """The provider's answer cannot be used; ``code`` says why, and names no person.

    ``request_id`` is set only when a valid signature covers it. ``claimed`` is what the message says about itself:
    good enough to offer a way back, never for a decision.
    """

    code = "identity_refused"

    def __init__(self, code: str, *, request_id: str | None = None) -> None:
        super().__init__(code=code)
        self.request_id = request_id
        self.claimed: str | None = None


class ProviderUnavailable(LookupError):
    """The provider's metadata or our keys are missing or unusable. The text is for the operator and names a file."""


@dataclass(frozen=True)
class BeginRequest:
    """``level`` is the lowest level that will do; ``back_url`` is the page that the person left."""

    request_id: str
    city_display_name: str
    level: Level
    language: str
    back_url: str
    relay_state: str = ""


@dataclass(frozen=True)
class PostForm:
    """A form that the person's browser sends to the provider, by a visible button."""

    action: str
    fields: Mapping[str, str]


class ReadAttribute(BaseModel):
    """One attribute exactly as it was read: part of the evidence. Its text form shows no value."""

    model_config = ConfigDict(frozen=True)

    oid: str
    value: str
    trust: Trust

    def __repr__(self) -> str:
        return f"ReadAttribute({self.oid})"

    __str__ = __repr__


class VerifiedIdentity(BaseModel):
    """A person, as a provider vouches for them. ``verified_at`` is when they identified, not when we heard of it.

    ``attributes`` are spelt for reading, ``evidence`` is what was read, ``trust`` goes by the names of ``attributes``.
    ``assertion_digest`` is the SHA-256 of the canonical form of the signed statement.
    """

    model_config = ConfigDict(frozen=True)

    request_id: str
    level: Level
    method: Method
    issuer: str
    assertion_digest: str
    verified_at: datetime
    attributes: IdentifiedPerson
    trust: dict[str, Trust]
    evidence: tuple[ReadAttribute, ...]

    def __repr__(self) -> str:
        return f"VerifiedIdentity({self.level}, {self.method})"

    __str__ = __repr__


class IdentityProvider(ABC):
    """The pluggable edge. Adapters live in ``identity/adapters/<vendor>``."""

    name: ClassVar[str]

    @abstractmethod
    def begin(self, request: BeginRequest, *, at: datetime) -> PostForm:
        """The form that starts the identification. Keeps nothing; may raise ``ProviderUnavailable``."""

    @abstractmethod
    def finish(self, *, form_fields: Mapping[str, str], at: datetime) -> VerifiedIdentity:
        """The verified person in the form that came back; raises ``Cancelled`` or ``IdentityRefused``
        (or ``ProviderUnavailable``).

        That an answer is used only once is the caller's duty (the request id is its key).
        """
