"""Taking documents into a case and out of it. Refusals keep or change nothing."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime

from django.db import transaction

from audit.operations import SYSTEM, Actor, record
from configuration.queries import in_force
from declarations.states import State as CaseState
from documents import intake, keeping, sniff
from documents.config import DocumentRules
from documents.kinds import FROM_AUTHORITY, KINDS
from documents.models import Document
from documents.refusals import UnableToAccept as UnableToAccept
from documents.states import TRANSITIONS, State
from documents.storage import folder_of, storage
from kernel.errors import Refusal


class UnableToRemove(Refusal):
    """The document is part of a case that was handed in (``handed_in``), or gone already (``gone``)."""

    code = "handed_in"


def accept_upload(*, case_id: uuid.UUID, kind: str, name: str, content: bytes, by: Actor, at: datetime) -> Document:
    """Takes one uploaded file into the case; refuses with ``UnableToAccept`` and keeps nothing then.

    Best called outside a transaction: examining and storing take their time and come before a short one of its own
    (inside one, it joins). The same file of the same kind again answers the document that is there.
    """
    intake.check_kind(kind)
    rules = in_force(at=at).section(DocumentRules)
    keeping.check_room(case_id, len(content), rules)
    found = intake.examine(content, rules=rules)
    file = keeping.File(
        kind=kind,
        name=intake.tidy_name(name),
        sha256=found.sha256,
        view=found.view.content,
        view_type=found.view.media_type,
        pages=found.view.pages,
        original=content,
        original_type=found.original_type,
        state=State.OK if found.scanned else State.QUARANTINED,
    )
    return keeping.keep(case_id, file, rules=rules, by=by, at=at)


def keep_generated(
    *, case_id: uuid.UUID, kind: str, name: str, content: bytes, pages: int = 1, by: Actor = SYSTEM, at: datetime
) -> Document:
    """Keeps a PDF that the platform made (a ``system`` kind). The same bytes again answer the document that is there."""
    if not KINDS[kind].system:
        raise ValueError("not a kind that the platform makes")
    sha256 = hashlib.sha256(content).hexdigest()
    file = keeping.File(kind=kind, name=name, sha256=sha256, view=content, view_type=sniff.PDF, pages=pages)
    return keeping.keep(case_id, file, rules=None, by=by, at=at)


def accept_from_authority(*, case_id: uuid.UUID, name: str, content: bytes, at: datetime) -> Document:
    """Takes a file that came with a message of the authority's system: examined and rebuilt like any upload.

    Call it outside a transaction. Refuses with ``UnableToAccept`` and keeps nothing then; the same file again answers the
    document that is there.
    """
    found = intake.examine(content, rules=in_force(at=at).section(DocumentRules))
    file = keeping.File(
        kind=FROM_AUTHORITY, name=name, sha256=found.sha256, view=found.view.content, view_type=found.view.media_type,
        pages=found.view.pages,
    )  # fmt: skip
    return keeping.keep(case_id, file, rules=None, by=SYSTEM, at=at)


def remove(*, document_id: uuid.UUID, by: Actor, at: datetime) -> None:
    """Deletes the files once the transaction is through; the row stays as a stone. Refuses with ``UnableToRemove``.

    A sponsor removes what was not handed in yet: anything of a draft, and of a request what came since it was asked.
    """
    with transaction.atomic():
        document = Document.objects.select_for_update(of=("self",)).select_related("declaration").get(id=document_id)
        if document.state == State.REMOVED:
            raise UnableToRemove(code="gone")
        if by.kind == "sponsor" and not _still_in_hand(document):
            raise UnableToRemove()
        _take_out(document, by=by, at=at, reason="by_hand")


def erase_all(*, case_id: uuid.UUID) -> None:
    """Forgets every document of a case, rows and files, also files that lost their row. Joins the caller's transaction;
    the files go when it is through. Without the case's key they are unreadable even before."""
    Document.objects.filter(declaration_id=case_id).delete()
    folder = folder_of(case_id)
    transaction.on_commit(lambda: storage().delete_all(folder), robust=True)


def clear(*, document_id: uuid.UUID, infected: bool, at: datetime) -> Document:
    """What the scanner said at last about a quarantined document: released, or taken out of the case."""
    with transaction.atomic():
        document = Document.objects.select_for_update(of=("self",)).get(id=document_id)
        if document.state == State.QUARANTINED and infected:
            _take_out(document, by=SYSTEM, at=at, reason="infected")
        elif document.state == State.QUARANTINED:
            _move(document, State.OK, by=SYSTEM, at=at)
        return document


def _still_in_hand(document: Document) -> bool:
    if document.uploaded_by != Document.By.SPONSOR:
        return False
    declaration = document.declaration
    asked = declaration.state == CaseState.DOCUMENTS_REQUESTED and document.uploaded_at >= declaration.changed_at
    return declaration.state == CaseState.DRAFT or asked


def _take_out(document: Document, *, by: Actor, at: datetime, reason: str) -> None:
    document.removed_at, document.sealed_name = at, b""
    _move(document, State.REMOVED, by=by, at=at, reason=reason)
    transaction.on_commit(lambda: keeping.delete_files(document), robust=True)


def _move(document: Document, target: State, *, by: Actor, at: datetime, **details: str) -> None:
    edge = TRANSITIONS.edge(document.state, target.value)
    document.state = target
    document.save(update_fields=["state", "removed_at", "sealed_name"])
    record(
        action=edge.event, actor=by, at=at, case_id=document.declaration_id,
        document=str(document.id), kind=document.kind, **details,
    )  # fmt: skip
