"""Delivery into a folder that the authority's system (or its gateway) watches.

Three files per message, each complete from the moment that its name appears: the PDF, a manifest with sizes and hashes
(no personal data), and last the XML, so that whoever picks up the XML finds the others.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any, ClassVar

from connectors.adapters.folder.errors import translated
from connectors.adapters.folder.options import FolderOptions
from connectors.adapters.folder.place import city_root, place_of
from connectors.adapters.folder.shelf import Shelf, locked, write_whole
from connectors.base import Connector, Options, OutgoingMessage, Receipt, Temporary


class FolderConnector(Connector[FolderOptions]):
    name: ClassVar[str] = "folder"
    options_model: ClassVar[type[Options]] = FolderOptions

    def check(self, options: FolderOptions) -> None:
        """Writes, renames and removes a small file, as a delivery would."""
        with translated():
            folder = place_of(city_root(), options.folder)
            write_whole(folder / ".zusage-probe", b"")
            (folder / ".zusage-probe").unlink(missing_ok=True)

    def deliver(self, message: OutgoingMessage, options: FolderOptions, *, idempotency_key: str) -> Receipt:
        with translated():
            folder = place_of(city_root(), options.folder)
            shelf = Shelf(folder, idempotency_key)
            with locked(shelf.lock) as ours:
                if not ours:
                    raise Temporary("delivery_in_progress")
                if not shelf.is_known():
                    shelf.stage(files_of(message, idempotency_key), manifest_of(message, idempotency_key))
                shelf.publish()
                return Receipt(shelf.receipt())


def _stem(message: OutgoingMessage, key: str) -> str:
    safe = "".join(letter for letter in message.reference if letter.isascii() and letter.isalnum())
    return f"{safe}_{key}"


def files_of(message: OutgoingMessage, key: str) -> dict[str, bytes]:
    """Name to content, in the order in which they appear."""
    stem = _stem(message, key)
    manifest = json.dumps(manifest_of(message, key), indent=1).encode()
    summary = {f"{stem}.pdf": message.summary} if message.summary else {}
    return {**summary, f"{stem}.json": manifest, f"{stem}.xml": message.body}


def manifest_of(message: OutgoingMessage, key: str) -> dict[str, Any]:
    """Names, sizes and hashes; no personal data."""
    stem = _stem(message, key)
    parts = [(f"{stem}.xml", message.body)]
    parts += [(f"{stem}.pdf", message.summary)] if message.summary else []
    return {
        "receipt": f"{stem}.xml",
        "reference": message.reference,
        "message_type": message.message_type,
        "message_id": message.message_id,
        "idempotency_key": key,
        "files": [{"name": name, "bytes": len(body), "sha256": sha256(body).hexdigest()} for name, body in parts],
    }
