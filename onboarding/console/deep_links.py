"""From a setting, as section and field, to the page where it is changed, down to the field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.staff.models import Staff
from configuration.asking import Asked, Kind
from configuration.words import SectionWords, words_of
from onboarding.console.forms.typed import field_names
from onboarding.console.own_pages import home_of, page_for

_SEVERAL_CONTROLS = frozenset({Kind.CHOICE, Kind.SEVERAL, Kind.YES_NO})


@dataclass(frozen=True)
class DeepLink:
    url: str
    title: Any


def link_to(setting: str, staff: Staff) -> DeepLink | None:
    """``None`` where no such section is known, or this person may not change it. A field that no page asks for leads to where its section begins."""
    section, _, field = setting.partition(".")
    words = words_of(section)
    if words is None:
        return None
    page = page_for(section, field.partition(".")[0])
    if page is not None:
        return DeepLink(page.url, page.label) if staff.may(page.permission) else None
    return DeepLink(_field(words, field) or home_of(section), words.title)


def _field(words: SectionWords, field: str) -> str:
    for group in words.groups:
        for asked in group.fields:
            if f"{field}.".startswith(f"{asked.path}."):
                return f"{reverse('console:group', args=[words.name, group.key])}#{_target(asked)}"
    return ""


def _target(asked: Asked) -> str:
    """The first control of the field."""
    name = f"id_{field_names(asked)[0]}"
    return f"{name}_0" if asked.kind in _SEVERAL_CONTROLS else name
