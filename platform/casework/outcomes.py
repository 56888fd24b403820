"""The outcome of a case that was worked in the authority's own system, as a person at the desk reports it: one form, one
click. XAusländer has no message for it. Nothing here happens by itself: ``by`` is who reports.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from casework import review
from casework.review import UnableToDecide
from casework.ways import works_elsewhere
from declarations import operations
from declarations.models import Declaration
from declarations.states import State

# What stands for a number or a check that only the authority's own system has.
THERE = "Fachverfahren"
POSTED, HANDED_OVER = "posted", "handed_over"
_UNDECIDED = (State.SUBMITTED, State.WITH_AUTHORITY_SYSTEM, State.DOCUMENTS_REQUESTED, State.CLOSED_BY_TIME)


def report(
    *, case_id: uuid.UUID, outcome: str, reason: str = "", serial: str = "", proof: str = "", by: int, at: datetime
) -> None:
    """``outcome``: approved, refused, posted or handed_over; the last two say that it was approved too.

    Joins the caller's transaction, locks the case. Refused: ``UnableToDecide`` (not_possible where the city decides on
    our desk, reason_missing), ``UnableToMove`` where the case stands elsewhere.
    """
    case = operations.locked(case_id)
    if not works_elsewhere(case):
        raise UnableToDecide(code="not_possible")
    if outcome not in (POSTED, HANDED_OVER):
        review.report_outcome(case_id=case.id, outcome=outcome, reason=reason, by=by, at=at)
        return
    if case.state in _UNDECIDED:
        review.report_outcome(case_id=case.id, outcome="approved", reason=reason, by=by, at=at)
    _issued(case, serial.strip() or THERE, by, at)
    if outcome == POSTED:
        review.post(case_id=case.id, proof=proof, by=by, at=at)
    else:
        review.hand_over(case_id=case.id, to=THERE, by=by, at=at)


def _issued(case: Declaration, serial: str, by: int, at: datetime) -> None:
    """What lies between the approval and the paper's way out happened there."""
    case.refresh_from_db(fields=["state"])
    if case.state == State.SIGNING_DUE:
        review.sign(case_id=case.id, identity_checked=THERE, by=by, at=at)
        case.refresh_from_db(fields=["state"])
    if case.state in (State.APPROVED, State.SIGNED):
        review.issue(case_id=case.id, serial=serial, remarks="", by=by, at=at)
