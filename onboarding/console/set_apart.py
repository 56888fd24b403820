"""What a person is told about fields that only their own page changes: which stayed as they were, and where they are set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from accounts.guard import who
from accounts.staff.models import Staff
from configuration import apart
from configuration.registry import Apart
from configuration.words import words_of
from onboarding.console.own_pages import page_for

NAMED = "geblieben"


@dataclass(frozen=True)
class Stayed:
    """``page`` is where it is set, ``url`` leads there if this person may; both are empty for what the operator changes."""

    section: Any
    label: Any
    page: Any = ""
    url: str = ""


def stayed(staff: Staff, left: Iterable[tuple[str, str]]) -> list[Stayed]:
    return [_stayed(staff, name, field) for name, field in left]


def difference_with(left: Iterable[tuple[str, str]]) -> str:
    """The page of the draft, telling that it was filled and what stayed."""
    named = [(NAMED, f"{name}.{field}") for name, field in left]
    return f"{reverse('console:difference')}?{urlencode([('erledigt', 'filled'), *named])}"


def stayed_by(request: HttpRequest) -> list[Stayed]:
    """What the address names. Others' names are passed over."""
    pairs = [(name, field) for name, _dot, field in (text.partition(".") for text in request.GET.getlist(NAMED))]
    return stayed(who(request), [pair for pair in dict.fromkeys(pairs) if apart.has(*pair)])


def _stayed(staff: Staff, name: str, field: str) -> Stayed:
    words, page = words_of(name), page_for(name, field)
    asked = words.asked_at(field) if words else None
    label = asked.label if asked else words.apart.get(field, field) if words else field
    title = words.title if words else name
    if field in apart.fields(name, Apart.OPERATOR) or page is None:
        return Stayed(title, label)
    return Stayed(title, label, page.label, page.url if staff.may(page.permission) else "")
