"""Writing drafts and moving cases. Every function joins the caller's transaction and locks the row it changes."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from audit.operations import Actor, record
from declarations import sealing, typed
from declarations.access import ACCESS, Access
from declarations.casefile.path import put
from declarations.models import Declaration, Erasure
from declarations.states import TRANSITIONS, State
from kernel.codes import digest, new_reference, new_secret
from kernel.errors import Refusal
from outbox import operations as outbox
from tenants.binding import in_rehearsal

ANSWERS = "declaration.answers"
CASE = "declaration.case"
# What an erased case's row says no more.
NOTHING_LEFT: dict[str, Any] = {
    "sealed_answers": None, "sealed_typed": None, "sealed_case": None, "sealed_access": None, "draft_digest": None, "link_digest": None,
    "expires_at": None, "sponsor_digest": "", "due_on": None, "entry_on": None,
}  # fmt: skip
# Why a case was erased that its authority has in full: then the mailed link goes on telling where to ask.
HANDED_OVER = "handed_over"


def left_of(reason: str) -> dict[str, Any]:
    """The fields of a row that was erased for this reason."""
    kept = {"link_digest"} if reason == HANDED_OVER else set()
    return {name: value for name, value in NOTHING_LEFT.items() if name not in kept}


class UnableToSave(Refusal):
    """The draft is gone, was filed meanwhile, or is older than what the page showed (code ``changed_meanwhile``)."""

    code = "not_a_draft"


@dataclass(frozen=True)
class NewDraft:
    declaration: Declaration
    secret: str


def start_draft(*, language: str, keep: timedelta, at: datetime, draft_id: uuid.UUID | None = None) -> NewDraft:
    """A fresh draft with its own key. ``secret`` opens it (cookie and mailed link); only its digest is stored.

    ``draft_id``: for whoever has to find it again after a crash.
    """
    access = Access(draft=new_secret(), link=new_secret(), code=new_reference(8))
    draft = Declaration(
        id=draft_id or uuid.uuid4(), language=language, draft_digest=digest(access.draft), link_digest=digest(access.link),
        created_at=at, changed_at=at, expires_at=at + keep,
    )  # fmt: skip
    cipher = sealing.create_key(draft.id, at=at)
    draft.sealed_answers = cipher.seal_json({}, ANSWERS)
    draft.sealed_access = cipher.seal_json(asdict(access), ACCESS)
    draft.save(force_insert=True)
    outbox.record(name="draft.expiry_due", subject_id=draft.id, at=at, due_at=draft.expires_at)
    return NewDraft(draft, access.draft)


def locked(case_id: uuid.UUID) -> Declaration:
    """The row, locked until the transaction ends.

    Without its key: whoever writes a row that refers to the case would wait for us while we may be waiting for that row.
    """
    return Declaration.objects.select_for_update(of=("self",), no_key=True).get(id=case_id)


def answers_of(declaration: Declaration) -> dict[str, Any]:
    """Opens the answers. ``UnableToOpen`` when the case was erased."""
    found: dict[str, Any] = sealing.cipher(declaration.id).open_json(declaration.sealed_answers or b"", ANSWERS)
    return found


def save_section(
    *, case_id: uuid.UUID, key: str, value: dict[str, Any], keep: timedelta, at: datetime
) -> dict[str, Any]:
    """Stores one section of a draft and starts its period anew. Answers all answers.

    Sections are stored apart from each other, so two tabs on two pages do not overwrite each other.
    """
    draft = locked(case_id)
    if draft.state != State.DRAFT:
        raise UnableToSave()
    typed.forget(draft=draft, key=key)
    return replace_answers(draft=draft, answers=put(answers_of(draft), key, value), keep=keep, at=at)


def replace_answers(*, draft: Declaration, answers: dict[str, Any], keep: timedelta, at: datetime) -> dict[str, Any]:
    """Stores all answers of a locked draft."""
    draft.sealed_answers = sealing.cipher(draft.id).seal_json(answers, ANSWERS)
    draft.mode = (answers.get("way") or {}).get("mode", "")
    draft.revision += 1
    draft.changed_at = at
    draft.expires_at = at + keep
    draft.save(update_fields=["sealed_answers", "mode", "revision", "changed_at", "expires_at"])
    return answers


def move(*, declaration: Declaration, target: State, actor: Actor, at: datetime, **details: Any) -> Declaration:
    """The only way to change ``state``: refused off the table; audited and recorded in the same transaction.

    ``declaration`` must be locked. ``details`` are codes and references, never personal data.
    """
    edge = TRANSITIONS.edge(declaration.state, target)
    source = declaration.state
    declaration.state = target
    declaration.changed_at = at
    declaration.save(update_fields=["state", "changed_at"])
    record(action=edge.event, actor=actor, at=at, case_id=declaration.id, source=source, target=target.value, **details)
    outbox.record(name=edge.event, subject_id=declaration.id, at=at, source=source, **details)
    return declaration


def erase(*, declaration: Declaration, actor: Actor, reason: str, at: datetime) -> None:
    """Destroys the case's key and its sealed data, and writes the ledger of erasures. The row stays as a stone."""
    move(declaration=declaration, target=State.ERASED, actor=actor, at=at, reason=reason)
    sealing.destroy_key(declaration.id)
    Erasure.objects.get_or_create(case_id=declaration.id, defaults={"reason": reason, "at": at})
    Declaration.objects.filter(id=declaration.id).update(**left_of(reason))


def erase_rehearsed(*, declaration: Declaration, actor: Actor, at: datetime) -> None:
    """The same in whatever state the case is: in a rehearsal nobody waits for its end. ``RuntimeError`` in a real city."""
    if not in_rehearsal():
        raise RuntimeError("a real case goes its way to the end")
    record(action="declaration.erased", actor=actor, at=at, case_id=declaration.id, reason="rehearsal_over")
    sealing.destroy_key(declaration.id)
    Erasure.objects.get_or_create(case_id=declaration.id, defaults={"reason": "rehearsal_over", "at": at})
    Declaration.objects.filter(id=declaration.id).update(state=State.ERASED, **NOTHING_LEFT)
