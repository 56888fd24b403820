"""From a rehearsal to its city: what is carried over, and what is bound to an environment and stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from configuration import apart
from configuration.registry import Apart, sections
from configuration.showing import plain, shown
from configuration.words import SectionWords, words_of
from tenants.binding import had_real_cases

Document = dict[str, Any]


@dataclass(frozen=True)
class Staying:
    """A field that keeps the city's own value: an account, a receiver, an address. In words."""

    section: Any
    label: Any
    value: str


def promoted(*, rehearsed: Document, city: Document) -> Document:
    """The city's document as typed with everything of the rehearsal's in it but what is bound to an environment.

    A section that was typed as something else than fields is taken as it is.
    """
    return {name: _carried(name, rehearsed.get(name), city.get(name)) for name in sections.names()}


def staying(city: Document) -> list[Staying]:
    """What is not carried over, with what the city has there."""
    return [
        Staying(
            words.title if words else name,
            _label(words, field),
            _value(words, field, (city.get(name) or {}).get(field)),
        )
        for name in sections.names()
        for words in [words_of(name)]
        for field in _staying(name)
    ]


def _staying(name: str) -> list[str]:
    """What leads out of the house, what only its own page changes, and in a live city what the operator alone changes."""
    own = apart.fields(name, Apart.PUBLISHED, Apart.DRAFTED, *([Apart.OPERATOR] if had_real_cases() else []))
    return list(dict.fromkeys([*sections.get(name).bound_to_environment(), *sorted(own)]))


def _carried(name: str, theirs: Any, ours: Any) -> Any:
    if not isinstance(theirs, dict) or not isinstance(ours, dict):
        return ours if theirs is None else theirs
    bound = _staying(name)
    kept = {field: ours[field] for field in bound if field in ours}
    return {**{field: value for field, value in theirs.items() if field not in bound}, **kept}


def _label(words: SectionWords | None, field: str) -> Any:
    if words is None:
        return field
    asked = words.asked_at(field)
    return asked.label if asked else words.apart.get(field, field)


def _value(words: SectionWords | None, field: str, value: Any) -> str:
    asked = words.asked_at(field) if words else None
    return shown(asked, value) if asked else plain(value, words)
