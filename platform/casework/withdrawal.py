"""The sponsor takes the application back, until the visa at the latest."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from appointments.operations import release
from audit.operations import SPONSOR
from casework import requests
from connectors import operations as connectors
from connectors import queries as deliveries
from connectors.states import State as Delivery
from connectors.xauslaender.message import DECLARATION
from connectors.xauslaender.replies import WITHDRAWAL
from declarations import operations
from declarations.models import Declaration
from declarations.operations import move
from declarations.states import TRANSITIONS, State
from kernel.errors import Refusal
from ui.formats import long_date


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


def queue_if_delivered(case: Declaration, *, at: datetime) -> bool:
    """Queues the message 130111 behind everything that went or is going to the authority's system. Joins the transaction;
    once. False where nothing ever went there."""
    if not any(view.message_type == DECLARATION for view in deliveries.of_case(case.id)):
        return False
    connectors.queue(declaration=case, message_type=WITHDRAWAL, at=at)
    return True


def told_there(case: Declaration) -> Any:
    """What the sponsor may know about it: whether the authority's system has heard; empty where nothing went there."""
    found = [view for view in deliveries.of_case(case.id) if view.message_type in (DECLARATION, WITHDRAWAL)]
    if not found:
        return ""
    told = next((view for view in found if view.message_type == WITHDRAWAL and view.state == Delivery.DELIVERED), None)
    if told is None:
        return _("Wir sagen der Ausländerbehörde Bescheid. Sie müssen nichts mehr tun.")
    return _("Die Ausländerbehörde weiß seit dem %(day)s Bescheid.") % {"day": long_date(told.settled_at)}
