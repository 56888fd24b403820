"""The section of visits: what holds for all offices, and the offices."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.roles import EDIT_CONFIGURATION, SEE_CONFIGURATION
from appointments import system
from configuration import drafting
from configuration.land_template import recommended
from kernel.clock import german_day, now
from onboarding.console import calendars
from onboarding.console.access import needs
from onboarding.console.forms import visit_rules as rules
from onboarding.console.forms.visit_system import OWN, system_form, system_merged
from onboarding.console.sections import group_blocks
from onboarding.console.views.section import known, told
from onboarding.console.views.visits.editing import SECTION, Editing, answer
from onboarding.console.visit_blocks import office_lines, rule_blocks
from onboarding.console.visit_words import ANSWERS, CHECKED, NO_ANSWER

_BACK = _("Termine")


@needs(SEE_CONFIGURATION)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    words, draft = known(SECTION), drafting.current()
    shown = told(request, words, draft)
    there = draft.section(SECTION)
    land = recommended(on=german_day(now())).get(SECTION)
    groups, own = group_blocks(words, there, land), rule_blocks(there, land)
    wrong = [fault for fault in there.faults if fault.path == "offices"]
    wrong += calendars.without_page(there.faults, there.value, "offices")
    shown |= {
        "blocks": [*groups[:1], own[0], *groups[1:-1], *own[1:], groups[-1]], "buttons": [],
        "offices": office_lines(there), "wrong": [fault.reason for fault in wrong],
        "gone": request.GET.get("erledigt") == "gone",
    }  # fmt: skip
    return render(request, "console/visits/overview.html", shown)


@needs(EDIT_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def when(request: HttpRequest) -> HttpResponse:
    return answer(request, Editing(
        rules.WHEN.title, reverse("console:visits"), _BACK,
        lambda there, _blank: [rules.when_form(there.value, there.faults)], rules.when_merged,
    ))  # fmt: skip


@needs(EDIT_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    return answer(request, Editing(
        rules.REMINDERS.title, reverse("console:visits"), _BACK,
        lambda there, _blank: [rules.reminders_form(there.value, there.faults)], rules.reminders_merged,
    ))  # fmt: skip


@needs(EDIT_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def whose(request: HttpRequest) -> HttpResponse:
    """Our calendar or the city's own system, which may be tried out before it is published."""
    return answer(request, Editing(
        _("Terminsystem"), reverse("console:visits"), _BACK,
        lambda there, _blank: [system_form(there.value, there.faults)], system_merged, check=_label, tried=_tried,
    ))  # fmt: skip


def _label(value: Any) -> Any:
    return _("Verbindung prüfen") if isinstance(value, dict) and value.get("system") not in (OWN, "", None) else ""


def _tried(value: Any) -> tuple[bool, Any]:
    code = system.try_out(value["system"], value.get("options") or {})
    return not code, ANSWERS.get(code, NO_ANSWER) if code else CHECKED
