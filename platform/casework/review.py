"""What a clerk does with a case. Every function joins the caller's transaction, locks the case, and is in its history.

No function here is ever called by a machine's own motion: each needs ``by``, the person who decides. Where a clerk decided
in the authority's own system, and that system reports it, ``by`` is what it says of the clerk (``casework.reported``).
"""

from __future__ import annotations

import uuid
from datetime import datetime

from appointments.operations import release
from audit.operations import record, staff
from casework import checks, requests
from casework.letters import Letter, compose
from casework.models import Decision, Note, PaperStep, RequestKind, Result
from casework.reported import Decider, actor_of, staff_id_of, told_in_words, told_of
from casework.visiting import fulfilled
from casework.ways import rules_of, works_elsewhere
from declarations import operations, sealing
from declarations.casefile.choices import Mode
from declarations.models import Declaration
from declarations.operations import move
from declarations.states import State
from kernel.clock import german_day
from kernel.errors import Refusal
from kernel.transitions import UnableToMove

NOTE, DECISION_REASON, LETTER, PAPER = "casework.note", "casework.decision.reason", "casework.letter", "casework.paper"


class UnableToDecide(Refusal):
    """Codes: no_finding, finding_negative, second_person_needed, same_person, reason_missing, hearing_missing,
    hearing_running, not_allowed_without_proof, serial_missing."""

    code = "not_possible"


def take_up(*, case_id: uuid.UUID, by: int, at: datetime) -> Declaration:
    """The clerk begins: from here on the fee stays due (§ 49 (3) AufenthV)."""
    case = operations.locked(case_id)
    _only_from(State.SUBMITTED, case)
    move(declaration=case, target=State.IN_REVIEW, actor=staff(by), at=at)
    return _assign(case, by, by, at)


def _only_from(source: State, case: Declaration) -> None:
    """The table has more edges into the review than this step is meant for."""
    if case.state != source:
        raise UnableToMove(source=case.state, target=State.IN_REVIEW.value)


def assign(*, case_id: uuid.UUID, to: int | None, by: int, at: datetime) -> Declaration:
    return _assign(operations.locked(case_id), to, by, at)


def _assign(case: Declaration, to: int | None, by: int, at: datetime) -> Declaration:
    if case.assigned_to != to:
        case.assigned_to = to
        case.save(update_fields=["assigned_to"])
        record(action="case.assigned", actor=staff(by), at=at, case_id=case.id, to=to)
    return case


def add_note(*, case_id: uuid.UUID, text: str, by: int, at: datetime) -> Note:
    case = operations.locked(case_id)
    if not text.strip():
        raise UnableToDecide(code="reason_missing")
    record(action="case.noted", actor=staff(by), at=at, case_id=case.id)
    sealed = sealing.cipher(case.id).seal_json(text.strip(), NOTE)
    return Note.objects.create(case=case, sealed_text=sealed, written_by=by, written_at=at)


def request_more(
    *, case_id: uuid.UUID, text: str, by: int, at: datetime, document_kind: str = "", days: int | None = None
) -> None:
    """Asks the sponsor for papers or an explanation, with the city's period."""
    case = operations.locked(case_id)
    if not text.strip():
        raise UnableToDecide(code="reason_missing")
    if case.state != State.DOCUMENTS_REQUESTED:
        move(declaration=case, target=State.DOCUMENTS_REQUESTED, actor=staff(by), at=at)
    period = days or rules_of(case).answer_days
    requests.ask(
        case=case, kind=RequestKind.MORE, text=text.strip(), days=period, by=by, at=at, document_kind=document_kind
    )


def resume(*, case_id: uuid.UUID, by: int, at: datetime) -> None:
    """Goes on without waiting for the sponsor's answer; open questions are closed."""
    case = operations.locked(case_id)
    _only_from(State.DOCUMENTS_REQUESTED, case)
    requests.close_open(case, at=at)
    move(declaration=case, target=requests.resumes_to(case), actor=staff(by), at=at)
    requests.back_at_the_office(case)


