"""The papers that the platform makes of a case. Made once, kept with the case, handed to whoever needs them.

Making a paper writes files, so it happens outside a transaction and may be repeated: what is there is not made again.
"""

from __future__ import annotations

import base64
import uuid
from datetime import datetime

from django.db import transaction

from casework import checks, paper_data
from casework.letterbox import city_page
from casework.letters import Letter
from casework.models import Decision
from casework.review import LETTER
from connectors.attachments import NotReady, provide
from connectors.xauslaender.files import Files, Proof
from declarations import sealing
from declarations.casefile.document import CaseFile
from declarations.models import Declaration
from declarations.queries import case_file
from declarations.states import State
from documents import operations as documents
from documents import queries as document_queries
from documents.kinds import label_of
from documents.pdf.contracts import Contract
from documents.pdf.render import render
from outbox import operations as outbox
from outbox.models import OutboxEvent

READY = "papers.ready"


def make(*, case_id: uuid.UUID, at: datetime) -> None:
    """Summary and receipt of a received case; then the event that lets it go on, once."""
    declaration = Declaration.objects.get(id=case_id)
    case = case_file(declaration)
    _keep_once(declaration, "summary", paper_data.summary(case, at=at), at)
    page = city_page()
    _keep_once(declaration, "receipt", paper_data.receipt(declaration, case, address=page, at=at), at)
    with transaction.atomic():
        Declaration.objects.select_for_update(of=("self",), no_key=True).get(id=case_id)
        if not OutboxEvent.objects.filter(name=READY, subject_id=case_id).exists():
            outbox.record(name=READY, subject_id=case_id, at=at)


def make_letter(*, case_id: uuid.UUID, at: datetime) -> None:
    """The letter of a refusal, as it was frozen with the decision."""
    declaration = Declaration.objects.get(id=case_id)
    decision = Decision.objects.filter(case=declaration, outcome="refused").order_by("-decided_at").first()
    if decision is None or decision.sealed_letter is None:
        return
    found = Letter(**sealing.cipher(case_id).open_json(decision.sealed_letter, LETTER))
    data = paper_data.letter(declaration, case_file(declaration), found, at=decision.decided_at)
    _keep_once(declaration, "decision_letter", data, at)


def make_worksheet(*, case_id: uuid.UUID, at: datetime) -> None:
    """The worksheet of the last finding, as it was frozen with it."""
    declaration = Declaration.objects.get(id=case_id)
    found = checks.last_of(declaration)
    if found is None:
        return
    sheet = checks.view_of(found).worksheet
    data = paper_data.worksheet(declaration, case_file(declaration), sheet, at=found.decided_at)
    _keep_once(declaration, "worksheet", data, at)


def _keep_once(declaration: Declaration, kind: str, data: Contract, at: datetime) -> None:
    if document_queries.newest(declaration.id, kind) is None:
        name = f"{kind}-{declaration.reference}.pdf"
        documents.keep_generated(case_id=declaration.id, kind=kind, name=name, content=render(kind, data, at=at), at=at)


@provide
def files_of(declaration_id: uuid.UUID) -> Files:
    """What a message to the authority carries: the summary, every proof as PDF or JPEG, and the worksheet of the credit
    check once a person decided by it. Refused with ``NotReady`` while one of our own papers is still being made.
    """
    with transaction.atomic():
        summary = document_queries.newest(declaration_id, "summary")
        if summary is None:
            raise NotReady("summary")
        worksheet = document_queries.newest(declaration_id, "worksheet")
        if worksheet is None and _worksheet_is_due(declaration_id):
            raise NotReady("worksheet")
        proofs = [
            Proof(str(label_of(item.kind)), item.media_type, base64.b64decode(item.content or ""))
            for item in document_queries.attachments(declaration_id, with_content=True)
        ]
        if worksheet is not None:
            proofs.append(Proof("Berechnungsblatt", "application/pdf", document_queries.content_of(worksheet)))
        return Files(summary=document_queries.content_of(summary), proofs=tuple(proofs))


def _worksheet_is_due(case_id: uuid.UUID) -> bool:
    """It is filed when the case is approved, by another step than the one that hands the case over."""
    case = Declaration.objects.get(id=case_id)
    return case.state in (State.APPROVED, State.SIGNING_DUE) and checks.last_of(case) is not None


def with_contents(case: CaseFile, declaration: Declaration) -> CaseFile:
    """The case file with the content of its attachments, for files that travel."""
    return case.model_copy(update={"attachments": document_queries.attachments(declaration.id, with_content=True)})
