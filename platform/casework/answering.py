"""What the sponsor answered to a question of the authority's system, as it goes out in the message 130103."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from casework.models import AuthorityMessage, SponsorRequest
from casework.requests import ANSWER
from connectors import operations as connectors
from connectors.attachments import Answer, NotReady, provide_answers
from connectors.xauslaender.files import Proof
from connectors.xauslaender.replies import ANSWER as MESSAGE
from declarations import sealing
from declarations.models import Declaration
from documents import queries as documents
from documents.models import Document
from documents.queries import content_of


def queue_if_asked_there(case: Declaration, request_id: uuid.UUID, *, at: datetime) -> bool:
    """Queues the answer for the authority's system, if the question came from there. Once; joins the transaction."""
    asked = AuthorityMessage.objects.filter(case=case, request_id=request_id).only("message_id").first()
    if asked is None:
        return False
    connectors.queue(declaration=case, message_type=MESSAGE, answers=asked.message_id, at=at)
    return True


@provide_answers
def answer_to(declaration_id: uuid.UUID, question_id: uuid.UUID) -> Answer:
    """Text and files. A file belongs to the answer that was sent next after it was uploaded, so each goes out once."""
    with transaction.atomic():
        asked = AuthorityMessage.objects.select_related("request").get(case_id=declaration_id, message_id=question_id)
        request = asked.request
        if request is None or request.answered_at is None or request.sealed_answer is None:
            raise NotReady("answer")
        text = sealing.cipher(declaration_id).open_json(request.sealed_answer, ANSWER)
        since = _before(request)
        uploads = [one for one in documents.of_case(declaration_id) if _belongs(one, since, request.answered_at)]
        return Answer(text, tuple(Proof(one.name, one.view_type, content_of(one)) for one in uploads))


def _before(request: SponsorRequest) -> datetime:
    """From when on what was uploaded belongs to this answer."""
    others = SponsorRequest.objects.filter(case_id=request.case_id, answered_at__lt=request.answered_at)
    last: datetime | None = others.aggregate(last=Max("answered_at"))["last"]
    return max(request.asked_at, last) if last else request.asked_at


def _belongs(document: Document, since: datetime, until: datetime) -> bool:
    return document.uploaded_by == Document.By.SPONSOR and since < document.uploaded_at <= until
