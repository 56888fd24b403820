"""Tags for citizens' pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from appointments.availability import Slot
from configuration.authority import InLanguages
from portal.slugs import labels_at
from portal.visit_days import written
from ui import formats
from ui.markup import as_html

register = template.Library()


@register.filter
def plain_text(text: str) -> SafeString:
    """A city's plain text as HTML (``ui.markup``)."""
    return as_html(text)


@register.filter
def weekdate(at: date | datetime) -> str:
    """„Mittwoch, 3. März 2027“."""
    return formats.weekday_date(at)


@register.filter
def shortdate(day: date) -> str:
    """„3. März“."""
    return formats.short_date(day)


@register.filter
def daynumber(day: date) -> str:
    """„3.“ under the name of the weekday."""
    return formats.day_number(day)


@register.filter
def clock(at: datetime) -> str:
    """„08:00“."""
    return formats.clock(at)


@register.filter
def as_start(slot: Slot) -> str:
    """A free start as a form sends it."""
    return written(slot.office, slot.starts_at)


@register.filter
def in_page_language(text: InLanguages) -> str:
    """A city's text in the language of the page."""
    return text.of(get_language() or "de")


@register.simple_tag
def typed(request: HttpRequest) -> list[tuple[Any, str]]:
    """What a person posted to a page that could not take it: (label, text), so that it can be copied."""
    if request.method != "POST":
        return []
    labels = labels_at(request.path)
    found: list[tuple[Any, str]] = []
    for name in request.POST:
        text = ", ".join(filter(None, request.POST.getlist(name)))
        question = name.rstrip("0123456789").removesuffix("_")
        label = labels.get(name) or labels.get(question)
        if label and text:
            found.append((label, text))
    return found
