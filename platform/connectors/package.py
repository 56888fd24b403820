"""A message and what belongs to it as one file, the same bytes at every repetition."""

from __future__ import annotations

import io
import json
import re
from hashlib import sha256
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from connectors.base import OutgoingMessage

_EPOCH = (1980, 1, 1, 0, 0, 0)
_TEST = re.compile(rb"""^(?:<\?xml[^>]*>)?\s*<[^>]{0,2000}\stest=["'](?:true|1)["']""")


def is_test(body: bytes) -> bool:
    """Whether the message itself says that nobody may work on it."""
    return _TEST.match(body[:4000]) is not None


def package_of(message: OutgoingMessage, key: str) -> bytes:
    """ZIP, uncompressed: ``message.xml``, ``summary.pdf`` where there is one, and ``manifest.json`` without personal data."""
    files = {"message.xml": message.body} | ({"summary.pdf": message.summary} if message.summary else {})
    manifest = {
        "message_id": message.message_id,
        "message_type": message.message_type,
        "reference": message.reference,
        "idempotency_key": key,
        "test": is_test(message.body),
        "files": [
            {"name": name, "bytes": len(body), "sha256": sha256(body).hexdigest()} for name, body in files.items()
        ],
    }
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as package:
        for name, body in {"manifest.json": json.dumps(manifest, indent=1).encode(), **files}.items():
            package.writestr(ZipInfo(name, _EPOCH), body)
    return buffer.getvalue()
