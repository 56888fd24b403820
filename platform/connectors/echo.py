"""A test message at any time: a fictional case by the city's own connector, and what became of it.

It is a row of its own and no delivery, so no list of cases, no order, no bill and no count knows it.
"""

from __future__ import annotations

import uuid
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from audit.operations import Actor
from audit.operations import record as audit
from configuration.queries import in_force
from connectors.addressing import addressing_of
from connectors.base import OutgoingMessage
from connectors.config import DeliveryRules
from connectors.inbox_models import Echo
from connectors.kit import people
from connectors.limits import TESTS
from connectors.routing import FALLBACK
from connectors.states import State as DeliveryState
from connectors.wording import explanation
from connectors.xauslaender.files import Files, UnableToRender
from connectors.xauslaender.message import DECLARATION, render
from declarations.casefile.document import CaseFile
from declarations.models import Declaration
from kernel.codes import check_character, new_reference
from kernel.errors import Refusal
from outbox import operations as outbox
from tenants.binding import current_city

DUE = "echo.due"
MARK = "TEST"  # begins the reference, so that people see what it is
PULLED = "rest_pull"
QUIET = timedelta(seconds=10)
State = Echo.State
RUNNING = (State.QUEUED, State.HANDED_OVER)


class UnableToSendTest(Refusal):
    """no_fallback; fetched_by_system (the system fetches its messages, there is nothing to send); too_soon (the last one
    began less than ten seconds ago); too_often (``params["again_at"]``: when the city may send one again)."""

    code = "too_soon"


@dataclass(frozen=True)
class EchoView:
    """``call_seconds``: how long the call took; ``seconds``: from the beginning to the end. ``explanation``: for people."""

    id: uuid.UUID
    reference: str
    connector: str
    by_fallback: bool
    state: str
    running: bool
    explanation: Any
    error: str
    answer: str
    receipt: str
    attempts: int
    message_bytes: int
    sent_bytes: int | None
    started_by: int
    started_at: datetime
    next_try_at: datetime | None
    call_seconds: float | None
    handed_over_at: datetime | None
    settled_at: datetime | None
    answered_at: datetime | None
    seconds: float | None


def case_of(*, authority_code: str) -> CaseFile:
    """A fictional case of the bound city, under a reference that no case and no other test has."""
    found = people.document(_new_reference(), city=current_city(), authority_code=authority_code)
    return CaseFile.model_validate(found)


def begin(*, case: CaseFile, summary: bytes, by: Actor, at: datetime, fallback: bool = False) -> uuid.UUID:
    """Keeps the message of a ``case_of`` and asks for it to be sent. ``summary``: the PDF for people that goes with it.

    Joins the caller's transaction. Refused: ``UnableToSendTest``, ``UnableToRender``.
    """
    configuration = in_force(at=at)
    name = _connector(configuration.section(DeliveryRules), fallback=fallback)
    if Echo.objects.filter(started_at__gt=at - QUIET).exists():
        raise UnableToSendTest()
    if seconds := TESTS.take(at=at):
        raise UnableToSendTest(code="too_often", again_at=at + timedelta(seconds=seconds))
    if case.filing is None:
        raise UnableToRender(code="not_filed")
    echo_id = uuid.uuid4()
    addressing = addressing_of(configuration, case.filing, live=False)
    body = render(case, addressing=addressing, files=Files(summary=summary), message_id=echo_id, created_at=at)
    Echo.objects.create(
        id=echo_id, reference=case.filing.reference, connector=name, route=FALLBACK if fallback else "", started_at=at,
        next_try_at=at, message=zlib.compress(body, 1), summary=summary,
        started_by=int(by.ref) if by.ref.isdecimal() else 0,
    )  # fmt: skip
    outbox.record(name=DUE, at=at, due_at=at)
    audit(action="delivery.test_sent", actor=by, at=at, echo=str(echo_id), connector=name)
    return echo_id


def _connector(rules: DeliveryRules, *, fallback: bool) -> str:
    if fallback and rules.fallback is None:
        raise UnableToSendTest(code="no_fallback")
    name = rules.fallback.connector if fallback and rules.fallback else rules.connector
    if name == PULLED:
        raise UnableToSendTest(code="fetched_by_system")
    return name


def _new_reference() -> str:
    """No case of the city has it."""
    while True:
        body = MARK + new_reference(8)[:7]
        found = body + check_character(body)
        taken = Declaration.objects.filter(reference=found).exists() or Echo.objects.filter(reference=found).exists()
        if not taken:
            return found


def message_of(echo: Echo) -> OutgoingMessage:
    return OutgoingMessage(
        str(echo.id), DECLARATION, echo.reference, zlib.decompress(echo.message), bytes(echo.summary), test=True
    )


def note_answer(*, reference: str, at: datetime) -> bool:
    """A message came back that names a test. True: it is dealt with, no case is meant. Joins the transaction."""
    found = Echo.objects.filter(reference=reference)
    if not reference or not found.exists():
        return False
    found.filter(answered_at=None).update(answered_at=at)
    return True


def one(echo_id: uuid.UUID) -> EchoView:
    return _view(Echo.objects.get(id=echo_id))


def latest(*, most: int = 10) -> list[EchoView]:
    """The newest first."""
    return [_view(row) for row in Echo.objects.order_by("-started_at")[:most]]


def forget_old(*, before: datetime) -> int:
    """Empties the message of what was settled before; who sent it and what became of it stays."""
    old = Echo.objects.filter(settled_at__lt=before).exclude(message=b"")
    return old.update(message=b"", summary=b"")


_AS = {
    State.QUEUED: DeliveryState.QUEUED, State.HANDED_OVER: DeliveryState.HANDED_OVER,
    State.CONFIRMED: DeliveryState.DELIVERED, State.REJECTED: DeliveryState.REJECTED, State.FAILED: DeliveryState.FAILED,
}  # fmt: skip


def _view(row: Echo) -> EchoView:
    state = State(row.state)
    return EchoView(
        row.id, row.reference, row.connector, row.route == FALLBACK, state.value, state in RUNNING,
        explanation(_AS[state], row.error), row.error, row.answer, row.receipt, row.attempts,
        len(zlib.decompress(row.message)) if row.message else 0, row.sent_bytes, row.started_by, row.started_at,
        row.next_try_at, _seconds(row.called_at, row.call_ended_at), row.handed_over_at, row.settled_at, row.answered_at,
        _seconds(row.started_at, row.settled_at),
    )  # fmt: skip


def _seconds(begun: datetime | None, ended: datetime | None) -> float | None:
    return (ended - begun) / timedelta(seconds=1) if begun and ended else None
