"""What each message of the authority's system does to a case. Nothing here decides about a person: a message can ask, tell
and say that another authority is responsible; no message approves or refuses.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

from appointments.operations import release
from audit.operations import Actor, record
from casework import requests
from casework.models import AuthorityMessage, RequestKind, SponsorRequest
from casework.returned_checks import UnableToCarryOut
from casework.ways import rules_of, works_elsewhere
from connectors import following
from connectors.models import Delivery
from connectors.xauslaender.incoming import (
    Appointment,
    Document,
    Kind,
    Message,
    NotCompetent,
    Question,
    Status,
    StatusCode,
    WithdrawalNoted,
)
from declarations import sealing
from declarations.models import Declaration
from declarations.operations import move
from declarations.states import State
from kernel.clock import GERMANY
from outbox import operations as outbox

CONTENT, FILES = "casework.authority.content", "casework.authority.files"
END_OF_DAY = time(23, 59)
Theirs = AuthorityMessage.Kind
KINDS: dict[Kind, AuthorityMessage.Kind] = {
    Kind.QUESTION: Theirs.QUESTION,
    Kind.STATUS: Theirs.STATUS,
    Kind.APPOINTMENT: Theirs.APPOINTMENT,
    Kind.WITHDRAWAL_NOTED: Theirs.WITHDRAWAL,
    Kind.NOT_COMPETENT: Theirs.NOT_COMPETENT,
}
SENT_BACK = {Kind.REFUSED: "sent_back", Kind.SEND_AGAIN: "wanted_again", Kind.NOT_FOR_US: "not_for_them"}
UNDECIDED = frozenset({State.SUBMITTED, State.WITH_AUTHORITY_SYSTEM, State.DOCUMENTS_REQUESTED})
OVER = frozenset({
    State.REFUSED, State.WITHDRAWN, State.FORWARDED, State.CLOSED_BY_TIME, State.EXPIRED_UNUSED, State.ENDED,
    State.CANCELLED, State.ARCHIVED, State.ABANDONED, State.LAPSED, State.DRAFT, State.SEALED,
})  # fmt: skip


def carry_out(case: Declaration, told: Message, *, actor: Actor, at: datetime) -> None:
    """Changes the locked case, keeps what was said, and lets the sponsor be told. Joins the caller's transaction.

    Refused (``UnableToCarryOut``), with nothing changed: worked_here, case_decided, case_over, not_withdrawn.
    """
    kind = told.head.kind
    _refuse_untimely(case, told)
    request = _EFFECTS[kind](case, told, actor, at) if kind in _EFFECTS else None
    if case.state == State.SUBMITTED and works_elsewhere(case):
        move(declaration=case, target=State.WITH_AUTHORITY_SYSTEM, actor=actor, at=at)
    row = _keep(case, told, request, at)
    record(action=f"authority.{row.kind}", actor=actor, at=at, case_id=case.id, message=str(row.id), **_details(told))
    outbox.record(name="authority.told", subject_id=case.id, at=at, message=str(row.id), kind=str(row.kind))


def _details(told: Message) -> dict[str, Any]:
    """Codes and times for the trail. ``until``: when the appointment is over, None where its day is not known."""
    if isinstance(told, Status):
        return {"code": told.code}
    if not isinstance(told, Appointment):
        return {}
    if told.day is None:
        return {"until": None}
    over = datetime.combine(told.day, told.ends or told.begins or END_OF_DAY, tzinfo=GERMANY)
    return {"until": over.astimezone(UTC).isoformat()}


def sent_back(delivery: Delivery, kind: Kind, *, at: datetime) -> str:
    """The other side did not take one of our messages: a task for a person. Answers the code.

    What waited for its confirmation is rejected by that. What counts as delivered stays so, and the message on the list.
    """
    code = SENT_BACK[kind]
    return "" if following.rejected_by_message(delivery.id, code=code, at=at) else code


def _refuse_untimely(case: Declaration, told: Message) -> None:
    noted = isinstance(told, WithdrawalNoted) or (
        isinstance(told, Status) and told.status == StatusCode.WITHDRAWAL_RECEIVED
    )
    if noted and case.state == State.WITHDRAWN:
        return
    if isinstance(told, WithdrawalNoted):
        raise UnableToCarryOut(code="not_withdrawn")
    if case.state in OVER:
        raise UnableToCarryOut(code="case_over")
    if isinstance(told, Question | NotCompetent):
        if not works_elsewhere(case):
            raise UnableToCarryOut(code="worked_here")
        if case.state not in UNDECIDED:
            raise UnableToCarryOut(code="case_decided")


def _ask(case: Declaration, told: Any, actor: Actor, at: datetime) -> SponsorRequest:
    """The same question as a clerk's: the sponsor answers on the page, and the answer goes out as a message."""
    if case.state == State.SUBMITTED:
        move(declaration=case, target=State.WITH_AUTHORITY_SYSTEM, actor=actor, at=at)
    if case.state != State.DOCUMENTS_REQUESTED:
        move(declaration=case, target=State.DOCUMENTS_REQUESTED, actor=actor, at=at)
    return requests.ask(
        case=case, kind=RequestKind.MORE, text=told.text, days=rules_of(case).answer_days, due_on=told.due_on, by=None,
        actor=actor, at=at,
    )  # fmt: skip


def _send_on(case: Declaration, _told: Any, actor: Actor, at: datetime) -> None:
    """No fee here (§ 49 (3) AufenthV): that it is proposed to go back follows from the event."""
    requests.close_open(case, at=at)
    release(case_id=case.id, why="forwarded", at=at)
    if case.state != State.WITH_AUTHORITY_SYSTEM:
        move(declaration=case, target=State.WITH_AUTHORITY_SYSTEM, actor=actor, at=at)
    move(declaration=case, target=State.FORWARDED, actor=actor, at=at)


_EFFECTS: dict[Kind, Callable[[Declaration, Any, Actor, datetime], SponsorRequest | None]] = {
    Kind.QUESTION: _ask,
    Kind.NOT_COMPETENT: _send_on,
}


def _keep(case: Declaration, told: Message, request: SponsorRequest | None, at: datetime) -> AuthorityMessage:
    cipher, files = sealing.cipher(case.id), _files(told)
    return AuthorityMessage.objects.create(
        case=case, kind=KINDS[told.head.kind], message_id=told.head.message_id, request=request, at=at,
        sealed_content=cipher.seal_json(_content(told), CONTENT),
        sealed_files=cipher.seal_json(files, FILES) if files else None,
    )  # fmt: skip


def _content(told: Message) -> dict[str, Any]:
    if isinstance(told, Status):
        return {"code": told.code}
    if isinstance(told, NotCompetent):
        return {"text": told.text, "authority": told.competent}
    if isinstance(told, Appointment):
        found = {name: getattr(told, name) for name in ("place", "place_hint", "booking_url", "hint")}
        times = {name: getattr(told, name) for name in ("day", "begins", "ends")}
        return found | {name: value.isoformat() for name, value in times.items() if value is not None}
    return {"text": getattr(told, "text", "")}


def _files(told: Message) -> list[dict[str, str]]:
    parts = [(name, getattr(told, name, None)) for name in ("attachment", "invitation", "fee_notice")]
    return [
        {"part": name, "content": b64encode(file.content).decode()}
        for name, file in parts
        if isinstance(file, Document)
    ]
