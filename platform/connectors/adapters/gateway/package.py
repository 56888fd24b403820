"""What is handed over: one ZIP with the message, the PDF for people where there is one, and who it is for.

The same message gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from hashlib import sha256
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from connectors.adapters.gateway.head import Head, Party, read_head
from connectors.adapters.gateway.options import GatewayOptions
from connectors.base import OutgoingMessage, Rejected

ADDRESSING, MESSAGE, SUMMARY = "addressing.json", "message.xml", "summary.pdf"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Address(_Part):
    """An entry in the directory, and its prefix by itself (azr: an authority, alp: a portal)."""

    directory: str
    prefix: str
    identifier: str
    name: str


class File(_Part):
    name: str
    media_type: str
    bytes: int
    sha256: str


class Fee(_Part):
    """What was paid, since the message has no element for it."""

    amount_cents: int
    reference: str
    method: str
    paid_at: datetime


class AddressingFile(_Part):
    """``correlation``: the sponsor's case, the same in all its messages. ``answers``: the message that this one answers,
    or empty. ``key``: the same however often a message is sent; receipts are named after it. ``test``: nobody works on it.
    """

    format: Literal["zusage-gateway-1"] = "zusage-gateway-1"
    sender: Address
    receiver: Address
    service: str
    standard: str
    version: str
    message_type: str = Field(pattern=r"^\d{6}$")
    message_id: str
    created_at: str
    correlation: str
    answers: str
    key: str
    test: bool
    way_back: bool
    fee: Fee | None
    files: list[File]


def package_of(message: OutgoingMessage, options: GatewayOptions, *, key: str) -> bytes:
    """Refuses (``Rejected``) a message without addresses (``not_addressed``) and one that is too large (``too_large``)."""
    contents = {MESSAGE: message.body} | ({SUMMARY: message.summary} if message.summary else {})
    addressing = addressing_of(message, options, key=key).model_dump_json(indent=1).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in (contents | {ADDRESSING: addressing}).items():
            place = zipfile.ZipInfo(name, _LONG_AGO)
            place.compress_type, place.external_attr = zipfile.ZIP_DEFLATED, 0o640 << 16
            archive.writestr(place, content)
    if packed.tell() > options.most_megabytes * 1_000_000:
        raise Rejected("too_large")
    return packed.getvalue()


def addressing_of(message: OutgoingMessage, options: GatewayOptions, *, key: str) -> AddressingFile:
    head = read_head(message.body)
    files = [File(name=MESSAGE, media_type="application/xml", **_measured(message.body))]
    if message.summary:
        files.append(File(name=SUMMARY, media_type="application/pdf", **_measured(message.summary)))
    fee = message.fee and Fee(
        amount_cents=message.fee.amount_cents, reference=message.fee.reference, method=message.fee.method,
        paid_at=message.fee.paid_at,
    )  # fmt: skip
    return AddressingFile(
        sender=_address(head.author), receiver=_address(head.reader), service=options.service or _service(head),
        standard=head.standard, version=head.version, message_type=message.message_type, message_id=message.message_id,
        created_at=head.created_at, correlation=message.reference, answers=message.answers, key=key, test=head.test,
        way_back=options.way_back, fee=fee, files=files,
    )  # fmt: skip


def name_of(message: OutgoingMessage, key: str) -> str:
    """Of the package: the case's reference, which says nothing of a person, and the key."""
    safe = "".join(letter for letter in message.reference if letter.isascii() and letter.isalnum())
    return f"{safe}_{key}.zip"


def key_in(name: str) -> str:
    """The key in a package's name, which is also the receipt that we keep."""
    return name.removesuffix(".zip").rpartition("_")[2]


def _service(head: Head) -> str:
    """As the service of all authorities is registered: ``xauslaender2611OZGPORTALABH`` for version 26.11."""
    return f"xauslaender{head.version.replace('.', '')}OZGPORTALABH"


def _address(party: Party) -> Address:
    prefix = party.identifier.partition(":")[0]
    return Address(directory=party.directory, prefix=prefix, identifier=party.identifier, name=party.name)


def _measured(content: bytes) -> dict[str, int | str]:
    return {"bytes": len(content), "sha256": sha256(content).hexdigest()}
