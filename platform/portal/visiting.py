"""Pages behind the signed link of an invitation: it opens the case's visits and nothing else. They never say who the case is.

Opening a page changes nothing, since programs that look through mail follow links; what changes something is posted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from appointments.config import AppointmentRules, Office
from appointments.inviting import UnableToOpenLink, open_token
from appointments.models import Booking, Invitation
from appointments.needs import Purpose
from appointments.states import State
from casework import keepers, own_visits, visits
from casework.visits import Visits
from declarations.models import Declaration
from kernel.clock import now
from portal.pages import private

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Sitting:
    """What one opened link shows: the case, its visits, the city's rules, all at this moment."""

    token: str
    invitation: Invitation
    case: Declaration
    visits: Visits
    rules: AppointmentRules
    at: datetime

    @property
    def purpose(self) -> Purpose | None:
        """What a time can be chosen for now; ``None``: nothing any more, the visit has begun, or only by telephone."""
        return None if self.has_begun or self.visits.by_phone else own_visits.purpose_for(self.visits)

    @property
    def has_a_line(self) -> bool:
        """Whether an earlier slot can be waited for: of a city's own system we do not hear when one becomes free."""
        return self.rules.system == keepers.OWN

    @property
    def has_begun(self) -> bool:
        booked = self.visits.booked
        return booked is not None and (booked.state == State.ARRIVED or booked.starts_at <= self.at)

    @property
    def held(self) -> Booking | None:
        """The slot that is kept right now."""
        return _running(self.visits.held, self.at)

    @property
    def offer(self) -> Booking | None:
        return _running(self.visits.offer, self.at)

    @property
    def mark(self) -> str:
        """What is booked while a page is shown; sent back with its form, so that a stale page changes nothing else."""
        return self.visits.booked.id.hex if self.visits.booked else ""

    def office(self, key: str) -> Office | None:
        return self.rules.office(key)

    def to(self, name: str, **query: str) -> str:
        """The address of one of the link's pages, without what is empty."""
        given = {key: value for key, value in query.items() if value}
        return f"{reverse(f'portal:{name}', args=[self.token])}{'?' if given else ''}{urlencode(given)}"


def _running(booking: Booking | None, at: datetime) -> Booking | None:
    return booking if booking and booking.held_until and booking.held_until > at else None


def sitting_of(token: str, *, at: datetime) -> Sitting:
    """Refused with ``UnableToOpenLink``."""
    with transaction.atomic():
        invitation = open_token(token, at=at)
        case, rules = Declaration.objects.get(id=invitation.case_id), visits.rules(at=at)
        return Sitting(token, invitation, case, visits.of(case, at=at, known=rules), rules, at)


def visit_page(view: View) -> View:
    """``view(request, sitting)`` for everybody who has the link."""

    @private
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answered(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, sitting_of(token, at=now()), *args, **kwargs)
        except UnableToOpenLink as refusal:
            response = closed_link(request, token, refusal)
        return unlisted(response)

    return answered


def bookable_page(view: View) -> View:
    """The same while there is something to choose a time for; else the first page says how things stand."""

    @visit_page
    @wraps(view)
    def answered(request: HttpRequest, sitting: Sitting, *args: Any, **kwargs: Any) -> HttpResponse:
        if sitting.purpose is None:
            return redirect(sitting.to("visit"))
        return view(request, sitting, *args, **kwargs)

    return answered


def closed_link(request: HttpRequest, token: str, refusal: UnableToOpenLink) -> HttpResponse:
    if refusal.code == "link_over":
        return render(request, "portal/visit/link_over.html", {"token": token}, status=410)
    return render(request, "portal/visit/no_link.html", status=404)


def unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response


def minutes_of(booking: Booking) -> int:
    return int((booking.ends_at - booking.starts_at) / timedelta(minutes=1))
