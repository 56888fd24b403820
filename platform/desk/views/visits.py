"""A visit by telephone: given, moved, cancelled, from the page of its case."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.guard import who
from accounts.roles import WORK_VISITS
from appointments import operations
from appointments.availability import Slot
from appointments.config import AppointmentRules
from appointments.models import Booking
from appointments.needs import Need
from appointments.states import ACTIVE
from casework import by_telephone, visits
from casework.dossier import Dossier
from declarations.models import Declaration
from desk.access import needs
from desk.acting import Operation, back_to, carry_out, carry_out_outside, open_case
from desk.forms.day import day_of
from desk.forms.visits import CancelForm, NeedForm, SlotForm, as_typed
from desk.refusals import Words, words_of
from kernel.clock import german_day, now
from kernel.errors import Refusal
from tenants.middleware import own_transactions

METHODS = ["GET", "HEAD", "POST"]
NO_NOTICE = timedelta(0)
DAYS_SHOWN = 8


@own_transactions
@needs(WORK_VISITS)
@require_http_methods(METHODS)
def book(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    """GET shows what is free for who comes; POST books it, or moves what there is."""
    at, refused, slot_form = now(), None, None
    if request.method == "POST":
        moving = request.POST.get("moving") == "1"
        with transaction.atomic():
            rules = visits.rules(at=at)
        need_form, slot_form = NeedForm(request.POST, rules=rules), SlotForm(request.POST, moving=moving)
        if need_form.is_valid() and slot_form.is_valid():
            refused = _book(request, case_id, rules, need_form.need, slot_form)
            if refused is None:
                return back_to(case_id, "visit_book")
    return _show(request, case_id, slot_form, refused)


def _book(
    request: HttpRequest, case_id: uuid.UUID, rules: AppointmentRules, need: Need, form: SlotForm
) -> Words | None:
    office, starts_at = form.chosen
    by, via, wishes = who(request).id, form.cleaned_data.get("via") or "desk", form.cleaned_data["wishes"]

    def here(at: datetime) -> None:
        by_telephone.require_arrangeable(Declaration.objects.get(id=case_id), at=at)
        operations.book(
            case_id=case_id, need=need, office=office, starts_at=starts_at, via=via, at=at, by=by, wishes=wishes
        )

    def elsewhere(at: datetime) -> None:
        with transaction.atomic():
            by_telephone.require_arrangeable(Declaration.objects.get(id=case_id), at=at)
        held = visits.hold(case_id=case_id, need=need, office=office, starts_at=starts_at, via=via, at=at, by=by)
        visits.confirm(booking_id=held.id, case_id=case_id, via=via, at=at, by=by, wishes=wishes)

    return _carry_out(request, case_id, rules, here, elsewhere)


def _carry_out(
    request: HttpRequest, case_id: uuid.UUID, rules: AppointmentRules, here: Operation, elsewhere: Operation
) -> Words | None:
    """In our own calendars all is one transaction; a system of the city's own is asked outside any.

    By what the city uses now, or where the visit that there is was booked.
    """
    kept_there = Booking.objects.filter(case_id=case_id, state__in=sorted(ACTIVE)).exclude(system="").exists()
    if rules.system == "own" and not kept_there:
        return carry_out(request, case_id, here)
    return carry_out_outside(request, case_id, elsewhere)


def _show(
    request: HttpRequest, case_id: uuid.UUID, slot_form: SlotForm | None, refused: Words | None = None
) -> HttpResponse:
    at, found = now(), open_case(request, case_id)
    with transaction.atomic():
        visit, rules = by_telephone.of_case(found.case, found.visit, at=at), visits.rules(at=at)
        usual = by_telephone.usual_need(found.case, visit.booked, at=at)
        refused = refused or _refused_now(found, at)
    typed = request.POST if request.method == "POST" else request.GET
    need_form = NeedForm(typed if "purpose" in typed else as_typed(usual), rules=rules)
    first = day_of(typed.get("ab", "")) or german_day(at)
    slots, silent = _free(need_form, case_id, at) if need_form.is_valid() and visit.can_book else ([], None)
    refused = refused or silent
    errors = slot_form is not None and bool(slot_form.errors)
    shown = {
        "dossier": found, "visit": visit, "rules": rules, "need_form": need_form, "refused": refused,
        "slot_form": slot_form or SlotForm(initial={"wishes": visit.wishes}, moving=visit.booked is not None),
        "has_errors": errors or bool(refused), "first": first, "token": request.POST.get("token", ""),
        "heading": _("Termin verlegen") if visit.booked else _("Termin vergeben"),
        "typed": as_typed(need_form.need) if need_form.is_valid() else {}, **_days(slots, first, rules, need_form),
    }  # fmt: skip
    return render(request, "desk/visit_book.html", shown, status=409 if refused else 200)


def _refused_now(found: Dossier, at: datetime) -> Words | None:
    try:
        by_telephone.require_arrangeable(found.case, at=at)
    except Refusal as refusal:
        return words_of(refusal)
    return None


def _free(form: NeedForm, case_id: uuid.UUID, at: datetime) -> tuple[list[Slot], Words | None]:
    """What is free, or why nobody can say."""
    try:
        return visits.free(need=form.need, at=at, notice=NO_NOTICE, case_id=case_id), None
    except Refusal as refusal:
        return [], words_of(refusal)


def _days(slots: Iterable[Slot], first: date, rules: AppointmentRules, form: NeedForm) -> dict[str, Any]:
    """The first days from ``first`` on that have free starts, and where the later ones are."""
    names = {office.key: office.name.of("de") for office in rules.offices} if len(rules.offices) > 1 else {}
    found = [
        (day, [(slot, f"{slot.office}|{slot.starts_at.isoformat()}", names.get(slot.office, "")) for slot in there])
        for day, there in groupby(slots, key=lambda slot: german_day(slot.starts_at))
        if day >= first
    ]
    later = ""
    if len(found) > DAYS_SHOWN:
        later = "?" + urlencode({**as_typed(form.need), "ab": found[DAYS_SHOWN][0].isoformat()})
    return {"days": found[:DAYS_SHOWN], "later": later}


@needs(WORK_VISITS)
@require_http_methods(METHODS)
def cancel(request: HttpRequest, case_id: uuid.UUID) -> HttpResponse:
    form, refused = CancelForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        refused = _cancel(request, case_id, form.cleaned_data["via"])
        if refused is None:
            return back_to(case_id, "visit_cancel")
    found, at = open_case(request, case_id), now()
    with transaction.atomic():
        visit = by_telephone.of_case(found.case, found.visit, at=at)
    shown = {
        "dossier": found, "visit": visit, "form": form, "refused": refused, "token": request.POST.get("token", ""),
        "has_errors": bool(form.errors or refused), "heading": _("Termin absagen"),
    }  # fmt: skip
    return render(request, "desk/visit_cancel.html", shown, status=409 if refused else 200)


def _cancel(request: HttpRequest, case_id: uuid.UUID, via: str) -> Words | None:
    by = who(request).id
    with transaction.atomic():
        rules = visits.rules(at=now())
    return _carry_out(
        request, case_id, rules,
        lambda at: operations.cancel(case_id=case_id, via=via, at=at, by=by),
        lambda at: visits.cancel(case_id=case_id, via=via, at=at, by=by),
    )  # fmt: skip
