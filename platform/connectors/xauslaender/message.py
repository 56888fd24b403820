"""XAusländer 26.11, ``OZG.Verpflichtungserklaerung.130201``: one declaration as a message to the authority."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import override

from connectors.xauslaender import envelope, files, guest, host, trust
from connectors.xauslaender.build import Node, Speller
from connectors.xauslaender.envelope import Addressing
from connectors.xauslaender.files import PDF, Files, UnableToRender
from connectors.xauslaender.splitting import Portion, portions
from declarations.casefile.choices import Mode
from declarations.casefile.document import CaseFile

DECLARATION = "130201"


def render(
    case: CaseFile,
    *,
    addressing: Addressing,
    files: Files,
    message_id: UUID,
    created_at: datetime,
    subject: str = "",
) -> bytes:
    """One message of the case as UTF-8: which one, ``subject`` says (``splitting.subjects``). The same input gives the same
    bytes.

    What the schema has no element for stands in the remarks; what was not answered is left out or said to be unknown.
    Refuses with ``UnableToRender`` a case that was not filed, a subject that it has not (unknown_subject), a missing
    summary and files that are neither PDF nor JPEG. Texts are German whatever language is active.
    """
    with override("de"):
        if case.filing is None:
            raise UnableToRender(code="not_filed")
        portion = next((one for one in portions(case) if one.subject == subject), None)
        if portion is None:
            raise UnableToRender(code="unknown_subject")
        return _render(portion, case.filing.reference, addressing, files, message_id, created_at)


def _render(
    portion: Portion, reference: str, addressing: Addressing, attached: Files, message_id: UUID, created_at: datetime
) -> bytes:
    files.check(attached)
    root = envelope.start(DECLARATION, "OZG.Verpflichtungserklaerung", addressing=addressing, speller=Speller())
    envelope.head(
        root, message_type=DECLARATION, message_id=message_id, created_at=created_at, addressing=addressing,
        reference=reference,
    )  # fmt: skip
    if is_legally_binding(portion.case):
        root.truth("rechtsverbindlicheVE", True)
    _body(root, portion, attached)
    return envelope.written(root)


def _body(root: Node, portion: Portion, attached: Files) -> None:
    remarks = host.write(root, portion.case, attached)
    guest.write(root, portion)
    files.document(root, "zusammenfassungBelehrung", media_type=PDF, content=attached.summary)
    host.remark(remarks, portion)


def is_legally_binding(case: CaseFile) -> bool:
    """Declared binding online, and proven with an eID at the level *hoch* (§ 68 (2) AufenthG, § 9a (5) OZG)."""
    proven = case.identification is not None and case.identification.level == trust.HIGH
    declared = case.answers.way.mode == Mode.BINDING and case.filing is not None and case.filing.binding
    return declared and proven
