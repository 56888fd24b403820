"""What a clerk decided in the authority's own system."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from pydantic import AwareDatetime, Field

from appointments.contention import patiently
from casework.outcomes import Outcome, Report, report_by_reference
from casework.reported import Reported
from connectors.interface_keys import Scope
from interface.content import Body, data, parsed
from interface.guard import answers, caller
from kernel.clock import now


class OutcomeBody(Body):
    """``clerk`` and ``decided_at``: who decided, and when. Without them nothing is recorded: no machine decides."""

    case: str = Field(min_length=12, max_length=20)
    outcome: Outcome
    clerk: str = Field(min_length=1, max_length=60)
    decided_at: AwareDatetime
    text: str = Field(default="", max_length=4000)
    serial: str = Field(default="", max_length=40)
    proof: str = Field(default="", max_length=60)


@answers("POST", scope=Scope.OUTCOMES)
def receive(request: HttpRequest) -> HttpResponse:
    """201 when it was recorded, 200 when it stood already."""
    told = parsed(request, OutcomeBody)
    by = Reported(told.clerk, told.decided_at, caller(request).ref)
    what = Report(told.outcome, told.text, told.serial, told.proof)
    at = now()
    recorded = patiently(lambda: report_by_reference(reference=told.case, told=what, by=by, at=at))
    return data({"outcome": told.outcome.value, "recorded": recorded}, status=201 if recorded else 200)
