"""How a document gets its files and its row. Files lie in the storage before the row is written, never the reverse: a
crash in between leaves a sealed file that nobody finds and that goes with the case."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum

from audit.operations import Actor, record
from declarations import sealing
from declarations.models import Declaration
from declarations.operations import locked
from declarations.sealing import CaseCipher
from declarations.states import State as CaseState
from documents import intake, vault
from documents.config import DocumentRules
from documents.models import Document, Variant
from documents.refusals import UnableToAccept
from documents.states import State
from documents.storage import key_for, storage
from kernel.crypto import UnableToOpen

_CLOSED = {CaseState.ABANDONED, CaseState.LAPSED, CaseState.ARCHIVED, CaseState.ERASED}


@dataclass(frozen=True)
class File:
    """What is to be kept. ``original`` is empty for what the platform made itself."""

    kind: str
    name: str
    sha256: str
    view: bytes
    view_type: str
    pages: int
    original: bytes = b""
    original_type: str = ""
    state: State = State.OK


def keep(case_id: uuid.UUID, file: File, *, rules: DocumentRules | None, by: Actor, at: datetime) -> Document:
    """Seals, stores, writes the row in a short transaction (or the caller's). ``rules`` bound the case, if given.

    The same file of the same kind again answers the document that is there.
    """
    try:
        cipher = sealing.cipher(case_id)
    except UnableToOpen:
        raise UnableToAccept("case_closed") from None
    document = _row(case_id, file, cipher, by=by, at=at)
    try:
        _store(document, file, cipher)
        with transaction.atomic():
            kept = _write(document, locked(case_id), rules=rules, by=by, at=at)
    except BaseException:
        with suppress(Exception):
            delete_files(document)
        raise
    if kept is not document:
        delete_files(document)
    kept.name = file.name
    return kept


def check_room(case_id: uuid.UUID, size: int, rules: DocumentRules) -> None:
    """Whether one more upload of ``size`` bytes fits into the case (``UnableToAccept``: too_many, case_full)."""
    kept = Document.objects.filter(declaration_id=case_id).exclude(state=State.REMOVED).exclude(uploaded_by="system")
    sums: dict[str, Any] = kept.aggregate(files=Count("id"), total=Sum("original_bytes"))
    intake.check_room(size=size, files=sums["files"], total=sums["total"] or 0, rules=rules)


def delete_files(document: Document) -> None:
    for variant in Variant.values:
        storage().delete(key_for(document.declaration_id, document.id, variant))


def _row(case_id: uuid.UUID, file: File, cipher: CaseCipher, *, by: Actor, at: datetime) -> Document:
    document_id = uuid.uuid4()
    return Document(
        id=document_id,
        declaration_id=case_id,
        kind=file.kind,
        state=file.state,
        sha256=file.sha256,
        original_type=file.original_type,
        view_type=file.view_type,
        original_bytes=len(file.original),
        view_bytes=len(file.view),
        pages=file.pages,
        sealed_name=cipher.seal(file.name.encode(), vault.name_place(document_id)),
        uploaded_by=by.kind,
        uploaded_at=at,
    )


def _store(document: Document, file: File, cipher: CaseCipher) -> None:
    for variant, content in ((Variant.VIEW, file.view), (Variant.ORIGINAL, file.original)):
        if content:
            vault.put(
                cipher,
                case_id=document.declaration_id,
                document_id=document.id,
                variant=variant.value,
                content=content,
            )


def _write(
    document: Document, declaration: Declaration, *, rules: DocumentRules | None, by: Actor, at: datetime
) -> Document:
    """The row, unless the same file is there already. The declaration is locked, so that counting holds."""
    if declaration.state in _CLOSED:
        raise UnableToAccept("case_closed")
    same = Document.objects.filter(declaration=declaration, kind=document.kind, sha256=document.sha256)
    there = same.exclude(state=State.REMOVED).first()
    if there is not None:
        return there
    if rules is not None:
        check_room(declaration.id, document.original_bytes, rules)
    document.save(force_insert=True)
    record(
        action="document.added", actor=by, at=at, case_id=declaration.id,
        document=str(document.id), kind=document.kind, sha256=document.sha256,
    )  # fmt: skip
    return document
