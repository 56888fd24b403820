"""What two values of a kind differ in, for people: by field, and within a long text by words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from configuration.federal.base import Kind
from configuration.federal.registry import labels

_WORDS = re.compile(r"\s+|[^\s]+")
ORDER = "order"
LONG = 60  # characters from which a text is compared word by word


@dataclass(frozen=True)
class Piece:
    """``kind`` is same, gone or new."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """``place`` are the labels that lead there. ``before`` or ``after`` is ``None`` where there was or is nothing.
    ``pieces`` are given for long texts."""

    place: tuple[Any, ...]
    before: Any
    after: Any
    pieces: list[Piece] = field(default_factory=list)


def changes(before: Kind | None, after: Kind) -> list[Change]:
    """Every place that differs, in the order of the fields; what is new first appears where it stands now."""
    old = dict(_flat(before)) if before is not None else {}
    new = dict(_flat(after))
    places = [*new, *(place for place in old if place not in new)]
    return [
        Change(_named(type(after), place), old.get(place), new.get(place), _pieces(old.get(place), new.get(place)))
        for place in places
        if old.get(place) != new.get(place)
    ]


def _flat(value: Kind) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name in type(value).model_fields:
        yield from _walk((name,), getattr(value, name))


def _walk(place: tuple[str, ...], value: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    fields = getattr(type(value), "model_fields", None)
    if fields is not None:
        for name in fields:
            yield from _walk((*place, name), getattr(value, name))
    elif isinstance(value, list) and value and hasattr(value[0], "id"):
        yield (*place, ORDER), ", ".join(item.id for item in value)
        for item in value:  # parts with names of their own are compared by them, not by their place in the list
            yield from _walk((*place, item.id), item)
    else:
        yield place, value


def _named(kind: type[Kind], place: tuple[str, ...]) -> tuple[Any, ...]:
    first, *rest = place
    return (labels(kind)[first].text, *rest)


def _pieces(before: Any, after: Any) -> list[Piece]:
    if not (isinstance(before, str) and isinstance(after, str)) or max(len(before), len(after)) < LONG:
        return []
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    found = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(old[start:end])))
            continue
        if start < end:
            found.append(Piece("gone", "".join(old[start:end])))
        if new_start < new_end:
            found.append(Piece("new", "".join(new[new_start:new_end])))
    return found
