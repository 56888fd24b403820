"""The complete case as a document: how it is stored, imported, exported and handed over (JSON Schema in ``docs/``)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from declarations.casefile import guest as guest_parts
from declarations.casefile import household as household_parts
from declarations.casefile import income as income_parts
from declarations.casefile import obligations as obligations_parts
from declarations.casefile import parties
from declarations.casefile import sponsor as sponsor_parts
from declarations.casefile import stay as stay_parts
from declarations.casefile.start import Eligibility, Way

FORMAT: Literal["zusage-case/1"] = "zusage-case/1"


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Sponsor(Part):
    name: sponsor_parts.SponsorName = sponsor_parts.SponsorName()
    birth: sponsor_parts.SponsorBirth = sponsor_parts.SponsorBirth()
    title: sponsor_parts.SponsorTitle | None = None
    address: sponsor_parts.SponsorAddress = sponsor_parts.SponsorAddress()
    contact: sponsor_parts.SponsorContact = sponsor_parts.SponsorContact()
    document: sponsor_parts.SponsorDocument = sponsor_parts.SponsorDocument()
    remark: sponsor_parts.SponsorRemark | None = None


class Income(Part):
    sources: income_parts.Sources = income_parts.Sources()
    employment: income_parts.Employment | None = None
    net: income_parts.Net | None = None
    business: income_parts.Business | None = None
    other: income_parts.Other | None = None


class Guest(Part):
    name: guest_parts.GuestName = guest_parts.GuestName()
    birth: guest_parts.GuestBirth = guest_parts.GuestBirth()
    passport: guest_parts.GuestPassport = guest_parts.GuestPassport()
    address: guest_parts.GuestAddress = guest_parts.GuestAddress()
    contact: guest_parts.GuestContact = guest_parts.GuestContact()


class Answers(Part):
    """What the sponsor said, section by section."""

    eligibility: Eligibility = Eligibility()
    way: Way = Way()
    institution: parties.Institution | None = None
    sponsor: Sponsor = Sponsor()
    household: household_parts.Household = household_parts.Household()
    income: Income = Income()
    obligations: obligations_parts.Obligations = obligations_parts.Obligations()
    other_declarations: obligations_parts.OtherDeclarations = obligations_parts.OtherDeclarations()
    security: obligations_parts.Security | None = None
    guest: Guest = Guest()
    companions: guest_parts.Companions = guest_parts.Companions()
    stay: stay_parts.Stay = stay_parts.Stay()
    accommodation: stay_parts.Accommodation = stay_parts.Accommodation()
    housing: stay_parts.Housing | None = None


class FurtherGuest(Part):
    """Another adult, with spouse and minor children. What is not told about stay and accommodation is as for the first."""

    guest: Guest
    companions: guest_parts.Companions = guest_parts.Companions()
    stay: stay_parts.Stay | None = None
    accommodation: stay_parts.Accommodation | None = None


class Acceptance(Part):
    """A text that was accepted: which, in which version and language, proven by its hash, and when (UTC)."""

    text: str
    version: str
    language: Literal["de", "en"] = "de"
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    at: datetime


class Attachment(Part):
    """An uploaded proof. ``content`` (base64) only in files that travel; ``sha256`` is of the original."""

    kind: str
    name: str
    media_type: Literal["application/pdf", "image/jpeg"]
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    content: str | None = None


class Identification(Part):
    """Who the sponsor is, as proven: none in the prepared mode. ``trusted`` lists the fields that the card vouches for."""

    method: str
    level: Literal["normal", "substanziell", "hoch"]
    verified_at: datetime
    issuer: str = ""
    evidence_sha256: str = ""
    trusted: list[str] = Field(default_factory=list)


class Declarant(Part):
    """A second person who declares for the same guests, liable as the first one is. ``housing``: None as for the first."""

    sponsor: Sponsor
    household: household_parts.Household = household_parts.Household()
    income: Income = Income()
    obligations: obligations_parts.Obligations = obligations_parts.Obligations()
    other_declarations: obligations_parts.OtherDeclarations = obligations_parts.OtherDeclarations()
    security: obligations_parts.Security | None = None
    housing: stay_parts.Housing | None = None
    identification: Identification | None = None


class Filing(Part):
    """What the platform adds when the case is received."""

    reference: str
    city: str
    authority_code: str
    submitted_at: datetime
    configuration: int
    binding: bool
    fee_cents: int = 0
    paid_cents: int = 0
    declarants: int = 1


class CaseFile(Part):
    """The frozen case: answers, accepted texts, proofs, identification, filing. Never changed once handed over.

    ``further_guests`` and ``second_declarant`` come with files only; each makes messages of its own.
    """

    format: Literal["zusage-case/1"] = FORMAT
    sponsor_kind: Literal["private", "institutional"] = "private"
    representation_kind: Literal["self"] = "self"
    language: Literal["de", "en"] = "de"
    answers: Answers
    # Not written while there are none: the release before this field refuses what it does not know.
    further_guests: list[FurtherGuest] = Field(default_factory=list, max_length=20, exclude_if=lambda value: not value)
    second_declarant: Declarant | None = None
    acceptances: list[Acceptance] = Field(default_factory=list)
    attachments: list[Attachment] = Field(default_factory=list)
    identification: Identification | None = None
    filing: Filing | None = None


def json_schema() -> dict[str, Any]:
    return CaseFile.model_json_schema(mode="validation")
