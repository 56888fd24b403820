"""What every section calls its fields in German. The owner of a section registers its words beside its model.

A field is either asked for in a group (then its form is made from these words), or stands in ``apart``: it is edited on a
page of its own, and ``names`` and ``values`` say what its parts are called where a difference is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from configuration.asking import Asked, Kind, Together
from configuration.registry import Section
from kernel.registry import Registry


@dataclass(frozen=True)
class Group:
    """What stands on one page: one subject. ``key`` is its place in the address. ``folded``: few cities ever look there."""

    key: str
    title: Any
    fields: tuple[Asked, ...]
    about: Any = ""
    folded: bool = False


@dataclass(frozen=True)
class SectionWords:
    """``place`` is the order in which the sections are set up. ``federal``: kinds of federal values that are shown here,
    read-only. ``names``: labels of nested parts by their place without numbers (``offices.hours``); ``values``: words for
    codes in them; ``told`` says parts of that name in words (hours as „Montag 08:00–12:00“). ``rules``: what the section's
    own validators say. ``needed``: fields without which the section is not finished, whoever wrote the rest. ``empty``: what
    holds when a field of ``apart`` says nothing."""

    section: type[Section]
    title: Any
    about: Any
    place: int
    groups: tuple[Group, ...] = ()
    apart: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    rules: tuple[Together, ...] = ()
    federal: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    empty: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.section.section_name()

    @property
    def fields(self) -> tuple[Asked, ...]:
        return tuple(asked for group in self.groups for asked in group.fields)

    def group(self, key: str) -> Group | None:
        return next((group for group in self.groups if group.key == key), None)

    def asked_at(self, path: str) -> Asked | None:
        """The field at that place, or the one that the place is a part of."""
        found = [
            one
            for one in self.fields
            if f"{path}.".startswith(f"{one.path}.") and (one.kind != Kind.PART or one.path == path)
        ]
        return max(found, key=lambda one: len(one.path), default=None)


_words: Registry[SectionWords] = Registry("words of a section")


def describe(words: SectionWords) -> SectionWords:
    return _words.register(words.name, words)


def words_of(name: str) -> SectionWords | None:
    return _words.get(name) if name in _words else None


def in_order() -> list[SectionWords]:
    """All sections that have words, in the order in which a city sets them up."""
    return sorted((words for _name, words in _words.items()), key=lambda words: words.place)


def titles() -> Iterator[tuple[str, Any]]:
    return ((words.name, words.title) for words in in_order())