def record_check(*, case_id: uuid.UUID, result: str, reason: str, by: int, at: datetime) -> None:
    """The clerk's finding, with the worksheet of this moment frozen. Deviating from the proposal needs a reason."""
    case = operations.locked(case_id)
    finding = Result(result)
    proposal = checks.worksheet_of(case, at=at).proposal.value
    if finding.value != proposal and not reason.strip():
        raise UnableToDecide(code="reason_missing")
    if case.state != State.CHECKED:
        requests.close_open(case, at=at)
        move(declaration=case, target=State.CHECKED, actor=staff(by), at=at, result=finding.value, proposal=proposal)
    checks.store(case=case, result=finding.value, reason=reason.strip(), by=by, at=at)


def confirm_check(*, case_id: uuid.UUID, by: int, at: datetime) -> None:
    """The second pair of eyes, where the city wants it."""
    case = operations.locked(case_id)
    found = checks.last_of(case)
    if found is None:
        raise UnableToDecide(code="no_finding")
    if found.decided_by == by:
        raise UnableToDecide(code="same_person")
    found.confirmed_by, found.confirmed_at = by, at
    found.save(update_fields=["confirmed_by", "confirmed_at"])
    record(action="check.confirmed", actor=staff(by), at=at, case_id=case.id)


def request_security(*, case_id: uuid.UUID, text: str, by: int, at: datetime) -> None:
    case = operations.locked(case_id)
    move(declaration=case, target=State.SECURITY_REQUESTED, actor=staff(by), at=at)
    requests.ask(
        case=case, kind=RequestKind.SECURITY, text=text, days=rules_of(case).answer_days, by=by, at=at,
        document_kind="security_proof",
    )  # fmt: skip


def approve(*, case_id: uuid.UUID, by: Decider, at: datetime, remark: str = "") -> Decision:
    """Accepts the declaration. On the own desk it needs a positive finding, confirmed where four eyes are wanted;
    after a hearing, without proof only where the city allows it, with a remark for the form."""
    case = operations.locked(case_id)
    if case.state != State.WITH_AUTHORITY_SYSTEM:
        _require_finding(case, remark)
    requests.close_open(case, at=at)
    move(declaration=case, target=State.APPROVED, actor=actor_of(by), at=at)
    return _decide(case, "approved", remark, None, by, at)


def _require_finding(case: Declaration, remark: str) -> None:
    found, rules = checks.last_of(case), rules_of(case)
    if found is None:
        raise UnableToDecide(code="no_finding")
    if rules.four_eyes and found.confirmed_by is None:
        raise UnableToDecide(code="second_person_needed")
    if found.result == Result.NOT_PROVEN:
        if case.state != State.HEARING:
            raise UnableToDecide(code="finding_negative")
        if not rules.allow_without_proof:
            raise UnableToDecide(code="not_allowed_without_proof")
        if not remark.strip():
            raise UnableToDecide(code="reason_missing")


def start_hearing(*, case_id: uuid.UUID, reason: str, by: int, at: datetime) -> None:
    """Tells the sponsor that a refusal is intended, why, and the ways out, before anything is refused (§ 28 VwVfG)."""
    case = operations.locked(case_id)
    if not reason.strip():
        raise UnableToDecide(code="reason_missing")
    move(declaration=case, target=State.HEARING, actor=staff(by), at=at)
    requests.ask(
        case=case, kind=RequestKind.HEARING, text=reason.strip(), days=rules_of(case).hearing_days, by=by, at=at
    )


def refuse(*, case_id: uuid.UUID, reason: str, by: Decider, at: datetime) -> Decision:
    """Refuses with reasons. On the own desk only after the hearing was answered or its period is over."""
    case = operations.locked(case_id)
    if not reason.strip():
        raise UnableToDecide(code="reason_missing")
    if case.state == State.HEARING and _hearing_runs(case, at):
        raise UnableToDecide(code="hearing_running")
    elsewhere = case.state == State.WITH_AUTHORITY_SYSTEM  # then that system wrote the letter
    letter = None if elsewhere else compose(reason=reason.strip(), remedy=rules_of(case).remedy, at=at)
    requests.close_open(case, at=at)
    release(case_id=case.id, why="refused", at=at)
    move(declaration=case, target=State.REFUSED, actor=actor_of(by), at=at)
    return _decide(case, "refused", reason.strip(), letter, by, at)


