"""Template tags of the console: the state of a section, where a value comes from, what a person may."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import template
from django.utils.translation import get_language

from accounts.roles import SEE_CONFIGURATION
from accounts.staff.models import Staff
from configuration.origins import LABELS, Origin
from kernel.clock import now
from onboarding.console.readiness_words import Shown
from onboarding.console.sections import Task
from onboarding.golive.notices import for_person

register = template.Library()


@register.filter
def allowed(staff: Staff, permission: str) -> bool:
    return staff.may(permission)


@register.filter
def origin(code: str) -> Any:
    return LABELS[Origin(code)]


@register.inclusion_tag("ui/parts/task_item.html")
def readiness_item(shown: Shown) -> dict[str, Any]:
    """A line of ``<ol class="ui-tasks">``."""
    kind, text, icon = shown.told
    title, hint = shown.line.item.title, shown.hint
    return {
        "title": title, "url": shown.url, "hint": hint, "kind": kind, "text": text, "icon": icon,
        "id": f"u{uuid4().hex[:8]}",
    }  # fmt: skip


@register.inclusion_tag("ui/parts/task_item.html")
def section_item(task: Task) -> dict[str, Any]:
    """A line of ``<ol class="ui-tasks">``."""
    kind, text, icon = task.told
    title = task.words.title
    return {
        "title": title,
        "url": task.url,
        "hint": task.hint,
        "kind": kind,
        "text": text,
        "icon": icon,
        "id": f"u{uuid4().hex[:8]}",
    }


@register.inclusion_tag("console/parts/notices.html", takes_context=True)
def notices(context: Any) -> dict[str, Any]:
    """What the operator tells this person; nothing to whoever only looks in."""
    request, language = context["request"], get_language() or "de"
    person = request.staff
    if not isinstance(person, Staff) or not person.may(SEE_CONFIGURATION):
        return {"notices": []}
    found = for_person(person.id, stage=request.city.stage, at=now())
    return {"notices": [(one.of(language), one.number) for one in found], "csrf_token": context.get("csrf_token")}
