"""A city that works in its own system and reports nothing: after its time the case is closed, as ended without a report.

That is housekeeping and no decision: it says nothing about the declaration, and it invites to nothing.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Max

from appointments.operations import release
from audit.operations import SYSTEM
from casework import requests
from casework.config import CaseworkRules
from casework.models import AuthorityMessage, SponsorRequest
from casework.ways import rules_of
from declarations.models import Declaration
from declarations.operations import move
from declarations.states import State
from kernel.clock import GERMANY

WAITING = (State.WITH_AUTHORITY_SYSTEM, State.DOCUMENTS_REQUESTED)


def closes_at(case: Declaration) -> datetime | None:
    """As ``closing_of``, for who has not read the case's messages and questions. Two queries."""
    told = AuthorityMessage.objects.filter(case=case).aggregate(last=Max("at"))["last"]
    asked = SponsorRequest.objects.filter(case=case, answered_at=None, closed_at=None).aggregate(last=Max("due_on"))[
        "last"
    ]
    return closing_of(case, rules_of(case), told=told, asked=asked)


def closing_of(
    case: Declaration, rules: CaseworkRules, *, told: datetime | None, asked: date | None
) -> datetime | None:
    """The city's days after the last sign of life: a step of the case, a message of the authority (``told``), the day of an
    open question (``asked``). ``rules`` are those of the day of filing. None for a case that does not wait for the authority's own system.
    """
    if case.state not in WAITING or rules.way != "authority_system":
        return None
    day = datetime.combine(asked, time.min, tzinfo=GERMANY) if asked else None
    return max(sign for sign in (case.changed_at, told, day) if sign) + timedelta(days=rules.closing_days)


def close(case: Declaration, *, at: datetime) -> None:
    """Ends the locked case without a report. Joins the caller's transaction, in which a visit's slot is free again."""
    requests.close_open(case, at=at)
    release(case_id=case.id, why="closed", at=at)
    if case.state == State.DOCUMENTS_REQUESTED:
        move(declaration=case, target=State.WITH_AUTHORITY_SYSTEM, actor=SYSTEM, at=at)
    move(declaration=case, target=State.CLOSED_BY_TIME, actor=SYSTEM, at=at)
