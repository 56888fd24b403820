"""One counter of an office in the draft."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import EDIT_CONFIGURATION
from configuration import drafting
from configuration.drafting import SectionDraft, UnableToDraft
from kernel.clock import german_day, now
from onboarding.console import calendars
from onboarding.console.access import needs
from onboarding.console.forms.group import GroupForm, merged
from onboarding.console.forms.office import COUNTER
from onboarding.console.forms.week import WeekForm, merged_week
from onboarding.console.views.visits.editing import SECTION, Editing, Forms, answer, gone, save
from onboarding.console.views.visits.office import at_part, new_counter, removal
from onboarding.console.visit_blocks import Told

_HOURS = _("Nur, wenn er andere Zeiten hat als die Dienststelle. Sie ersetzen dann deren Zeiten.")


@needs(EDIT_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, office: str, counter: str) -> HttpResponse:
    def forms(there: SectionDraft, blank: bool) -> Forms:
        place = calendars.office_of(there.value, office)
        found = calendars.counter_of(place, counter)
        start = f"counters.{calendars.place(place['counters'], counter)}"
        told = Told.of(there, place, today=german_day(now()))
        faults, tips = at_part(told, start)
        basics = GroupForm(COUNTER, found, faults)
        for tip in tips:
            if tip.path == "name":
                basics.fields["name"].advice = [tip.text]  # type: ignore[attr-defined]  # Django's fields take further attributes
        hours = WeekForm(
            found.get("hours"), *at_part(told, f"{start}.hours"), title=_("Eigene Zeiten"), about=_HOURS, blank=blank
        )
        return [basics, hours]

    def merged_into(value: Any, typed: Any) -> Any:
        place = calendars.office_of(value, office)
        found = merged(COUNTER, calendars.counter_of(place, counter), typed)
        found["hours"] = merged_week(found.get("hours"), typed)
        return calendars.changed(value, "offices", office, calendars.changed(place, "counters", counter, found))

    back = reverse("console:office", args=[office])
    return answer(
        request, Editing(COUNTER.title, back, _("Dienststelle"), forms, merged_into, more=_("Weitere Jahreszeit"))
    )


@needs(EDIT_CONFIGURATION)
@require_POST
def new(request: HttpRequest, office: str) -> HttpResponse:
    """One counter more, to be filled in on its page. Where somebody else saved meanwhile the office is shown anew."""
    back = reverse("console:office", args=[office])
    try:
        place = calendars.office_of(drafting.section_of(SECTION).value, office)
        entry = new_counter([one["key"] for one in calendars.counters(place)])
        save(request, lambda value: _with(value, office, entry), at=now())
    except calendars.Gone:
        return gone()
    except UnableToDraft:
        return HttpResponseRedirect(back)
    return HttpResponseRedirect(reverse("console:counter", args=[office, entry["key"]]))


@needs(EDIT_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, office: str, counter: str) -> HttpResponse:
    def taken_out(value: Any) -> Any:
        place = calendars.office_of(value, office)
        return calendars.changed(value, "offices", office, calendars.changed(place, "counters", counter, None))

    return removal(request, office, counter, taken_out, reverse("console:office", args=[office]))


def _with(value: Any, office: str, entry: dict[str, Any]) -> Any:
    place = calendars.office_of(value, office)
    return calendars.changed(value, "offices", office, calendars.added(place, "counters", entry))
