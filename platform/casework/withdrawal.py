"""The sponsor takes the application back, until the visa at the latest."""

from __future__ import annotations

import uuid
from datetime import datetime

from appointments.operations import release
from audit.operations import SPONSOR
from casework import requests
from declarations import operations
from declarations.models import Declaration
from declarations.operations import move
from declarations.states import TRANSITIONS, State
from kernel.errors import Refusal


class UnableToWithdraw(Refusal):
    """Too late, or already over."""

    code = "too_late"


def can_withdraw(case: Declaration) -> bool:
    return TRANSITIONS.allows(case.state, State.WITHDRAWN)


def withdraw(*, case_id: uuid.UUID, at: datetime) -> None:
    """Joins the caller's transaction, in which the visit's slot is free again. Withdrawing twice is the same as once."""
    case = operations.locked(case_id)
    if case.state == State.WITHDRAWN:
        return
    if not can_withdraw(case):
        raise UnableToWithdraw()
    requests.close_open(case, at=at)
    release(case_id=case.id, why="withdrawn", at=at)
    began = case.state not in (State.SUBMITTED,)
    move(declaration=case, target=State.WITHDRAWN, actor=SPONSOR, at=at, work_began=began)
