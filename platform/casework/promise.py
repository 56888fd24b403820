"""Until when the office means to decide. Days on which it waits for the sponsor do not count."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from casework.models import SponsorRequest
from configuration import queries as configuration
from declarations.config import DeclarationRules
from declarations.models import Declaration
from kernel.clock import german_day


def back_at_the_office(case: Declaration, *, at: datetime) -> None:
    """The question is answered or given up: from now on the case is due when the office means to decide."""
    case.due_on = _promised(case, at)
    case.save(update_fields=["due_on"])


def _promised(case: Declaration, at: datetime) -> date:
    rules = configuration.of_number(case.configuration or 1).section(DeclarationRules)
    return german_day(case.submitted_at or at) + timedelta(days=rules.target_days + _days_waited(case, at))


def _days_waited(case: Declaration, at: datetime) -> int:
    """Two questions at a time cost no day twice."""
    waited = set()
    for request in SponsorRequest.objects.filter(case=case):
        first, last = german_day(request.asked_at), german_day(request.answered_at or request.closed_at or at)
        waited |= {first + timedelta(days=number) for number in range((last - first).days)}
    return len(waited)
