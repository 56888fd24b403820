"""The switches of the form for their page: step by step, each question as the sponsor reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from declarations.casefile.mechanism import Section
from declarations.casefile.path import LISTS, SECTIONS
from declarations.config import DEFAULT_SWITCHES
from declarations.config_words import WORDS

LEVELS = ("off", "ask", "require")


@dataclass(frozen=True)
class Question:
    """A switch with all questions that it turns on (``label``, further ones in ``others``)."""

    name: str
    label: Any
    hint: Any
    others: tuple[Any, ...]
    level: str
    default: str

    @property
    def choices(self) -> list[tuple[str, Any, bool]]:
        """(level, words, whether it is the proposal)."""
        return [(level, WORDS.values[level], level == self.default) for level in LEVELS]


@dataclass(frozen=True)
class Step:
    key: str
    title: Any
    questions: list[Question]


def steps(value: Mapping[str, Any]) -> list[Step]:
    """In the order of the form; a switch stands at the first step that it touches."""
    seen: set[str] = set()
    found = []
    for section in _sections():
        switches = [name for name in _switches(section) if name not in seen]
        seen.update(switches)
        if switches:
            questions = [_question(name, section, value) for name in switches]
            found.append(Step(section.key or section.__name__.lower(), section.title, questions))
    return found


def merged(value: Mapping[str, Any], posted: Any) -> dict[str, Any]:
    """What was chosen otherwise than it is; what is the proposal again is not named any more. The rest stays as it is."""
    fields = _named(value)
    for name, default in DEFAULT_SWITCHES.items():
        level = posted.get(name, "")
        if not level or level == fields.get(name, default):
            continue
        fields.pop(name, None)
        if level != default:
            fields[name] = level
    return {**value, "fields": fields}


def _sections() -> Iterator[type[Section]]:
    """A list's items follow the section that holds the list."""
    for section in SECTIONS:
        yield section
        yield from (item for (key, _name), item in LISTS.items() if key == section.key)


def _switches(section: type[Section]) -> list[str]:
    return list(dict.fromkeys(ask.switch for ask in section.asks().values() if ask.switch))


def _question(name: str, section: type[Section], value: Mapping[str, Any]) -> Question:
    asks = [ask for ask in section.asks().values() if ask.switch == name]
    level, default = str(_named(value).get(name, DEFAULT_SWITCHES[name])), DEFAULT_SWITCHES[name]
    return Question(name, asks[0].label, asks[0].help, tuple(ask.label for ask in asks[1:]), level, default)


def _named(value: Mapping[str, Any]) -> dict[str, Any]:
    fields = value.get("fields")
    return dict(fields) if isinstance(fields, Mapping) else {}
