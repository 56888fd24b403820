"""XAusländer 26.11, ``OZG.Verpflichtungserklaerung.130201``: one declaration as a message to the authority."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import override

from connectors.xauslaender import envelope, files, guest, host, trust
from connectors.xauslaender.build import Node, Speller
from connectors.xauslaender.envelope import Addressing
from connectors.xauslaender.files import PDF, Files, UnableToRender
from declarations.casefile.choices import Mode
from declarations.casefile.document import CaseFile
from kernel.clock import german_day

DECLARATION = "130201"


def render(case: CaseFile, *, addressing: Addressing, files: Files, message_id: UUID, created_at: datetime) -> bytes:
    """The message as UTF-8. The same input gives the same bytes.

    What the schema has no element for stands in the remarks; what was not answered is left out or said to be unknown.
    Refuses with ``UnableToRender`` a case that was not filed, a second adult, a missing summary and files that are
    neither PDF nor JPEG. Texts are German whatever language is active.
    """
    with override("de"):
        return _render(case, addressing, files, message_id, created_at)


def _render(case: CaseFile, addressing: Addressing, attached: Files, message_id: UUID, created_at: datetime) -> bytes:
    if case.filing is None:
        raise UnableToRender(code="not_filed")
    files.check(attached)
    guest.check(case.answers, filed_on=german_day(case.filing.submitted_at))
    root = envelope.start(DECLARATION, "OZG.Verpflichtungserklaerung", addressing=addressing, speller=Speller())
    envelope.head(
        root, message_type=DECLARATION, message_id=message_id, created_at=created_at, addressing=addressing,
        reference=case.filing.reference,
    )  # fmt: skip
    if is_legally_binding(case):
        root.truth("rechtsverbindlicheVE", True)
    _body(root, case, attached)
    return envelope.written(root)


def _body(root: Node, case: CaseFile, attached: Files) -> None:
    remarks = host.write(root, case, attached)
    guest.write(root, case.answers)
    files.document(root, "zusammenfassungBelehrung", media_type=PDF, content=attached.summary)
    host.remark(remarks, case)


def is_legally_binding(case: CaseFile) -> bool:
    """Declared binding online, and proven with an eID at the level *hoch* (§ 68 (2) AufenthG, § 9a (5) OZG)."""
    proven = case.identification is not None and case.identification.level == trust.HIGH
    declared = case.answers.way.mode == Mode.BINDING and case.filing is not None and case.filing.binding
    return declared and proven
