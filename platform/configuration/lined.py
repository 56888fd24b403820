"""YAML text read strictly and with its lines, so that a fault can be found by the person who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

DEEPEST = 40
MOST_NODES = 100_000


@dataclass(frozen=True)
class Place:
    """A line (from 1; 0 is the whole text) and the path there."""

    line: int
    path: str = ""


class Unreadable(ValueError):
    """Not YAML, or with the same key twice; ``code`` is not_yaml, doubled, too_deep or not_a_mapping."""

    def __init__(self, code: str, places: list[Place], said: str = "") -> None:
        super().__init__(code)
        self.code, self.places, self.said = code, places, said


class _Loader(yaml.SafeLoader):
    """Only true and false are yes and no, as in YAML 1.2: ``off`` and ``no`` are words that our settings use."""


_BOOL = "tag:yaml.org,2002:bool"
_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != _BOOL]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))


class Lined:
    """``raw`` is the content; ``line_of`` says where a path stands."""

    def __init__(self, text: str) -> None:
        try:
            self._root = yaml.compose(text, Loader=_Loader)
            _bounded(self._root)
            self.raw: Any = yaml.load(text, Loader=_Loader)  # noqa: S506  a safe loader that reads fewer words as yes and no
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            said = getattr(error, "problem", None) or ""
            raise Unreadable("not_yaml", [Place(mark.line + 1 if mark else 0)], said) from None
        except (
            ValueError,
            RecursionError,
        ) as error:  # a day that the calendar does not have; a text made to exhaust us
            if isinstance(error, Unreadable):
                raise
            raise Unreadable("not_yaml", [Place(0)], str(error)) from None
        doubled = list(_doubled(self._root, ""))
        if doubled:
            raise Unreadable("doubled", doubled)

    def line_of(self, path: str) -> int:
        """The line of the deepest part of the path that is there."""
        node, line = self._root, 1
        for part in path.split("."):
            found = _child(node, part)
            if found is None:
                break
            line, node = found
        return line


def _bounded(root: Any) -> None:
    """Aliases make a small text large: each place counts as often as it is reached."""
    waiting, seen = [(root, 0)], 0
    while waiting:
        node, depth = waiting.pop()
        seen += 1
        if depth > DEEPEST or seen > MOST_NODES:
            raise Unreadable("too_deep", [Place(node.start_mark.line + 1 if node else 0)])
        if isinstance(node, yaml.MappingNode):
            waiting += [(part, depth + 1) for pair in node.value for part in pair]
        elif isinstance(node, yaml.SequenceNode):
            waiting += [(part, depth + 1) for part in node.value]


def _child(node: Any, part: str) -> tuple[int, Any] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if str(key.value) == part:
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and part.isdigit() and int(part) < len(node.value):
        value = node.value[int(part)]
        return value.start_mark.line + 1, value
    return None


def _doubled(node: Any, path: str) -> Iterator[Place]:
    """YAML would silently take the last one."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = f"{path}{key.value}"
            if name in seen:
                yield Place(key.start_mark.line + 1, name)
            seen.add(name)
            yield from _doubled(value, f"{name}.")
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _doubled(value, f"{path}{number}.")