def _hearing_runs(case: Declaration, at: datetime) -> bool:
    return any(
        view.is_open and view.due_on >= german_day(at) for view in requests.views_of(case) if view.kind == "hearing"
    )


def _decide(case: Declaration, outcome: str, reason: str, letter: Letter | None, by: Decider, at: datetime) -> Decision:
    cipher = sealing.cipher(case.id)
    return Decision.objects.create(
        case=case, outcome=outcome, decided_by=staff_id_of(by), decided_at=at, sealed_report=told_of(by, cipher),
        sealed_reason=cipher.seal_json(reason, DECISION_REASON),
        sealed_letter=cipher.seal_json(letter.as_json(), LETTER) if letter else None,
    )  # fmt: skip


def report_outcome(*, case_id: uuid.UUID, outcome: str, reason: str, by: Decider, at: datetime) -> Decision:
    """For a city that decides in its own system, by one click or by that system's report: XAusländer has no message for
    the outcome."""
    case = operations.locked(case_id)
    if not works_elsewhere(case):
        raise UnableToDecide(code="not_possible")
    if outcome == "approved":
        return approve(case_id=case_id, by=by, at=at, remark=reason)
    return refuse(case_id=case_id, reason=reason, by=by, at=at)


def forward(*, case_id: uuid.UUID, authority: str, by: int, at: datetime) -> None:
    """Another authority is competent: no fee (§ 49 (3) AufenthV). The sponsor learns which."""
    case = operations.locked(case_id)
    if not authority.strip():
        raise UnableToDecide(code="reason_missing")
    release(case_id=case.id, why="forwarded", at=at)
    move(declaration=case, target=State.FORWARDED, actor=staff(by), at=at)
    _paper(case, "forwarded", {"authority": authority.strip()}, by, at)


def sign(*, case_id: uuid.UUID, identity_checked: str, by: Decider, at: datetime) -> None:
    """The sponsor signed before the clerk: identity checked, instruction given, signature certified."""
    case = operations.locked(case_id)
    if not identity_checked.strip():
        raise UnableToDecide(code="reason_missing")
    fulfilled(case, why="signed", by=staff_id_of(by), at=at)
    move(declaration=case, target=State.SIGNED, actor=actor_of(by), at=at)
    _paper(case, "signed", {"identity_checked": identity_checked.strip()}, by, at)


def issue(*, case_id: uuid.UUID, serial: str, remarks: str, by: Decider, at: datetime) -> None:
    """The official form with its serial number is printed."""
    case = operations.locked(case_id)
    if not serial.strip():
        raise UnableToDecide(code="serial_missing")
    move(declaration=case, target=State.ISSUED, actor=actor_of(by), at=at)
    _paper(case, "issued", {"serial": serial.strip(), "remarks": remarks.strip()}, by, at)


def hand_over(*, case_id: uuid.UUID, to: str, by: Decider, at: datetime) -> None:
    """The original is in the sponsor's hands, or those of whoever was sent for it."""
    case = operations.locked(case_id)
    fulfilled(case, why="handed_over", by=staff_id_of(by), at=at)
    move(declaration=case, target=State.HANDED_OVER, actor=actor_of(by), at=at)
    _paper(case, "handed_over", {"to": to.strip()}, by, at)


def post(*, case_id: uuid.UUID, proof: str, by: Decider, at: datetime) -> None:
    """The original is in the post: nobody has to come for it."""
    case = operations.locked(case_id)
    release(case_id=case.id, why="posted", at=at)
    move(declaration=case, target=State.POSTED, actor=actor_of(by), at=at)
    _paper(case, "posted", {"proof": proof.strip()}, by, at)


def _paper(case: Declaration, step: str, details: dict[str, str], by: Decider, at: datetime) -> None:
    sealed = sealing.cipher(case.id).seal_json(details | told_in_words(by), PAPER)
    PaperStep.objects.create(case=case, step=step, sealed_details=sealed, by=staff_id_of(by), at=at)


def is_binding(case: Declaration) -> bool:
    return case.mode == Mode.BINDING
