"""Files inside the message: only PDF and JPEG, inline, and only when they are what they claim to be."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field

from connectors.xauslaender import codes
from connectors.xauslaender.build import Node
from kernel.errors import Refusal

PDF, JPEG = "application/pdf", "image/jpeg"
FORMATS_IN_ORDER = (PDF, JPEG)
_BEGINNINGS = {PDF: b"%PDF-", JPEG: b"\xff\xd8\xff"}


class UnableToRender(Refusal):
    """The case cannot become a message: not_filed, unknown_subject, summary_missing, file_not_pdf_or_jpeg,
    empty_answer."""

    code = "unable_to_render"


@dataclass(frozen=True)
class Proof:
    """An uploaded proof; ``label`` is what the clerk reads above it. Its text form shows no content."""

    label: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Files:
    """``summary`` is the PDF with all that was declared, the instruction and the consents: the message needs it."""

    summary: bytes = field(repr=False)
    proofs: tuple[Proof, ...] = ()


def is_what_it_claims(media_type: str, content: bytes) -> bool:
    beginning = _BEGINNINGS.get(media_type)
    return beginning is not None and content.startswith(beginning)


def check(files: Files) -> None:
    """Refuses with ``UnableToRender`` what the message cannot carry."""
    if not files.summary:
        raise UnableToRender(code="summary_missing")
    claims = [(PDF, files.summary), *((proof.media_type, proof.content) for proof in files.proofs)]
    if not all(is_what_it_claims(media_type, content) for media_type, content in claims):
        raise UnableToRender(code="file_not_pdf_or_jpeg")


def document(parent: Node, element: str, *, media_type: str, content: bytes, label: str | None = None) -> None:
    node = parent.xa(element)
    node.base64("dokument", b64encode(content).decode("ascii"))
    node.xa_code("dokumententyp", codes.FORMATS[media_type], codes.FILE_FORMAT)
    if label is not None:
        node.xa("bezeichnung", label)


def proofs(parent: Node, files: Files) -> None:
    for proof in files.proofs:
        label = parent.speller.line(proof.label) or "Nachweis"
        document(parent, "nachweis", media_type=proof.media_type, content=proof.content, label=label)
