"""Another authority is responsible: the sponsor takes the data along, as a draft there, by one click.

Two cities never meet in one transaction: what goes along is read in this one, and written in the other as a draft that
only the sponsor can open. It happens by the sponsor's own click and never otherwise; nothing is filed there by it.
"""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from audit.operations import SPONSOR, record
from casework import journey, letterbox, right_authority
from casework.kept import paper_of
from casework.models import AuthorityMessage, CarriedDraft
from casework.returned_effects import CONTENT
from declarations import operations, sealing
from declarations.access import access_of
from declarations.casefile import path
from declarations.models import Declaration
from declarations.sealing import CaseCipher
from declarations.states import State
from documents import queries as documents
from documents.models import Document
from documents.operations import UnableToAccept, accept_upload
from kernel.errors import Refusal
from outbox import operations as outbox
from tenants.binding import bind

ACCESS = "casework.carried.access"


class UnableToCarry(Refusal):
    """``not_forwarded``: this authority is responsible as far as is known; ``not_here``: the other one is not on this
    platform; ``not_open``: it takes no applications now."""

    code = "not_forwarded"


@dataclass(frozen=True)
class Offer:
    """``authority`` as it was named. ``city_name``: the place on this platform, or empty. ``link`` and ``code`` open the
    draft there, once it was carried."""

    authority: str
    explanation: str
    city_name: str
    link: str = ""
    code: str = ""


def offer_of(case: Declaration) -> Offer | None:
    """None unless another authority is responsible. In the caller's transaction."""
    if case.state != State.FORWARDED:
        return None
    cipher = sealing.cipher(case.id)
    authority, explanation = _named(case, cipher)
    row = CarriedDraft.objects.filter(case=case).first()
    access = cipher.open_json(row.sealed_access, ACCESS) if row and row.sealed_access else {}
    return Offer(authority, explanation, row.city_name if row else "", access.get("link", ""), access.get("code", ""))


def look_for_authority(*, case_id: uuid.UUID) -> None:
    """Finds out whether the authority that was named is on this platform. Outside any transaction; may be repeated."""
    with transaction.atomic():
        case = operations.locked(case_id)
        if case.state != State.FORWARDED:
            return
        authority, _explanation = _named(case, sealing.cipher(case.id))
    city = right_authority.find(authority)
    CarriedDraft.objects.update_or_create(
        case=case, defaults={"city": city.slug if city else "", "city_name": city.name if city else ""}
    )


def carry(*, case_id: uuid.UUID, at: datetime) -> None:
    """Makes the draft with the other authority, once; a second call changes nothing. Outside any transaction.

    Refused with ``UnableToCarry``. The papers follow by a worker.
    """
    case = Declaration.objects.get(id=case_id)
    row = CarriedDraft.objects.filter(case=case).first()
    if case.state != State.FORWARDED or row is None:
        raise UnableToCarry()
    if row.sealed_access:
        return
    city = right_authority.open_city(row.city) if row.city else None
    if city is None:
        raise UnableToCarry(code="not_open" if row.city else "not_here")
    answers = operations.answers_of(case)
    with bind(city):
        access = _draft_there(row.draft_id, answers, case.language, at)
    with transaction.atomic():
        operations.locked(case.id)
        sealed = sealing.cipher(case.id).seal_json(access, ACCESS)
        if CarriedDraft.objects.filter(case=case, sealed_access=None).update(sealed_access=sealed, carried_at=at):
            record(action="case.carried_over", actor=SPONSOR, at=at, case_id=case.id)
            outbox.record(name="case.carried_over", subject_id=case.id, at=at)


def carry_papers(*, case_id: uuid.UUID, at: datetime) -> None:
    """The sponsor's uploads follow into the draft. Outside any transaction; what is there already is not made again.

    It ends where the draft was filed, expired or deleted meanwhile.
    """
    row = CarriedDraft.objects.filter(case_id=case_id).first()
    city = right_authority.open_city(row.city) if row and row.sealed_access else None
    if row is None or city is None:
        return
    uploads = [one for one in documents.of_case(case_id) if one.uploaded_by == Document.By.SPONSOR]
    for one in uploads:
        content = documents.content_of(one)
        with bind(city), suppress(UnableToAccept):
            if _is_draft(row.draft_id):
                accept_upload(case_id=row.draft_id, kind=one.kind, name=one.name, content=content, by=SPONSOR, at=at)


def _draft_there(draft_id: uuid.UUID, answers: dict[str, Any], language: str, at: datetime) -> dict[str, str]:
    """The other city is bound. By that city's own questions: what it does not ask is left behind."""
    with transaction.atomic():
        draft = Declaration.objects.filter(id=draft_id).first()
        if draft is None:
            draft = journey.start(language=language, at=at, draft_id=draft_id).declaration
            kept = path.prune(journey.build_context(answers, at=at))
            keep = (draft.expires_at or at) - at
            operations.replace_answers(draft=operations.locked(draft.id), answers=kept, keep=keep, at=at)
            draft.refresh_from_db()
            letterbox.announce(draft, "draft", at=at, until=draft.expires_at)
        return {"link": letterbox.status_link(draft), "code": access_of(draft).code}


def _is_draft(draft_id: uuid.UUID) -> bool:
    return Declaration.objects.filter(id=draft_id, state=State.DRAFT).exists()


def _named(case: Declaration, cipher: CaseCipher) -> tuple[str, str]:
    """(the authority, what was said about it): by its message, or by the clerk who referred the sponsor."""
    row = AuthorityMessage.objects.filter(case=case, kind=AuthorityMessage.Kind.NOT_COMPETENT).order_by("-at").first()
    if row is not None:
        content = cipher.open_json(row.sealed_content, CONTENT)
        return content.get("authority", ""), content.get("text", "")
    told = [text for step in paper_of(case, cipher) if step.step == "forwarded" for _label, text in step.details]
    return (told[0] if told else ""), ""
