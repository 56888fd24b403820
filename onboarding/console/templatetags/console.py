"""Template tags of the console: the state of a section, where a value comes from, what a person may."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import template

from accounts.staff.models import Staff
from configuration.origins import LABELS, Origin
from onboarding.console.sections import Task

register = template.Library()


@register.filter
def allowed(staff: Staff, permission: str) -> bool:
    return staff.may(permission)


@register.filter
def origin(code: str) -> Any:
    return LABELS[Origin(code)]


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
