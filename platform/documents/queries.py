"""Reading documents of a case. Names and contents are opened with the case's key."""

from __future__ import annotations

import base64
import uuid
from collections import defaultdict
from collections.abc import Iterable

from declarations import sealing
from declarations.casefile.document import Attachment
from declarations.sealing import CaseCipher
from documents import vault
from documents.kinds import KINDS
from documents.models import Document, Variant
from documents.states import State


def of_case(case_id: uuid.UUID) -> list[Document]:
    """What is there, oldest first, with ``name`` opened. Two queries; ``UnableToOpen`` when the case was erased."""
    found = list(
        Document.objects.filter(declaration_id=case_id).exclude(state=State.REMOVED).order_by("uploaded_at", "id")
    )
    return _named(found, sealing.cipher(case_id)) if found else []


def by_kind(documents: Iterable[Document]) -> dict[str, list[Document]]:
    """The same, sorted by kind: what stands beside each paper that is asked for."""
    sorted_out: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        sorted_out[document.kind].append(document)
    return dict(sorted_out)


def kinds_present(case_id: uuid.UUID) -> set[str]:
    """The kinds of which something was uploaded, without opening anything. One query."""
    there = Document.objects.filter(declaration_id=case_id).exclude(state=State.REMOVED)
    return set(there.values_list("kind", flat=True))


def kinds_by_case(case_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    """The same for several cases. One query."""
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    there = Document.objects.filter(declaration_id__in=list(case_ids)).exclude(state=State.REMOVED)
    for case_id, kind in there.values_list("declaration_id", "kind"):
        found[case_id].add(kind)
    return found


def find(document_id: uuid.UUID) -> Document:
    """One document with its declaration; ``Document.DoesNotExist`` when it was removed or is of another city."""
    return Document.objects.select_related("declaration").exclude(state=State.REMOVED).get(id=document_id)


def find_of_case(document_id: uuid.UUID, *, case_id: uuid.UUID) -> Document:
    """One document of exactly this case: what a page asks for whose address somebody may have changed."""
    return Document.objects.exclude(state=State.REMOVED).get(id=document_id, declaration_id=case_id)


def newest(case_id: uuid.UUID, kind: str) -> Document | None:
    there = Document.objects.filter(declaration_id=case_id, kind=kind).exclude(state=State.REMOVED)
    return there.order_by("-uploaded_at").first()


def content_of(document: Document, variant: str = Variant.VIEW.value) -> bytes:
    """Opened bytes. ``NotStored`` when there is no such variant, ``UnableToOpen`` when the case was erased."""
    return _content(document, variant, sealing.cipher(document.declaration_id))


def attachments(case_id: uuid.UUID, *, with_content: bool = False) -> list[Attachment]:
    """The uploads as parts of the case file: the viewing copies (PDF or JPEG), each with its original's hash."""
    uploads = [document for document in of_case(case_id) if document.kind in KINDS and not KINDS[document.kind].system]
    cipher = sealing.cipher(case_id) if uploads and with_content else None
    return [
        Attachment(
            kind=document.kind,
            name=document.name,
            media_type="application/pdf" if document.view_type == "application/pdf" else "image/jpeg",
            sha256=document.sha256,
            content=base64.b64encode(_content(document, Variant.VIEW.value, cipher)).decode() if cipher else None,
        )
        for document in uploads
    ]


def _content(document: Document, variant: str, cipher: CaseCipher) -> bytes:
    return vault.get(cipher, case_id=document.declaration_id, document_id=document.id, variant=variant)


def _named(documents: list[Document], cipher: CaseCipher) -> list[Document]:
    for document in documents:
        document.name = cipher.open(document.sealed_name, vault.name_place(document.id)).decode()
    return documents
