"""One office of the draft: what it is, when it is open, its counters; added, and taken out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.guard import who
from accounts.roles import EDIT_CALENDAR, EDIT_CONFIGURATION, SEE_CONFIGURATION
from appointments import agenda
from appointments.soundness import Advice
from configuration import drafting
from configuration.document import Fault
from configuration.drafting import SectionDraft, UnableToDraft
from kernel.clock import german_day, now
from onboarding.console import calendars
from onboarding.console.access import needs
from onboarding.console.forms.group import GroupForm, merged
from onboarding.console.forms.office import NEW, OFFICE, place_merged, place_shown
from onboarding.console.forms.rows import CLOSURES, OPENINGS, RowsForm, merged_rows
from onboarding.console.forms.week import WeekForm, merged_week
from onboarding.console.views.visits.editing import SECTION, Editing, Forms, answer, gone, save
from onboarding.console.visit_blocks import Told, counter_blocks, holidays_ahead, name_of, office_blocks
from onboarding.console.words import DONE, words_for

Of = Callable[[dict[str, Any], Told, bool], Forms]
Merged = Callable[[dict[str, Any], Any], dict[str, Any]]


@needs(SEE_CONFIGURATION)
@require_safe
def page(request: HttpRequest, office: str) -> HttpResponse:
    there, today = drafting.section_of(SECTION), german_day(now())
    try:
        found = calendars.office_of(there.value, office)
    except calendars.Gone:
        return gone()
    shown = {
        "place": "start", "office": found, "name": name_of(found), "stand": there.stand,
        "blocks": office_blocks(there, found, today=today), "counters": counter_blocks(there, found, today=today),
        "holidays": holidays_ahead(found, today=today), "may_edit": who(request).may(EDIT_CONFIGURATION),
        "none_left": [fault.reason for fault in Told.of(there, found, today=today).faults if fault.path == "counters"],
        "done": DONE.get(request.GET.get("erledigt", "")),
    }  # fmt: skip
    return render(request, "console/visits/office.html", shown)


@needs(EDIT_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, office: str, part: str) -> HttpResponse:
    if part not in _PARTS:
        raise Http404
    title, about, more, forms, merge = _PARTS[part]

    def shown(there: SectionDraft, blank: bool) -> Forms:
        found = calendars.office_of(there.value, office)
        return forms(found, Told.of(there, found, today=german_day(now())), blank)

    def merged_into(value: Any, typed: Any) -> Any:
        return calendars.changed(value, "offices", office, merge(calendars.office_of(value, office), typed))

    back = reverse("console:office", args=[office])
    return answer(request, Editing(title, back, _("Dienststelle"), shown, merged_into, about, more))


@needs(EDIT_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """With one counter, so that hours are all that is still to be said."""
    there = drafting.section_of(SECTION)
    if request.method != "POST":
        known = [one.get("land") for one in calendars.offices(there.value)]
        form = GroupForm(NEW, {"name": "", "land": known[0] if known else ""})
        return render(request, "console/visits/new.html", {"place": "start", "form": form, "stand": there.stand})
    typed = merged(NEW, {}, request.POST)
    taken = [one["key"] for one in calendars.offices(there.value)]
    key = calendars.new_key(str(typed.get("name", "")), taken, otherwise="dienststelle")
    entry = {
        "key": key, "name": {"de": typed.get("name", ""), "en": ""}, "land": typed.get("land", ""), "hours": [],
        "counters": [new_counter([])],
    }  # fmt: skip
    try:
        save(request, lambda value: calendars.added(value, "offices", entry), at=now())
    except UnableToDraft as refusal:
        shown = {"place": "start", "form": GroupForm(NEW, typed), "stand": drafting.section_of(SECTION).stand}
        return render(request, "console/visits/new.html", {**shown, "refused": words_for(refusal)}, status=409)
    return HttpResponseRedirect(reverse("console:office", args=[key]))


@needs(EDIT_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, office: str) -> HttpResponse:
    return removal(
        request, office, "", lambda value: calendars.changed(value, "offices", office, None), reverse("console:visits")
    )


def removal(
    request: HttpRequest, office: str, counter: str, taken_out: Callable[[Any], Any], after: str
) -> HttpResponse:
    """Asks first, and says how many visits stand there: taking it out moves none of them."""
    at, there, refused = now(), drafting.section_of(SECTION), None
    try:
        found = calendars.office_of(there.value, office)
        part = calendars.counter_of(found, counter) if counter else None
        if request.method == "POST":
            save(request, taken_out, at=at)
            return HttpResponseRedirect(f"{after}?erledigt=saved")
    except calendars.Gone:
        return gone()
    except UnableToDraft as refusal:
        refused = words_for(refusal)
    there = drafting.section_of(SECTION)
    shown = {
        "place": "start", "name": part.get("name") if part else name_of(found), "office": found, "counter": part,
        "visits": agenda.coming(office, at=at, resource=counter), "stand": there.stand, "refused": refused,
        "may_close": who(request).may(EDIT_CALENDAR), "back": reverse("console:office", args=[office]),
    }  # fmt: skip
    return render(request, "console/visits/remove.html", shown, status=409 if refused else 200)


def new_counter(taken: list[str]) -> dict[str, Any]:
    key = calendars.new_key("Schalter", [*taken, "schalter"], otherwise="schalter") if taken else "schalter-1"
    return {
        "key": key, "name": f"Schalter {key.rpartition('-')[2]}", "places": 1, "purposes": [], "hours": [], "step_free": True,
    }  # fmt: skip


def at_part(told: Told, name: str) -> tuple[list[Fault], list[Advice]]:
    """Faults and advice of a part, with their places in it."""
    start = f"{name}."
    tips = [Advice(one.path.removeprefix(start), one.text) for one in told.advice if one.path.startswith(start)]
    return calendars.within(told.faults, name), tips


def _place_forms(office: dict[str, Any], told: Told, blank: bool) -> Forms:
    # what is wrong with the office as a whole is its Land's holidays, if those are what was said
    whole = [
        Fault("municipality", fault.reason) for fault in told.faults if not fault.path and office.get("municipality")
    ]
    return [GroupForm(OFFICE, place_shown(office), [*told.faults, *whole])]


def _hours_forms(office: dict[str, Any], told: Told, blank: bool) -> Forms:
    faults, tips = at_part(told, "hours")
    faults += [Fault("", fault.reason) for fault in told.faults if not fault.path and not office.get("municipality")]
    tips += [Advice("", one.text) for one in told.advice if one.path == "hours"]
    return [WeekForm(office.get("hours"), faults, tips, title=_("Das ganze Jahr"), blank=blank)]


def _breaks_forms(office: dict[str, Any], told: Told, blank: bool) -> Forms:
    return [WeekForm(office.get("breaks"), *at_part(told, "breaks"), title=_("Das ganze Jahr"), blank=blank)]


def _days_forms(office: dict[str, Any], told: Told, blank: bool) -> Forms:
    return [
        RowsForm(CLOSURES, office.get("closures"), *at_part(told, "closures"), blank=blank),
        RowsForm(OPENINGS, office.get("open_once"), *at_part(told, "open_once"), blank=blank),
    ]


def _days_merged(office: dict[str, Any], typed: Any) -> dict[str, Any]:
    closures = merged_rows(CLOSURES, office.get("closures"), typed)
    return {**office, "closures": closures, "open_once": merged_rows(OPENINGS, office.get("open_once"), typed)}


_HOW = _(
    "Schreiben Sie je Tag die Zeiten: 08:00–12:00, 14:00–17:30. Auch 8-12 oder 8 bis 12 Uhr geht. Leer heißt geschlossen."
)
_SEASON = _("Weitere Jahreszeit")
_PARTS: dict[str, tuple[Any, Any, Any, Of, Merged]] = {
    "anschrift": (OFFICE.title, "", "", _place_forms, place_merged),
    "zeiten": (
        _("Wöchentliche Zeiten"), _HOW, _SEASON, _hours_forms,
        lambda office, typed: {**office, "hours": merged_week(office.get("hours"), typed)},
    ),
    "pausen": (
        _("Pausen"), _("In dieser Zeit gibt es keine Termine. Schreiben Sie sie wie die Öffnungszeiten, zum Beispiel 10:00–10:20."), _SEASON,
        _breaks_forms, lambda office, typed: {**office, "breaks": merged_week(office.get("breaks"), typed)},
    ),
    "schliessungen": (_("Schließungen und zusätzliche Tage"), "", _("Weitere Zeile"), _days_forms, _days_merged),
}  # fmt: skip
