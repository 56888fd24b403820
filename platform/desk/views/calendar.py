"""The calendar of each office: its hours, how full they are, what the desk changed, and all changes ever made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.roles import SEE_VISITS
from appointments import changes, differences, weeks
from appointments.config import AppointmentRules, Office
from appointments.models import CalendarChange
from casework import visits
from casework.dossier import staff_names
from desk import words
from desk.access import needs
from desk.forms.calendar import monday_of
from kernel.clock import german_day, now

MOST = 100


@needs(SEE_VISITS)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    at = now()
    rules, today = visits.rules(at=at), german_day(at)
    office = rules.office(request.GET.get("standort", "")) or (rules.offices[0] if rules.offices else None)
    start = monday_of(request.GET.get("ab", ""), today)
    chosen = monday_of(request.GET.get("woche", "") or start.isoformat(), today)
    coming = changes.coming(at=at)
    shown = {
        "section": "calendar", "rules": rules, "office": office, "today": today, "done": _done(request),
        "monday": chosen, "coming": [_named(row, rules) for row in coming],
        "names": staff_names({row.by for row in coming}),
    }  # fmt: skip
    if office is not None:
        shown |= {
            "overview": [
                (_address(office, ab=start.isoformat(), woche=row[0].day.isoformat()), row)
                for row in weeks.overview(rules, office, monday=start, at=at)
            ],
            "week": weeks.week(office, monday=chosen), **_around(rules, office, start),
        }  # fmt: skip
    return render(request, "desk/calendar.html", shown)


@needs(SEE_VISITS)
@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """The desk's changes and those of the configuration, the newest first."""
    at = now()
    rules, made = visits.rules(at=at), changes.newest(most=MOST)
    lines: list[tuple[datetime, Any, Any]] = [(row.at, _named(row, rules), None) for row in made]
    lines += [(version.at, None, version) for version in differences.published()]
    shown = {
        "section": "calendar", "lines": sorted(lines, key=lambda line: line[0], reverse=True),
        "names": staff_names({row.by for row in made}),
    }  # fmt: skip
    return render(request, "desk/calendar_history.html", shown)


@dataclass(frozen=True)
class Named:
    """A change with the names of its office and counter."""

    row: CalendarChange
    office: str
    counter: str


def _named(row: CalendarChange, rules: AppointmentRules) -> Named:
    office = rules.office(row.office)
    counter = office.counter(row.resource) if office and row.resource else None
    return Named(row, office.name.of("de") if office else row.office, counter.name if counter else row.resource)


def _done(request: HttpRequest) -> Any:
    return words.DONE.get(request.GET.get("erledigt", ""))


def _address(office: Office, **query: str) -> str:
    return f"{reverse('desk:calendar')}?{urlencode({'standort': office.key, **query})}"


def _around(rules: AppointmentRules, office: Office, start: Any) -> dict[str, Any]:
    step = timedelta(weeks=weeks.WEEKS)
    several = len(rules.offices) > 1
    return {
        "before": _address(office, ab=(start - step).isoformat()),
        "after": _address(office, ab=(start + step).isoformat()),
        "tabs": [
            (_address(place, ab=start.isoformat()), place.name.of("de"), place.key == office.key)
            for place in (rules.offices if several else ())
        ],
    }
