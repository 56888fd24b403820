"""The outcome of a case that a clerk worked in the authority's own system, as that system reports it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from casework import review
from casework.models import Decision, PaperStep
from casework.reported import Reported
from casework.ways import works_elsewhere
from declarations import operations
from declarations.models import Declaration
from declarations.states import State
from kernel.codes import is_reference, normalise
from kernel.errors import Refusal

CLOCKS_APART = timedelta(minutes=10)
_THERE = "Fachverfahren"


class Outcome(StrEnum):
    APPROVED = "approved"
    REFUSED = "refused"
    POSTED = "posted"
    HANDED_OVER = "handed_over"


class UnableToReport(Refusal):
    """``case_unknown``; ``case_gone``: it was erased; ``worked_here``: the city decides this case on our desk;
    ``decided_in_future``, ``decided_before_filing``: the clerk's time cannot be."""

    code = "case_unknown"


@dataclass(frozen=True)
class Report:
    """``text``: reasons of a refusal, or a remark. ``serial``: of the official form, where the paper was issued. ``proof``:
    the number of the letter, if it was posted."""

    outcome: Outcome
    text: str = ""
    serial: str = ""
    proof: str = ""


def report(*, reference: str, told: Report, by: Reported, at: datetime) -> bool:
    """Records it through the desk's own operations. False: this outcome stands already, nothing is changed.

    Joins the caller's transaction, locks the case. Refused: ``UnableToReport``, ``UnableToDecide`` (reason_missing,
    serial_missing), ``UnableToMove`` where the case stands elsewhere.
    """
    case = _case(reference)
    if _stands(case, told.outcome):
        return False
    if not works_elsewhere(case):
        raise UnableToReport(code="worked_here")
    if by.decided_at > at + CLOCKS_APART:
        raise UnableToReport(code="decided_in_future")
    if case.submitted_at is not None and by.decided_at < case.submitted_at - CLOCKS_APART:
        raise UnableToReport(code="decided_before_filing")
    if told.outcome in (Outcome.APPROVED, Outcome.REFUSED):
        review.report_outcome(case_id=case.id, outcome=told.outcome.value, reason=told.text, by=by, at=at)
    else:
        _paper_is_out(case, told, by, at)
    return True


def _case(reference: str) -> Declaration:
    found: uuid.UUID | None = None
    if is_reference(reference):
        found = Declaration.objects.filter(reference=normalise(reference)).values_list("id", flat=True).first()
    if found is None:
        raise UnableToReport()
    case = operations.locked(found)
    if case.state in (State.ERASED, State.ARCHIVED):
        raise UnableToReport(code="case_gone")
    return case


def _stands(case: Declaration, outcome: Outcome) -> bool:
    if outcome in (Outcome.APPROVED, Outcome.REFUSED):
        return Decision.objects.filter(case=case, outcome=outcome.value).exists()
    return case.state == outcome.value or PaperStep.objects.filter(case=case, step=outcome.value).exists()


def _paper_is_out(case: Declaration, told: Report, by: Reported, at: datetime) -> None:
    """What lies between the approval and the paper's way out happened in the authority's system too."""
    if case.state == State.SIGNING_DUE:
        review.sign(case_id=case.id, identity_checked=_THERE, by=by, at=at)
        case.refresh_from_db(fields=["state"])
    if case.state in (State.APPROVED, State.SIGNED):
        review.issue(case_id=case.id, serial=told.serial, remarks="", by=by, at=at)
    if told.outcome is Outcome.POSTED:
        review.post(case_id=case.id, proof=told.proof, by=by, at=at)
    else:
        review.hand_over(case_id=case.id, to=_THERE, by=by, at=at)
