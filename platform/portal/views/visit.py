"""How the visit stands: nothing chosen yet, kept for a while, booked, offered, over. Behind the link of the invitation."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from appointments.inviting import UnableToOpenLink
from appointments.models import Booking
from appointments.needs import Comes, Purpose
from appointments.operations import need_of
from appointments.refusals import UnableToBook
from casework import letterbox, own_visits, visit_letters
from casework.to_bring import to_bring
from configuration.authority import Authority
from kernel.clock import now
from portal.context import configuration_of
from portal.forms.visit import as_query
from portal.pages import private
from portal.visit_words import KINDS, note_of
from portal.visiting import Sitting, closed_link, minutes_of, sitting_of, unlisted, visit_page

_ATTACHED = 'attachment; filename="termin.ics"'
STALE = frozenset({"slot_gone", "hold_over", "no_booking", "not_yours", "too_soon", "no_such_slot"})


@require_safe
@visit_page
def page(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    booked = sitting.visits.booked
    purpose = own_visits.purpose_for(sitting.visits)
    over = None if booked or sitting.held else own_visits.last_visit(sitting.case)
    shown = {
        "sitting": sitting,
        "note": note_of(request.GET.get("hinweis", "")),
        "kind": KINDS[purpose] if purpose else None,
        "booked": booked,
        "office": sitting.office(booked.office) if booked else None,
        "held": None if booked else sitting.held,
        "moving_to": sitting.held if booked else None,
        "offer": sitting.offer,
        "over": over,
        "offices": sitting.rules.offices,
        "minutes": minutes_of(booked) if booked else _usual_minutes(sitting, purpose),
        "by_phone": "" if booked else _phone(request, sitting),
        "to_bring": _to_bring(sitting, purpose),
    }
    return render(request, "portal/visit/page.html", shown | _addresses(sitting))


def _phone(request: HttpRequest, sitting: Sitting) -> str:
    """Where somebody who cannot book online calls: the office, where there is one, else the authority."""
    offices = sitting.rules.offices
    return (offices[0].phone if len(offices) == 1 else "") or configuration_of(request).section(Authority).phone


def _to_bring(sitting: Sitting, purpose: Purpose | None) -> list[str]:
    booked = sitting.visits.booked
    if purpose is None:
        return []
    return to_bring(sitting.case, purpose=purpose, comes=booked.comes if booked else Comes.SPONSOR, at=sitting.at)


@require_safe
@visit_page
def calendar(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """The visit as a file for the person's own calendar. It names nobody."""
    booked = sitting.visits.booked
    if booked is None:
        return redirect(sitting.to("visit"))
    link = letterbox.visit_link(sitting.invitation)
    text = visit_letters.file_of(sitting.case, booked, link=link, at=sitting.at)
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": _ATTACHED})


def _usual_minutes(sitting: Sitting, purpose: Purpose | None) -> int:
    return sitting.rules.lengths.of(purpose).minutes if purpose else 0


def _addresses(sitting: Sitting) -> dict[str, Any]:
    names = {name: sitting.to(f"visit_{name}") for name in ("who", "confirm", "cancel", "wait", "offer", "calendar")}
    booked = sitting.visits.booked
    if booked:
        names["move"] = sitting.to("visit_times", **as_query(need_of(booked)))
    return {"to": names}


@visit_page
def offer(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Takes the earlier slot that is on offer, or lets it go. What is booked stays until the other is."""
    if request.method != "POST":
        return redirect(sitting.to("visit"))
    asked = offered_in(request)
    before = sitting.visits.booked
    if before and before.id == asked:  # the second of two clicks
        return redirect(sitting.to("visit", hinweis="gebucht"))
    if sitting.mark != request.POST.get("statt", ""):
        return redirect(sitting.to("visit", hinweis="schon-gebucht"))
    return redirect(sitting.to("visit", hinweis=_answered(request, sitting, asked, before)))


def _answered(request: HttpRequest, sitting: Sitting, asked: uuid.UUID, before: Booking | None) -> str:
    if request.POST.get("antwort") != "nehmen":
        own_visits.decline(booking_id=asked, case_id=sitting.case.id, at=sitting.at)
        return "behalten"
    if sitting.purpose is None:
        return "too_late" if before else "angebot-vorbei"
    try:
        own_visits.book(
            booking_id=asked, case_id=sitting.case.id, at=sitting.at, address=request.META.get("REMOTE_ADDR", ""),
            vouched=True,  # it was offered to this person, by mail
        )  # fmt: skip
    except UnableToBook as refusal:
        return "angebot-vorbei" if refusal.code in STALE else refusal.code
    return "verschoben" if before else "gebucht"


def offered_in(request: HttpRequest) -> uuid.UUID:
    """The booking that a form is about; one that nobody has, if it names none."""
    try:
        return uuid.UUID(request.POST.get("termin", ""))
    except ValueError:
        return uuid.UUID(int=0)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request: HttpRequest, token: str) -> HttpResponse:
    """A link that is over asks for a new one. The answer is the same whether one was mailed or there is nothing to book."""
    try:
        return redirect(sitting_of(token, at=now()).to("visit"))
    except UnableToOpenLink as refusal:
        if request.method != "POST" or refusal.code != "link_over":
            return unlisted(closed_link(request, token, refusal))
        own_visits.ask_for_link(case_id=refusal.params["case_id"], at=now())
        return unlisted(render(request, "portal/visit/link_sent.html"))
