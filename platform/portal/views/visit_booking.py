"""From a time that is kept to a visit that is booked; giving it back; waiting for an earlier one."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from appointments.models import Booking
from appointments.needs import Comes
from appointments.operations import need_of
from appointments.refusals import UnableToBook
from appointments.released import window
from casework import own_visits, visits
from kernel.clock import german_day
from portal.forms.visit import WaitForm, WishForm, as_query
from portal.linked import is_opened
from portal.views.visit import offered_in
from portal.views.visit_times import refused, wanted
from portal.visit_days import days_of, written
from portal.visit_words import KINDS
from portal.visiting import Sitting, bookable_page, minutes_of, visit_page

# What is said on the first page; everything else leads back to the times.
ON_FIRST_PAGE = frozenset({"too_late", "too_many_changes"})


@bookable_page
def confirm(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """What was chosen, before it counts. A hold that is over stays on the page: one click takes it again if it is free."""
    if request.method == "POST":
        return _confirmed(request, sitting)
    held = sitting.visits.held
    if held is not None:
        return _ask(request, sitting, held, WishForm())
    if sitting.visits.booked:
        return redirect(sitting.to("visit"))
    return refused(sitting, wanted({}, sitting), "hold_over")


def _ask(request: HttpRequest, sitting: Sitting, held: Booking, form: WishForm) -> HttpResponse:
    times = sitting.to("visit_times", **as_query(need_of(held)), tag=german_day(held.starts_at).isoformat())
    shown = {
        "sitting": sitting,
        "form": form,
        "kind": KINDS[need_of(held).purpose],
        "held": held,
        "kept": sitting.held is not None,
        "office": sitting.office(held.office),
        "length": _("etwa %(minutes)d Minuten") % {"minutes": minutes_of(held)},
        "who_comes": str(Comes(held.comes).label),
        "moves": sitting.visits.booked,
        "times": times,
        "who": sitting.to("visit_who", **as_query(need_of(held))),
    }
    return render(request, "portal/visit/confirm.html", shown)


def _confirmed(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    asked, before = offered_in(request), sitting.visits.booked
    if before and before.id == asked:  # the second of two clicks
        return redirect(sitting.to("visit", hinweis="gebucht"))
    if sitting.mark != request.POST.get("statt", ""):
        return redirect(sitting.to("visit", hinweis="schon-gebucht"))
    if "aufgeben" in request.POST:
        return _given_up(sitting)
    form, held = WishForm(request.POST), sitting.visits.held
    if not form.is_valid() and held is not None:
        return _ask(request, sitting, held, form)
    try:
        own_visits.book(
            booking_id=asked, case_id=sitting.case.id, at=sitting.at, wishes=form.cleaned_data.get("wishes", ""),
            address=request.META.get("REMOTE_ADDR", ""), vouched=is_opened(request, sitting.case),
        )  # fmt: skip
    except UnableToBook as refusal:
        return _not_confirmed(sitting, asked, refusal.code)
    return redirect(sitting.to("visit", hinweis="verschoben" if before else "gebucht"))


def _given_up(sitting: Sitting) -> HttpResponse:
    need = wanted({}, sitting)
    own_visits.give_up_hold(case_id=sitting.case.id, at=sitting.at)
    return redirect(sitting.to("visit_times", **as_query(need), hinweis="freigegeben"))


def _not_confirmed(sitting: Sitting, asked: Any, code: str) -> HttpResponse:
    if code in ON_FIRST_PAGE:
        return redirect(sitting.to("visit", hinweis=code))
    was = own_visits.own_booking(booking_id=asked, case=sitting.case)
    if was is None:
        return refused(sitting, wanted({}, sitting), "not_yours")
    need = wanted(as_query(need_of(was)), sitting)
    return refused(sitting, need, code, written(was.office, was.starts_at))


@visit_page
def cancel(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Asks once. Cancelling twice is the same as once."""
    booked = sitting.visits.booked
    if booked is None:
        return redirect(sitting.to("visit", hinweis="abgesagt" if request.method == "POST" else ""))
    if sitting.has_begun:
        return redirect(sitting.to("visit", hinweis="too_late"))
    if request.method != "POST":
        return render(request, "portal/visit/cancel.html", {"sitting": sitting, "booked": booked})
    if sitting.mark != request.POST.get("statt", ""):
        return redirect(sitting.to("visit", hinweis="schon-gebucht"))
    return redirect(sitting.to("visit", hinweis=_cancelled(sitting)))


def _cancelled(sitting: Sitting) -> str:
    try:
        visits.cancel(case_id=sitting.case.id, via=own_visits.SPONSOR, at=sitting.at)
    except UnableToBook as refusal:
        return "abgesagt" if refusal.code == "no_booking" else refusal.code
    return "abgesagt"


@bookable_page
def wait(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """The list for an earlier slot: in, out, or other days."""
    if not sitting.has_a_line:
        return redirect(sitting.to("visit"))
    if request.method == "POST" and "ende" in request.POST:
        own_visits.wait_no_longer(case_id=sitting.case.id, at=sitting.at)
        return redirect(sitting.to("visit", hinweis="wartet-nicht"))
    form = _wait_form(request, sitting)
    if form.is_bound and form.is_valid():
        return redirect(sitting.to("visit", hinweis=_waits(request, sitting, form)))
    shown = {
        "form": form,
        "sitting": sitting,
        "heading": _("Früheren Termin wünschen") if sitting.visits.booked else _("Auf die Warteliste"),
        "submit_label": _("Wünsche ändern") if sitting.visits.waiting else _("Auf die Warteliste"),
        "back_url": sitting.to("visit"),
    }
    return render(request, "portal/visit/wait.html", shown)


def _waits(request: HttpRequest, sitting: Sitting, form: WaitForm) -> str:
    try:
        own_visits.wait(
            case_id=sitting.case.id, need=wanted(request.GET, sitting), first_day=form.cleaned_data["first_day"],
            last_day=form.cleaned_data["last_day"], at=sitting.at,
        )  # fmt: skip
    except UnableToBook as refusal:
        return refusal.code
    return "wartet"


def _wait_form(request: HttpRequest, sitting: Sitting) -> WaitForm:
    booked, waiting = sitting.visits.booked, sitting.visits.waiting
    last = german_day(booked.starts_at) if booked else days_of(window(sitting.rules, at=sitting.at))[1]
    there = {"first_day": waiting.first_day, "last_day": waiting.last_day} if waiting else {}
    data = request.POST if request.method == "POST" else None
    return WaitForm(data, initial=there, today=german_day(sitting.at), latest=last)
