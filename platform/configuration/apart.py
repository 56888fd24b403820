"""Fields that only their own page changes (``Section.set_apart``): kept as they are wherever else a section is written. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from configuration import document
from configuration.models import ConfigurationVersion
from configuration.registry import Apart, sections


def fields(name: str, *kinds: Apart) -> frozenset[str]:
    """Of a section; all when no kind is named."""
    return frozenset(field for field, kind in sections.get(name).set_apart().items() if not kinds or kind in kinds)


def has(name: str, field: str) -> bool:
    return name in sections and field in fields(name)


def kept(value: Any, there: Any, names: frozenset[str]) -> Any:
    """The section as typed with these fields as they are there. What is typed as something else than fields has none."""
    if not isinstance(value, dict) or not isinstance(there, dict):
        return value
    return value | {field: there[field] for field in sorted(names) if field in there}


def over(version: ConfigurationVersion, raw: Mapping[str, Any]) -> dict[str, Any]:
    """These sections with what their own pages published as that version has it."""
    made = dict(raw)
    for name in raw:
        names = fields(name, Apart.PUBLISHED) if name in sections else frozenset[str]()
        if names:
            published = document.read(version.document, sections.get(name)).model_dump(mode="json")
            made[name] = kept(raw[name], published, names)
    return made


def left(name: str, typed: Any, made: Any) -> list[str]:
    """The fields that were typed otherwise than they are: where they are left out, they were meant as proposed."""
    if not isinstance(typed, dict) or not isinstance(made, dict):
        return []
    model = sections.get(name).model_fields
    meant = {
        field: typed.get(field, model[field].get_default(call_default_factory=True)) for field in sorted(fields(name))
    }
    return [field for field, value in meant.items() if field in made and value != made[field]]
