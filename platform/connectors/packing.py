"""A delivery as one file, for a city that has to bring it in by hand: message, summary, and a manifest with hashes."""

from __future__ import annotations

import io
import json
import uuid
import zlib
from datetime import datetime
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from audit.operations import Actor
from audit.operations import record as audit
from connectors.making import BODY, SUMMARY
from connectors.models import Delivery
from declarations import sealing
from kernel.errors import Refusal


class UnableToPack(Refusal):
    """not_made (nobody has made the message yet). An erased case is refused with ``UnableToOpen``."""

    code = "not_made"


def package(*, delivery_id: uuid.UUID, by: Actor, at: datetime) -> bytes:
    """A zip with exactly the bytes that are or were sent; noted in the trail. Joins the caller's transaction.

    Refused: ``UnableToPack``, ``UnableToOpen``, ``Delivery.DoesNotExist``.
    """
    delivery = Delivery.objects.select_related("declaration").get(id=delivery_id)
    if delivery.sealed_message is None or delivery.sealed_summary is None:
        raise UnableToPack()
    cipher = sealing.cipher(delivery.declaration_id)
    body = zlib.decompress(cipher.open(delivery.sealed_message, BODY))
    summary = cipher.open(delivery.sealed_summary, SUMMARY)
    audit(
        action="delivery.downloaded", actor=by, at=at, case_id=delivery.declaration_id, delivery=str(delivery.id),
        message_type=delivery.message_type,
    )  # fmt: skip
    parts = {"message.xml": body, "summary.pdf": summary} if summary else {"message.xml": body}
    return _zipped(parts | {"manifest.json": _manifest(delivery, parts)}, at)


def _manifest(delivery: Delivery, parts: dict[str, bytes]) -> bytes:
    told = {
        "message_id": str(delivery.id),
        "message_type": delivery.message_type,
        "reference": delivery.declaration.reference or "",
        "idempotency_key": delivery.idempotency_key,
        "queued_at": delivery.created_at.isoformat(),
        "files": [
            {"name": name, "bytes": len(content), "sha256": sha256(content).hexdigest()}
            for name, content in parts.items()
        ],
    }
    return json.dumps(told, indent=1).encode()


def _zipped(parts: dict[str, bytes], at: datetime) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(ZipInfo(name, at.timetuple()[:6]), content, ZIP_DEFLATED)
    return buffer.getvalue()
