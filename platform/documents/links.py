"""Short-lived links to the host for files, which is no application's origin: what is opened there can touch nothing.

A link says which document and variant; its signature holds also the city's schema and for whom it was made, so that it
is good for nothing else. It is a capability for five minutes: whoever has it may read, so it stands in no mail.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing

from audit.operations import Actor, record
from documents.models import Document, Variant
from kernel.errors import Refusal
from tenants.binding import current, current_city
from tenants.doors import find_by_slug
from tenants.models import City, Stage
from tenants.routing import base_url

VALID = timedelta(minutes=5)
_TOKEN = re.compile(r"([a-z][a-z0-9-]{0,40})~(sponsor|staff)\.([A-Za-z0-9-]{0,64})~([A-Za-z0-9_:-]+)")


class UnableToFollow(Refusal):
    """The link was changed, never ours (``unknown``), or is older than five minutes (``expired``)."""

    code = "unknown"


@dataclass(frozen=True)
class Link:
    city: City
    document_id: uuid.UUID
    variant: str
    audience: Actor


def link_for(document: Document, *, audience: Actor, variant: str = Variant.VIEW.value, at: datetime) -> str:
    """An absolute address, good for five minutes. ``audience`` is the sponsor or a member of staff.

    Recorded in the trail when it is for staff or for an original, here and again when it is used: so make it when
    somebody clicks, not for a whole list. Joins the caller's transaction.
    """
    if variant == Variant.ORIGINAL and not document.has_original:
        raise ValueError("this document has no original")
    value = {"d": document.id.hex, "v": str(variant), "e": int((at + VALID).timestamp())}
    signed = _signer(current().schema, audience).sign_object(value)
    token = f"{current_city()}~{audience.kind}.{audience.ref}~{signed}"
    if not _TOKEN.fullmatch(token):
        raise ValueError("links are for the sponsor or for staff")
    note(document, action="document.link_made", variant=variant, audience=audience, at=at)
    return f"{base_url(f'dateien.{settings.PLATFORM_DOMAIN}')}/{token}"


def read_link(token: str, *, at: datetime) -> Link:
    """Finds the city and checks the signature. Call it unbound. Refuses with ``UnableToFollow``."""
    found = _TOKEN.fullmatch(token)
    city = find_by_slug(found[1]) if found else None
    if found is None or city is None or city.stage == Stage.OFFBOARDED:
        raise UnableToFollow()
    audience = Actor(found[2], found[3])
    try:
        value: dict[str, Any] = _signer(city.schema_name, audience).unsign_object(found[4])
    except signing.BadSignature:
        raise UnableToFollow() from None
    if value["e"] < at.timestamp():
        raise UnableToFollow(code="expired")
    return Link(city, uuid.UUID(hex=value["d"]), value["v"], audience)


def note(document: Document, *, action: str, variant: str, audience: Actor, at: datetime) -> None:
    """The entry in the trail, where one is due: what staff looks at, and every original."""
    if audience.kind == "staff" or variant == Variant.ORIGINAL:
        record(
            action=action, actor=audience, at=at, case_id=document.declaration_id,
            document=str(document.id), kind=document.kind, variant=str(variant),
        )  # fmt: skip


def _signer(schema: str, audience: Actor) -> signing.Signer:
    return signing.Signer(salt=f"documents.links|{schema}|{audience.kind}|{audience.ref}")
