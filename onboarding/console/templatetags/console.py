"""Template tags of the console: the state of a section, where a value comes from, what a person may."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import guard
from accounts.roles import SEE_CONFIGURATION
from accounts.staff.models import Staff
from configuration import assets
from configuration.contrast import is_colour
from configuration.origins import LABELS, Origin
from kernel.clock import now
from onboarding.console.deep_links import DeepLink, link_to
from onboarding.console.readiness_words import Shown
from onboarding.console.sections import Task
from onboarding.golive.notices import for_person
from ui import formats
from ui.markup import as_html

register = template.Library()
DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


@register.filter
def allowed(staff: Staff, permission: str) -> bool:
    return staff.may(permission)


@register.simple_tag
def first_page(staff: Staff) -> str:
    """Where this person's work begins."""
    return guard.first_page(staff)


@register.filter
def mended_at(setting: str, staff: Staff) -> DeepLink | None:
    return link_to(setting, staff)


@register.filter
def origin(code: str) -> Any:
    return LABELS[Origin(code)]


@register.filter
def seen(text: Any) -> SafeString:
    """A value as text; a colour with a swatch before it, a picture of the city's look as what it shows."""
    text = str(text)
    if is_colour(text):
        return format_html(
            '<span class="console-coloured"><svg class="console-swatch" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">'
            '<rect width="16" height="16" fill="{}"/></svg> {}</span>',
            text, text,
        )  # fmt: skip
    if DIGEST.fullmatch(text):
        return format_html('<img class="console-picture" src="{}" alt="{}">', assets.address(text), _("Bild"))
    return linebreaksbr(text)


@register.filter
def as_text(text: str) -> SafeString:
    """A city's plain text as the citizens' pages show it."""
    return as_html(text)


@register.filter
def ratio(contrast: float) -> str:
    """„4,5 : 1“, rounded down, so that nothing seems to suffice that does not."""
    return f"{str(formats.amount_text(Decimal(int(contrast * 10)) / 10)).rstrip('0').rstrip(',.')} : 1"


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
    return {
        "notices": [(one.of(language), one.number) for one in found],
        "csrf_token": context.get("csrf_token"),
        "page": request.get_full_path(),
    }
