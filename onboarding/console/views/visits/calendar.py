"""What would be open with the draft: a week and a month of one office, with the visits that would fit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.roles import SEE_CONFIGURATION
from appointments import agenda, weeks
from appointments.config import AppointmentRules, Office
from appointments.days_text import day_of
from appointments.opening import DAY
from appointments.released import Window, window
from configuration import drafting
from kernel.clock import german_day, now
from onboarding.console.access import needs
from onboarding.console.calendars import Gone, office_of, rules_with
from onboarding.console.views.visits.editing import SECTION, gone
from onboarding.console.visit_blocks import name_of

SOON = timedelta(days=14)
YEARS = 3


@needs(SEE_CONFIGURATION)
@require_safe
def week(request: HttpRequest, office: str) -> HttpResponse:
    return _page(request, office, "console/visits/week.html", _week)


@needs(SEE_CONFIGURATION)
@require_safe
def month(request: HttpRequest, office: str) -> HttpResponse:
    return _page(request, office, "console/visits/month.html", _month)


def _page(request: HttpRequest, key: str, template: str, view: Any) -> HttpResponse:
    at, there = now(), drafting.section_of(SECTION)
    try:
        raw = office_of(there.value, key)
    except Gone:
        return gone()
    rules = rules_with(there.value, key)
    office = rules.office(key) if rules else None
    today = german_day(at)
    shown: dict[str, Any] = {"place": "start", "name": name_of(raw), "key": key, "today": today, "office": office}
    if rules is not None and office is not None:
        shown |= {
            "rules": rules,
            "soon": bookable(rules, office, at=at),
            **view(rules, office, _day(request, today), at),
        }
    return render(request, template, shown)


def bookable(rules: AppointmentRules, office: Office, *, at: datetime) -> int:
    """Visits that people could book here within fourteen days."""
    open_now = window(rules, at=at)
    soon = Window(open_now.first, min(open_now.end, at + SOON))
    return 0 if soon.is_empty else sum(agenda.fitting_visits(rules, office, soon, at=at).values())


def _week(rules: AppointmentRules, office: Office, day: date, at: datetime) -> dict[str, Any]:
    monday = day - DAY * day.weekday()
    figures = weeks.overview(rules, office, monday=monday, at=at, number=1)[0]
    return {
        "monday": monday, "sunday": monday + 6 * DAY,
        "days": list(zip(weeks.week(office, monday=monday), figures, strict=True)),
        "before": _address("office_week", office, monday - 7 * DAY), "after": _address("office_week", office, monday + 7 * DAY),
    }  # fmt: skip


def _month(rules: AppointmentRules, office: Office, day: date, at: datetime) -> dict[str, Any]:
    first = day.replace(day=1)
    following = (first + 31 * DAY).replace(day=1)
    monday = first - DAY * first.weekday()
    number = -(-(following - monday).days // 7)
    rows = weeks.overview(rules, office, monday=monday, at=at, number=number)
    return {
        "first": first, "rows": [(_address("office_week", office, row[0].day), row) for row in rows],
        "before": _address("office_month", office, (first - DAY).replace(day=1)), "after": _address("office_month", office, following),
        "count": sum(cell.figures.free for row in rows for cell in row if cell.day.month == first.month),
    }  # fmt: skip


def _address(name: str, office: Office, day: date) -> str:
    return f"{reverse(f'console:{name}', args=[office.key])}?ab={day.isoformat()}"


def _day(request: HttpRequest, today: date) -> date:
    """The day in the address; today for none, and for one that is too far away to count."""
    found = day_of(request.GET.get("ab", ""))
    day = date.fromisoformat(found) if found else today
    return day if abs(day.year - today.year) <= YEARS else today
