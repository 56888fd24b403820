"""The two other messages to the authority: a withdrawal, and the answer to a question."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from connectors.xauslaender import codes, envelope, files
from connectors.xauslaender.build import Node, Speller
from connectors.xauslaender.envelope import Addressing
from connectors.xauslaender.files import Proof, UnableToRender
from connectors.xauslaender.notes import TRANSLITERATED_SHORT

WITHDRAWAL, ANSWER = "130111", "130103"
_ELEMENTS = {WITHDRAWAL: "OZG.Ruecknahme", ANSWER: "OZG.RueckkanalAntwort"}
LONGEST_NAME = 100


@dataclass(frozen=True)
class About:
    """Which case a message is about (``reference``), its own id, and when it is made."""

    reference: str
    message_id: UUID
    created_at: datetime


def withdrawal(about: About, *, addressing: Addressing) -> bytes:
    """130111: the sponsor takes the application back. It has no content, only the case's number."""
    return envelope.written(_started(WITHDRAWAL, about, addressing, None))


def answer(
    about: About, *, addressing: Addressing, answers: UUID, text: str = "", uploads: tuple[Proof, ...] = ()
) -> bytes:
    """130103: words and files (PDF or JPEG, inline) to the question that had the id ``answers``.

    Refuses with ``UnableToRender``: empty_answer, file_not_pdf_or_jpeg.
    """
    if not text.strip() and not uploads:
        raise UnableToRender(code="empty_answer")
    if not all(files.is_what_it_claims(one.media_type, one.content) for one in uploads):
        raise UnableToRender(code="file_not_pdf_or_jpeg")
    root = _started(ANSWER, about, addressing, answers)
    for upload in uploads:
        _upload(root, upload)
    _text(root, text)
    return envelope.written(root)


def _started(kind: str, about: About, addressing: Addressing, answers: UUID | None) -> Node:
    root = envelope.start(kind, _ELEMENTS[kind], addressing=addressing, speller=Speller())
    envelope.head(
        root, message_type=kind, message_id=about.message_id, created_at=about.created_at, addressing=addressing,
        reference=about.reference, answers=answers,
    )  # fmt: skip
    return root


def _upload(root: Node, upload: Proof) -> None:
    node = root.xa("unterlage")
    node.xa("dokumentOderReferenz").base64("dokument", b64encode(upload.content).decode("ascii"))
    node.xa_code("dokumententyp", codes.FORMATS[upload.media_type], codes.FILE_FORMAT)
    node.xa_if("dateiname", root.speller.line(upload.label)[:LONGEST_NAME])


def _text(root: Node, text: str) -> None:
    if not text.strip():
        return
    node = root.xa("antworttext")
    node.write(text.strip())
    if root.speller.transliterated:
        node.write(f"{text.strip()}\n{TRANSLITERATED_SHORT}")
