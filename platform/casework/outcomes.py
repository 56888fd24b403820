"""The outcome of a case that was worked in the authority's own system: one operation, whether a person reports it at the desk
or that system by REST. XAusländer has no message for it. Nothing here happens by itself: ``by`` is who decided.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from casework import review
from casework.models import Decision, PaperStep
from casework.reported import Decider, Reported
from casework.ways import works_elsewhere
from declarations import operations
from declarations.models import Declaration
from declarations.states import State
from kernel.codes import is_reference, normalise
from kernel.errors import Refusal

# What stands for a number or a check that only the authority's own system has.
THERE = "Fachverfahren"
CLOCKS_APART = timedelta(minutes=10)
_UNDECIDED = (State.SUBMITTED, State.WITH_AUTHORITY_SYSTEM, State.DOCUMENTS_REQUESTED, State.CLOSED_BY_TIME)


class Outcome(StrEnum):
    """The last two say that it was approved too."""

    APPROVED = "approved"
    REFUSED = "refused"
    POSTED = "posted"
    HANDED_OVER = "handed_over"


class UnableToReport(Refusal):
    """``case_unknown``; ``case_gone``: it was erased or archived; ``worked_here``: the city decides this case on our desk;
    ``decided_in_future``, ``decided_before_filing``: the clerk's time cannot be."""

    code = "case_unknown"


@dataclass(frozen=True)
class Report:
    """``reason``: of a refusal, or a remark. ``serial``: of the official form, where it is known. ``proof``: the number of
    the letter, if the paper was posted."""

    outcome: Outcome
    reason: str = ""
    serial: str = ""
    proof: str = ""


def report_by_reference(*, reference: str, told: Report, by: Reported, at: datetime) -> bool:
    """As ``report``, for who knows the case by its number. Refused besides: ``case_unknown``."""
    found: uuid.UUID | None = None
    if is_reference(reference):
        found = Declaration.objects.filter(reference=normalise(reference)).values_list("id", flat=True).first()
    if found is None:
        raise UnableToReport()
    return report(case_id=found, told=told, by=by, at=at)


def report(*, case_id: uuid.UUID, told: Report, by: Decider, at: datetime) -> bool:
    """Records it, with the approval where the paper is out already. False: it stands already, and nothing is changed.

    Joins the caller's transaction, locks the case. Refused: ``UnableToReport``, ``UnableToDecide`` (reason_missing),
    ``UnableToMove`` where the case stands elsewhere.
    """
    case = operations.locked(case_id)
    if case.state in (State.ERASED, State.ARCHIVED):
        raise UnableToReport(code="case_gone")
    if not works_elsewhere(case):
        raise UnableToReport(code="worked_here")
    if _stands(case, told.outcome):
        return False
    _refuse_impossible_time(case, by, at)
    if told.outcome in (Outcome.APPROVED, Outcome.REFUSED):
        review.report_outcome(case_id=case.id, outcome=told.outcome.value, reason=told.reason, by=by, at=at)
    else:
        _paper_is_out(case, told, by, at)
    return True


def _stands(case: Declaration, outcome: Outcome) -> bool:
    if outcome in (Outcome.APPROVED, Outcome.REFUSED):
        return Decision.objects.filter(case=case, outcome=outcome.value).exists()
    # What came back from the post may go out again.
    return case.state != State.RETURNED and PaperStep.objects.filter(case=case, step=outcome.value).exists()


def _refuse_impossible_time(case: Declaration, by: Decider, at: datetime) -> None:
    if not isinstance(by, Reported):
        return
    if by.decided_at > at + CLOCKS_APART:
        raise UnableToReport(code="decided_in_future")
    if case.submitted_at is not None and by.decided_at < case.submitted_at - CLOCKS_APART:
        raise UnableToReport(code="decided_before_filing")


def _paper_is_out(case: Declaration, told: Report, by: Decider, at: datetime) -> None:
    """What lies between and is not recorded yet happened there: the approval, the signature, the form."""
    if case.state in _UNDECIDED:
        review.report_outcome(case_id=case.id, outcome=Outcome.APPROVED.value, reason=told.reason, by=by, at=at)
        case.refresh_from_db(fields=["state"])
    if case.state == State.SIGNING_DUE:
        review.sign(case_id=case.id, identity_checked=THERE, by=by, at=at)
        case.refresh_from_db(fields=["state"])
    if case.state in (State.APPROVED, State.SIGNED):
        review.issue(case_id=case.id, serial=told.serial.strip() or THERE, remarks="", by=by, at=at)
    if told.outcome is Outcome.POSTED:
        review.post(case_id=case.id, proof=told.proof, by=by, at=at)
    else:
        review.hand_over(case_id=case.id, to=THERE, by=by, at=at)
