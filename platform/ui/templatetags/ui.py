"""Template tags and filters for figures, dates and the parts of a page; described in docs/ui.md."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms, template
from django.forms.formsets import BaseFormSet
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from kernel.dates import PartialDate
from ui import formats
from ui import summary as errors

register = template.Library()

# state of a task: colour, words, icon
TASK_STATES: dict[str, tuple[str, Any, str]] = {
    "done": ("success", _("Erledigt"), "check"),
    "open": ("info", _("Offen"), ""),
    "wrong": ("warning", _("Bitte prüfen"), "warning"),
    "locked": ("", _("Noch nicht möglich"), ""),
    "optional": ("", _("Freiwillig"), ""),
}
STEP_STATES = {
    "done": _("erledigt"), "now": _("jetzt"), "next": _("später"), "stopped": _("beendet"), "left": _("ausgelassen"),
}  # fmt: skip


@register.filter
@register.simple_tag
def euros(cents: int | None) -> str:
    """An amount in cents as „29,00 €“; nothing for None."""
    return "" if cents is None else formats.euros(cents)


@register.filter
def money(amount: Decimal | int | None) -> str:
    """An amount in euros as „29,00 €“; nothing for None."""
    return "" if amount is None else formats.money(amount)


@register.filter
def longdate(day: date | PartialDate | str | None) -> str:
    return formats.long_date(day)


@register.filter
def longtime(at: datetime | None) -> str:
    return formats.long_time(at)


@register.filter
def groups4(code: str) -> str:
    """A reference in groups of four, as it is read aloud."""
    return formats.in_fours(code)


@register.inclusion_tag("ui/forms/errors.html")
def error_summary(*sources: forms.BaseForm | BaseFormSet[Any] | None) -> dict[str, Any]:
    """All errors of these forms and formsets, each linked to its field; takes the focus when the page opens."""
    return {"entries": errors.entries(sources)}


@register.simple_tag
def field(bound: forms.BoundField, *, heading: bool = False) -> SafeString:
    """A field in KERN's markup; with ``heading`` its label is the page's only heading."""
    return bound.render(context={"field": bound, "heading": heading})


@register.simple_block_tag
def notice(content: str, kind: str, title: str, *, tag: str = "p", role: str = "") -> SafeString:
    """A box of kind info, success, warning or danger."""
    context = {"kind": kind, "title": title, "body": _inside(content), "tag": tag, "role": role}
    return _render("ui/parts/notice.html", context)


@register.inclusion_tag("ui/parts/badge.html")
def badge(kind: str, text: str, icon: str = "") -> dict[str, Any]:
    return {"kind": kind, "text": text, "icon": icon}


@register.inclusion_tag("ui/parts/task_item.html")
def task_item(title: str, state: str, url: str = "", *, hint: str = "") -> dict[str, Any]:
    """A line of ``<ol class="ui-tasks">``; state as in TASK_STATES."""
    kind, text, icon = TASK_STATES[state]
    return {"title": title, "url": url, "hint": hint, "kind": kind, "text": text, "icon": icon, "id": _new_id()}


@register.simple_block_tag
def summary(content: str, title: str, change_url: str = "", *, level: int = 2) -> SafeString:
    """A block of the review page around ``summary_row`` lines."""
    context = {"rows": content, "title": title, "change_url": change_url, "level": level, "id": _new_id()}
    return _render("ui/parts/summary.html", context)


@register.inclusion_tag("ui/parts/summary_row.html")
def summary_row(key: str, value: Any, change_url: str = "") -> dict[str, Any]:
    shown = _as_text(value)
    return {"key": key, "value": shown, "empty": shown == "", "change_url": change_url}


@register.simple_block_tag
def step(content: str, title: str, state: str, *, when: str = "", level: int = 3) -> SafeString:
    """One entry of ``<ol class="ui-timeline">`` or ``<ol class="ui-film">``; state done, now, next, stopped or left (out)."""
    context = {"title": title, "state": state, "spoken": STEP_STATES[state], "when": when, "body": _inside(content)}
    return _render("ui/parts/step.html", {**context, "level": level})


@register.inclusion_tag("ui/parts/code.html")
def code(value: str, label: str = "") -> dict[str, Any]:
    """A reference to read aloud, large and in groups of four."""
    return {"code": formats.in_fours(value), "label": label}


@register.inclusion_tag("ui/parts/worksheet_line.html")
def worksheet_line(text: str, amount: str, *, source: str = "", kind: str = "") -> dict[str, Any]:
    """A line of ``<table class="ui-worksheet">``; kind sum, result or empty; amount already formatted."""
    return {"text": text, "amount": amount, "source": source, "kind": kind}


@register.simple_block_tag
def file_item(
    content: str, name: str, *, about: str = "", url: str = "", status: str = "", kind: str = ""
) -> SafeString:
    """A line of ``<ul class="ui-files">``; the content is for its buttons."""
    context = {"name": name, "about": about, "url": url, "status": status, "kind": kind, "actions": _inside(content)}
    return _render("ui/parts/file.html", context)


def _as_text(value: Any) -> Any:
    if value is True or value is False:
        return _("Ja") if value else _("Nein")
    if isinstance(value, date | PartialDate):
        return formats.long_date(value)
    if isinstance(value, Decimal):
        return formats.money(value)
    if isinstance(value, Promise):  # a text that is translated only now has letters to go through, too
        return str(value)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(str(part) for part in value)
    return "" if value is None else value


def _inside(content: str) -> SafeString:
    return mark_safe(content.strip())  # noqa: S308  rendered by the block, so escaped already; strip() forgets that


def _render(name: str, context: dict[str, Any]) -> SafeString:
    return get_template(name).render(context)  # type: ignore[return-value]  # a template answers a safe text; the library says plain


def _new_id() -> str:
    return f"u{uuid4().hex[:8]}"
