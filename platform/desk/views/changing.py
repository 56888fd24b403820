"""Closing, opening once, taking back: what it will do stands on the page before it is done."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.guard import who
from accounts.roles import EDIT_CALENDAR
from appointments import closing
from appointments.closing import Plan
from appointments.models import CalendarChange
from appointments.refusals import UnableToClose
from casework import visits
from desk.access import needs
from desk.forms.calendar import ChangeForm, OpenForm, number_of, prefilled
from desk.refusals import Words, words_of
from kernel.clock import now

METHODS = ["GET", "HEAD", "POST"]
Kind = CalendarChange.Kind


@needs(EDIT_CALENDAR)
@require_http_methods(METHODS)
def shut(request: HttpRequest) -> HttpResponse:
    """The form; then the plan to read; then all of it at once."""
    return _change(request, ChangeForm, Kind.CLOSED, _("Kalender schließen"))


@needs(EDIT_CALENDAR)
@require_http_methods(METHODS)
def open_once(request: HttpRequest) -> HttpResponse:
    """An opening takes nothing away, so there is nothing to read first."""
    return _change(request, OpenForm, Kind.OPENED, _("Einmalig öffnen"))


@needs(EDIT_CALENDAR)
@require_http_methods(METHODS)
def take_back(request: HttpRequest, change_id: uuid.UUID) -> HttpResponse:
    """Of a closure: the hours are open again. Of an opening: who has a visit in it is moved."""
    made = CalendarChange.objects.filter(id=change_id).exclude(kind=Kind.TAKEN_BACK).first()
    if made is None:
        raise Http404
    token = str(number_of(request.POST.get("token", "")))
    change = CalendarChange(
        id=uuid.UUID(token), kind=Kind.TAKEN_BACK, office=made.office, resource=made.resource, starts_at=made.starts_at,
        ends_at=made.ends_at, takes_back=made, by=0, at=made.at,
    )  # fmt: skip
    refused = None
    if request.method == "POST":
        refused = _act(request, change)
        if refused is None:
            return _back(change)
    heading = _("Schließung zurücknehmen") if made.kind == Kind.CLOSED else _("Öffnung zurücknehmen")
    return _show_plan(request, change, heading, token, refused)


def _change(request: HttpRequest, kind_of_form: type[ChangeForm], kind: str, heading: str) -> HttpResponse:
    at, step, token = now(), request.POST.get("step", ""), str(number_of(request.POST.get("token", "")))
    with transaction.atomic():
        rules = visits.rules(at=at)
    if request.method != "POST" or step == "edit":
        form = kind_of_form(
            initial=prefilled(request.GET, rules) if request.method != "POST" else _again(request), rules=rules
        )
        return _show_form(request, form, heading, kind, token)
    form = kind_of_form(request.POST, rules=rules)
    if not form.is_valid():
        return _show_form(request, form, heading, kind, token)
    change = form.change(kind, token)
    refused = _act(request, change) if step == "send" or kind == Kind.OPENED else None
    if refused is None and (step == "send" or kind == Kind.OPENED):
        return _back(change)
    if kind == Kind.OPENED:
        return _show_form(request, form, heading, kind, token, refused)
    return _show_plan(request, change, heading, token, refused, form)


def _again(request: HttpRequest) -> dict[str, Any]:
    """What was typed, as initial values: three inputs of a date are one."""
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in ("where", "begin", "end", "reason")}
    for name in ("first", "last"):
        typed[name] = [request.POST.get(f"{name}_{part}", "") for part in range(3)]
    return typed


def _act(request: HttpRequest, change: CalendarChange) -> Words | None:
    fingerprint = request.POST.get("fingerprint", "") if closing.narrows(change) else Plan().fingerprint
    try:
        closing.close(change=change, by=who(request).id, at=now(), fingerprint=fingerprint)
    except UnableToClose as refusal:
        return words_of(refusal)
    return None


def _plan(change: CalendarChange, at: datetime) -> tuple[Plan | None, Words | None]:
    try:
        with transaction.atomic():
            return closing.plan(change, at=at), None
    except UnableToClose as refusal:
        return None, words_of(refusal)


def _show_plan(
    request: HttpRequest, change: CalendarChange, heading: str, token: str, refused: Words | None,
    form: ChangeForm | None = None,
) -> HttpResponse:  # fmt: skip
    at = now()
    found, impossible = _plan(change, at)
    with transaction.atomic():
        office = visits.rules(at=at).office(change.office)
    counter = office.counter(change.resource) if office and change.resource else None
    shown = {
        "section": "calendar", "change": change, "plan": found, "heading": heading, "token": token, "form": form,
        "typed": _typed(request) if form else [], "refused": refused or impossible, "has_errors": bool(refused or impossible),
        "office": office.name.of("de") if office else change.office, "narrows": closing.narrows(change),
        "counter": counter.name if counter else change.resource, "back": _calendar(change),
    }  # fmt: skip
    return render(request, "desk/calendar_plan.html", shown, status=409 if shown["has_errors"] else 200)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The form as it was sent, for the page between it and the doing."""
    besides = ("csrfmiddlewaretoken", "token", "fingerprint", "step")
    return [(name, value) for name, values in request.POST.lists() if name not in besides for value in values]


def _show_form(
    request: HttpRequest, form: ChangeForm, heading: str, kind: str, token: str, refused: Words | None = None
) -> HttpResponse:
    shown = {
        "section": "calendar", "form": form, "heading": heading, "kind": kind, "token": token, "refused": refused,
        "has_errors": bool(form.errors or refused),
    }  # fmt: skip
    return render(request, "desk/calendar_change.html", shown, status=409 if refused else 200)


def _calendar(change: CalendarChange) -> str:
    return f"{reverse('desk:calendar')}?standort={change.office}"


def _back(change: CalendarChange) -> HttpResponse:
    return HttpResponseRedirect(f"{_calendar(change)}&erledigt={change.kind}")
