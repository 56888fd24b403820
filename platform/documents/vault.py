"""Between storage and key: nothing enters the storage unsealed. Erasing the case's key erases its files everywhere."""

from __future__ import annotations

import uuid

from declarations.sealing import CaseCipher
from documents.storage import key_for, storage


def _place(document_id: uuid.UUID, variant: str) -> str:
    return f"document.{variant}|{document_id}"


def name_place(document_id: uuid.UUID) -> str:
    return _place(document_id, "name")


def put(cipher: CaseCipher, *, case_id: uuid.UUID, document_id: uuid.UUID, variant: str, content: bytes) -> None:
    storage().put(key_for(case_id, document_id, variant), cipher.seal(content, _place(document_id, variant)))


def get(cipher: CaseCipher, *, case_id: uuid.UUID, document_id: uuid.UUID, variant: str) -> bytes:
    """Raises ``storage.NotStored``, or ``UnableToOpen`` when the content was changed or moved."""
    return cipher.open(storage().get(key_for(case_id, document_id, variant)), _place(document_id, variant))
