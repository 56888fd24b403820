"""The visits of one day: who comes when and to which counter, what is missing, where there is room."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.guard import who
from accounts.roles import SEE_VISITS, WORK_VISITS
from appointments import agenda, counter
from appointments.contention import patiently
from appointments.refusals import UnableToBook
from audit.operations import record, staff
from casework import day as days
from casework import visits
from casework.day import Day
from desk import strips, words
from desk.access import needs
from desk.forms.day import Chosen, read
from desk.refusals import words_of
from desk.visit_refusals import VISIT_STATES
from kernel.clock import german_day, now
from kernel.errors import Refusal
from kernel.transitions import UnableToMove


@needs(SEE_VISITS)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """That the day was looked at is recorded: the list tells who comes."""
    at = now()
    rules = visits.rules(at=at)
    chosen = read(request.GET, rules)
    day = chosen.day or agenda.day_with_visits(at=at, office=chosen.office)
    found = days.of(day=day, at=at, office=chosen.office)
    by = staff(who(request).id)
    record(action="visits.seen", actor=by, at=at, day=day.isoformat(), office=chosen.office, number=len(found.visits))
    shown = {
        "section": "day", "found": found, "words": words, "states": VISIT_STATES, "at": at, "today": german_day(at),
        "done": words.DONE.get(request.GET.get("erledigt", "")), "marked": request.GET.get("termin", ""),
        "strips": [strips.of(office) for office in found.agenda.offices], **_around(chosen, found),
    }  # fmt: skip
    return render(request, "desk/day.html", shown)


@needs(WORK_VISITS)
@require_POST
def step(request: HttpRequest, booking_id: uuid.UUID) -> HttpResponse:
    """Arrived, served, did not come, and back."""
    at, what, by = now(), request.POST.get("step", ""), who(request).id
    if what not in counter.STEPS:
        raise Http404
    seen = request.POST.get("seen", "")
    try:
        booking = patiently(
            lambda: counter.act(booking_id=booking_id, step=what, seen=seen, by=by, at=at)
        )  # fmt: skip
    except UnableToBook as refusal:
        if refusal.code == "no_booking":
            raise Http404 from None
        return _refused(request, refusal)
    except UnableToMove as refusal:
        return _refused(request, UnableToBook(code="changed_meanwhile", state=refusal.params.get("source", "")))
    address = Chosen(None, request.POST.get("standort", "")).address(german_day(booking.starts_at))
    return HttpResponseRedirect(f"{address}&erledigt={what}&termin={booking.id}#t-{booking.id}")


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    shown = {"refused": words_of(refusal), "back": reverse("desk:day")}
    return render(request, "desk/refused.html", shown, status=409)


def _around(chosen: Chosen, found: Day) -> dict[str, Any]:
    one = timedelta(days=1)
    offices = found.rules.offices
    tabs = [(chosen.address(found.day, ""), "", not chosen.office)] if len(offices) > 1 else []
    tabs += [
        (chosen.address(found.day, office.key), office.name.of("de"), office.key == chosen.office)
        for office in (offices if len(offices) > 1 else ())
    ]
    return {
        "office": chosen.office,
        "tabs": tabs,
        "before": chosen.address(found.day - one),
        "after": chosen.address(found.day + one),
        "to_today": reverse("desk:day"),
    }
