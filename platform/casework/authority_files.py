"""Files that came with a message of the authority's system: examined like any upload, then documents of the case."""

from __future__ import annotations

import uuid
from base64 import b64decode
from datetime import datetime

from django.db import transaction
from django.utils.translation import override

from casework.authority_messages import PARTS
from casework.models import AuthorityMessage
from casework.returned_effects import FILES
from declarations import sealing
from declarations.operations import locked
from documents.operations import accept_from_authority
from documents.refusals import UnableToAccept
from kernel.crypto import UnableToOpen

# Nothing is wrong with the file: the scanner is away, and is asked again.
_LATER = "scanner_away"


def keep(*, message_id: uuid.UUID, at: datetime) -> None:
    """Makes documents of a message's files. Outside any transaction; repeated after a crash, it makes none twice.

    A file that cannot be taken is named with its code. Raises ``UnableToAccept`` only where asking again helps.
    """
    row = AuthorityMessage.objects.filter(id=message_id).first()
    if row is None or row.sealed_files is None:
        return
    try:
        files = sealing.cipher(row.case_id).open_json(row.sealed_files, FILES)
    except UnableToOpen:
        return  # erased meanwhile
    found = [{"part": file["part"], **_taken(row, file, at)} for file in files]
    with transaction.atomic():
        locked(row.case_id)
        AuthorityMessage.objects.filter(id=row.id).update(documents=found, sealed_files=None)


def _taken(row: AuthorityMessage, file: dict[str, str], at: datetime) -> dict[str, str]:
    content = b64decode(file["content"])
    with override("de"):
        name = f"{PARTS[file['part']]}{'.pdf' if content.startswith(b'%PDF') else '.jpg'}"
    try:
        kept = accept_from_authority(case_id=row.case_id, name=name, content=content, at=at)
    except UnableToAccept as refusal:
        if refusal.code == _LATER:
            raise
        return {"refused": refusal.code}
    return {"document": str(kept.id)}
