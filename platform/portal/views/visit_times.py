"""Who comes, and when: the free starts of one week, one day of it in full. A time that is pressed is kept for a while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appointments.availability import Slot
from appointments.needs import Need
from appointments.operations import need_of
from appointments.refusals import UnableToBook
from appointments.released import next_wave, window
from appointments.states import ACTIVE
from casework import own_visits, visits
from kernel.clock import german_day
from portal.forms.visit import WhoForm, as_query
from portal.linked import is_opened
from portal.visit_days import Week, monday_of, nearest, read, read_day, week_of
from portal.visit_words import KINDS, REFUSED, note_of
from portal.visiting import Sitting, bookable_page
from tenants.middleware import own_transactions

SIX_DAYS = timedelta(days=6)


def wanted(given: Mapping[str, Any], sitting: Sitting) -> Need:
    """The need as an address says it; else that of what is booked or kept; else the usual one."""
    usual = _usual(sitting)
    if "comes" not in given:
        return usual
    form = WhoForm(given, purpose=usual.purpose, rules=sitting.rules, need=usual)
    return form.need() if form.is_valid() else usual


def _usual(sitting: Sitting) -> Need:
    if sitting.purpose is None:
        raise ValueError("nothing can be booked")
    there = sitting.visits.booked or sitting.held
    if there is None:
        return Need(sitting.purpose)
    need = need_of(there)
    alone = len(sitting.rules.offices) == 1
    return replace(need, office="") if alone or sitting.office(need.office) is None else need


@bookable_page
def who(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    need = wanted(request.GET, sitting)
    data = request.POST if request.method == "POST" else None
    form = WhoForm(data, purpose=need.purpose, rules=sitting.rules, need=need)
    if form.is_bound and form.is_valid():
        return redirect(sitting.to("visit_times", **as_query(form.need())))
    shown = {"form": form, "heading": _("Wer kommt zum Termin?"), "back_url": sitting.to("visit")}
    return render(request, "portal/visit/who.html", shown)


@own_transactions
@bookable_page
def times(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    need = wanted(request.GET, sitting)
    if request.method == "POST":
        return hold(request, sitting, need, request.POST.get("zeit", ""))
    try:
        slots = visits.free(need=need, at=sitting.at, case_id=sitting.case.id)
    except UnableToBook as refusal:
        return render(request, "portal/visit/not_now.html", {"sitting": sitting, "note": REFUSED[refusal.code]})
    return render(request, "portal/visit/times.html", _shown(request, sitting, need, slots))


def hold(request: HttpRequest, sitting: Sitting, need: Need, text: str) -> HttpResponse:
    """Keeps the time that was pressed and leads to its confirmation; else back to the times, which say why not.

    A browser in which the case's own code was typed is a person's, and needs no mailed one.
    """
    chosen = read(text)
    if chosen is None:
        return refused(sitting, need, "no_such_slot")
    office, starts_at = chosen
    try:
        kept = visits.hold(
            case_id=sitting.case.id, need=need, office=office, starts_at=starts_at, via=own_visits.SPONSOR,
            at=sitting.at, address=request.META.get("REMOTE_ADDR", ""), vouched=is_opened(request, sitting.case),
        )  # fmt: skip
    except UnableToBook as refusal:
        return refused(sitting, need, refusal.code, text)
    if kept.state in ACTIVE:
        return redirect(sitting.to("visit", hinweis="schon-gebucht"))
    return redirect(sitting.to("visit_confirm"))


def refused(sitting: Sitting, need: Need, code: str, time: str = "") -> HttpResponse:
    """Back to the times, which say why, and show first what is free around the one that was wanted; or to the code."""
    if code == "code_needed":
        return redirect(sitting.to("visit_code", **as_query(need), zeit=time, hinweis=sent(sitting)))
    return redirect(sitting.to("visit_times", **as_query(need), hinweis=code, zeit=time))


def sent(sitting: Sitting) -> str:
    """Has a code mailed; answers what the page then says on top."""
    try:
        visits.send_code(case_id=sitting.case.id, at=sitting.at)
    except UnableToBook as refusal:
        return refusal.code
    return "code_needed"


def _shown(request: HttpRequest, sitting: Sitting, need: Need, slots: list[Slot]) -> dict[str, Any]:
    code, missed = request.GET.get("hinweis", ""), read(request.GET.get("zeit", ""))
    day = read_day(request.GET.get("tag", "")) or (german_day(missed[1]) if missed else None)
    release = sitting.rules.release
    return {
        "sitting": sitting,
        "kind": KINDS[need.purpose],
        "note": note_of(code),
        "near": nearest(slots, missed[1]) if missed and code in REFUSED else [],
        "week": _week(sitting, need, slots, day),
        "any": bool(slots),
        "minutes": sitting.rules.lengths.of(need.purpose).of(need),
        "offices": _names(sitting),
        "next_wave": next_wave(release, at=sitting.at) if release else None,
        "moves": sitting.visits.booked,
        "here": sitting.to("visit_times", **as_query(need)),
        "who": sitting.to("visit_who", **as_query(need)),
        "wait": sitting.to("visit_wait", **as_query(need)),
    }


def _week(sitting: Sitting, need: Need, slots: list[Slot], day: Any) -> Week:
    open_now = window(sitting.rules, at=sitting.at)
    monday = monday_of(slots, wanted=day, window=open_now)
    closed = own_visits.closed_days(sitting.rules, need, first=monday, last=monday + SIX_DAYS)
    return week_of(slots, wanted=day, window=open_now, closed=closed)


def _names(sitting: Sitting) -> dict[str, str]:
    """The offices' names, where there is more than one."""
    language = get_language() or "de"
    offices = sitting.rules.offices
    return {office.key: office.name.of(language) for office in offices} if len(offices) > 1 else {}
