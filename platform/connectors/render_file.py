"""A case file as a message, without a database: for ``zusage xauslaender render FILE.json``."""

from __future__ import annotations

import uuid
from base64 import b64decode
from binascii import Error as NotBase64
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.conf import settings

from connectors.addressing import AUTHORITY, portal_address
from connectors.xauslaender.addresses import PostalAddress
from connectors.xauslaender.codes import FORMATS
from connectors.xauslaender.envelope import Addressing, Party
from connectors.xauslaender.files import Files, Proof, UnableToRender, is_what_it_claims
from connectors.xauslaender.message import render
from declarations.casefile.document import Attachment, CaseFile, Filing
from kernel.codes import ALPHABET, check_character

SUMMARY = "summary"
UNKNOWN_AUTHORITY = "000000"


def render_case(
    document: dict[str, Any],
    *,
    at: datetime,
    summary: bytes | None = None,
    addressing: Addressing | None = None,
) -> bytes:
    """The message for a complete case file; always a test message unless ``addressing`` says otherwise.

    ``at`` is when the message is made. Attachments with content become proofs; one of kind *summary* is the summary PDF, else the caller gives it. A file
    without filing is rendered as a preview: reference from its hash, filed now. Raises pydantic's ``ValidationError``
    or ``UnableToRender``. The same file at the same moment gives the same bytes.
    """
    case = CaseFile.model_validate(_completed(document))
    digest = sha256(case.model_dump_json().encode()).hexdigest()
    filing = case.filing or _preview_filing(digest, at)
    case = case.model_copy(update={"filing": filing})
    return render(
        case,
        addressing=addressing or _test_addressing(filing),
        files=_files(case.attachments, summary or b""),
        message_id=uuid.uuid5(uuid.NAMESPACE_OID, f"{filing.reference}|{digest}"),
        created_at=at,
    )


def _completed(document: dict[str, Any]) -> dict[str, Any]:
    """Files for the import may leave type and hash of an attachment away: both follow from its content."""
    attachments = document.get("attachments")
    if not isinstance(attachments, list):
        return document
    return {**document, "attachments": [_with_type_and_hash(one) for one in attachments]}


def _with_type_and_hash(attachment: Any) -> Any:
    if not isinstance(attachment, dict) or not isinstance(attachment.get("content"), str):
        return attachment
    content = _decoded(attachment["content"])
    kinds = [kind for kind in FORMATS if is_what_it_claims(kind, content)]
    found = {"sha256": sha256(content).hexdigest(), **({"media_type": kinds[0]} if kinds else {})}
    return {**found, **attachment}


def _files(attachments: list[Attachment], summary: bytes) -> Files:
    inside = [(one, _decoded(one.content)) for one in attachments if one.content]
    summaries = [content for one, content in inside if one.kind == SUMMARY]
    proofs = tuple(
        Proof(one.name or one.kind, one.media_type, content) for one, content in inside if one.kind != SUMMARY
    )
    return Files(summary=summaries[0] if summaries else summary, proofs=proofs)


def _decoded(content: str) -> bytes:
    try:
        return b64decode(content, validate=True)
    except NotBase64:
        raise UnableToRender(code="not_base64") from None


def _preview_filing(digest: str, at: datetime) -> Filing:
    body = "".join(ALPHABET[int(digest[place : place + 2], 16) % len(ALPHABET)] for place in range(0, 22, 2))
    return Filing(
        reference=body + check_character(body), city="", authority_code=UNKNOWN_AUTHORITY, submitted_at=at,
        configuration=0, binding=False,
    )  # fmt: skip


def _test_addressing(filing: Filing) -> Addressing:
    reader = Party(f"{AUTHORITY}:{filing.authority_code}", f"Ausländerbehörde {filing.city.title()}")
    author = Party(settings.PORTAL_ID, settings.PORTAL_NAME, portal_address() or PostalAddress(), settings.PORTAL_EMAIL)
    return Addressing(reader=reader, author=author, test=True)
