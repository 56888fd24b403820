"""Asking the sponsor for something, and the answer. The sponsor never starts over: one question, one answer, one place."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from audit.operations import SPONSOR, Actor, record, staff
from casework.models import SponsorRequest
from casework.ways import works_elsewhere
from configuration import queries as configuration
from declarations import operations, sealing
from declarations.config import DeclarationRules
from declarations.models import Declaration
from declarations.operations import move
from declarations.states import State
from kernel.clock import german_day
from kernel.errors import Refusal
from outbox import operations as outbox

TEXT, ANSWER = "casework.request.text", "casework.request.answer"


class UnableToAnswer(Refusal):
    """The question was answered or closed meanwhile (``closed``), or the answer is empty (``empty``)."""

    code = "closed"


@dataclass(frozen=True)
class RequestView:
    id: uuid.UUID
    kind: str
    document_kind: str
    text: str
    answer: str
    asked_at: datetime
    due_on: date
    answered_at: datetime | None
    is_open: bool


def ask(
    *, case: Declaration, kind: str, text: str, days: int, by: int | None, at: datetime, document_kind: str = "",
    due_on: date | None = None, actor: Actor | None = None,
) -> SponsorRequest:  # fmt: skip
    """Puts a question to the sponsor of a locked case. The mail that announces it follows from the event.

    ``due_on``: the day that was set elsewhere, instead of ``days``. ``actor``: who asks, if it is none of the staff.
    """
    due_on = due_on or german_day(at) + timedelta(days=days)
    cipher = sealing.cipher(case.id)
    request = SponsorRequest(
        case=case, kind=kind, document_kind=document_kind, asked_by=by, asked_at=at,
        due_on=due_on,
    )  # fmt: skip
    request.sealed_text = cipher.seal_json(text, TEXT)
    request.save(force_insert=True)
    case.due_on = request.due_on
    case.save(update_fields=["due_on"])
    asking = actor or staff(by)
    record(action="request.asked", actor=asking, at=at, case_id=case.id, kind=kind, request=str(request.id))
    outbox.record(name="request.asked", subject_id=case.id, at=at, request=str(request.id), kind=kind)
    remind = at + timedelta(days=max((due_on - german_day(at)).days - 3, 1))
    outbox.record(name="request.reminder_due", subject_id=case.id, at=at, due_at=remind, request=str(request.id))
    return request


def answer(*, request_id: uuid.UUID, case_id: uuid.UUID, text: str, has_papers: bool, at: datetime) -> None:
    """The sponsor's answer. Joins the caller's transaction. Returns the case to whoever asked."""
    case = operations.locked(case_id)
    request = SponsorRequest.objects.select_for_update(of=("self",)).get(id=request_id, case_id=case_id)
    if request.answered_at or request.closed_at:
        raise UnableToAnswer()
    if not text.strip() and not has_papers:
        raise UnableToAnswer(code="empty")
    request.sealed_answer = sealing.cipher(case.id).seal_json(text.strip(), ANSWER)
    request.answered_at = at
    request.save(update_fields=["sealed_answer", "answered_at"])
    record(action="request.answered", actor=SPONSOR, at=at, case_id=case.id, request=str(request.id))
    outbox.record(name="request.answered", subject_id=case.id, at=at, request=str(request.id))
    if open_of(case.id):
        return
    back_at_the_office(case)
    if case.state == State.DOCUMENTS_REQUESTED:
        move(declaration=case, target=resumes_to(case), actor=SPONSOR, at=at)


def back_at_the_office(case: Declaration) -> None:
    """Due again on the day by which the city wants to have decided, counted from receipt; questions do not move it."""
    if case.submitted_at is None:
        return
    days = configuration.of_number(case.configuration or 1).section(DeclarationRules).target_days
    case.due_on = german_day(case.submitted_at) + timedelta(days=days)
    case.save(update_fields=["due_on"])


def resumes_to(case: Declaration) -> State:
    """Back to the desk, or to the authority's own system when that is where the case is worked."""
    return State.WITH_AUTHORITY_SYSTEM if works_elsewhere(case) else State.IN_REVIEW


def close_open(case: Declaration, *, at: datetime) -> None:
    SponsorRequest.objects.filter(case=case, answered_at=None, closed_at=None).update(closed_at=at)


def open_of(case_id: uuid.UUID) -> list[SponsorRequest]:
    return list(SponsorRequest.objects.filter(case_id=case_id, answered_at=None, closed_at=None).order_by("asked_at"))


def views_of(case: Declaration, *, only_open: bool = False) -> list[RequestView]:
    cipher = sealing.cipher(case.id)
    rows = SponsorRequest.objects.filter(case=case).order_by("asked_at")
    views = [_view(row, cipher) for row in rows]
    return [view for view in views if view.is_open] if only_open else views


def _view(row: SponsorRequest, cipher: Any) -> RequestView:
    return RequestView(
        row.id, row.kind, row.document_kind, cipher.open_json(row.sealed_text, TEXT),
        cipher.open_json(row.sealed_answer, ANSWER) if row.sealed_answer else "",
        row.asked_at, row.due_on, row.answered_at, not (row.answered_at or row.closed_at),
    )  # fmt: skip
