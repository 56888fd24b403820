"""Where a value comes from: the Bund, the Land, what we propose, or the city itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from configuration.difference import MISSING
from configuration.drafting import SectionDraft
from configuration.federal.queries import in_force, kind_of
from configuration.nesting import value_at
from configuration.registry import sections
from configuration.words import SectionWords


class Origin(StrEnum):
    FEDERAL = "federal"
    LAND = "land"
    PROPOSED = "proposed"
    CITY = "city"
    DRAFT = "draft"


LABELS: dict[Origin, Any] = {
    Origin.FEDERAL: _("Bund"),
    Origin.LAND: _("Land"),
    Origin.PROPOSED: _("Voreinstellung"),
    Origin.CITY: _("Ihre Stadt"),
    Origin.DRAFT: _("Ihr Entwurf"),
}


@dataclass(frozen=True)
class FederalLine:
    """A value that the city cannot change: what it is, since when it holds, and by which law."""

    title: Any
    text: str
    since: date
    source: str
    origin: Origin


def proposed(name: str) -> dict[str, Any]:
    """The section as it is before a city changes anything."""
    return sections.get(name).model_validate({}).model_dump(mode="json")


def origin_of(draft: SectionDraft, path: str, land: dict[str, Any] | None = None) -> Origin:
    """Of one field: what its Land recommends for this section (``land``), then a draft, then what the city published; what
    equals the proposal is the proposal."""
    now, before, ground = (_at(value, path) for value in (draft.value, draft.published, proposed(draft.name)))
    if now != ground and now == _at(land, path):
        return Origin.LAND
    if now != before:
        return Origin.DRAFT
    return Origin.PROPOSED if now == ground else Origin.CITY


def federal_lines(words: SectionWords, *, on: date) -> list[FederalLine]:
    """The federal values that belong to the section, as they are on that day in the bound city's Land."""
    lines = []
    for name in words.federal:
        kind = kind_of(name)
        found = in_force(kind, on=on) if kind else None
        if kind is not None and found is not None:
            origin = Origin.LAND if found.land else Origin.FEDERAL
            lines.append(FederalLine(kind.title(), found.value.summary(), found.since, found.source, origin))
    return lines


def _at(value: Any, path: str) -> Any:
    known, found = value_at(value, path) if isinstance(value, dict) else (False, None)
    return found if known else MISSING
