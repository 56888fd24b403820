"""A city's YAML file, read strictly and with its lines, so that a fault can be found by the person who wrote it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from configuration.document import Fault, UnableToConfigure

MAPPING = "a mapping with the keys 'city' and 'configuration' is expected"


class CityFile:
    """``raw`` is the content; ``place`` says a path with its line."""

    def __init__(self, path: Path) -> None:
        text = _text(path)
        try:
            self._root = yaml.compose(text, Loader=yaml.SafeLoader)
            self.raw: dict[str, Any] = yaml.safe_load(text)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            where = f"line {mark.line + 1}" if mark else "file"
            raise UnableToConfigure([Fault(where, getattr(error, "problem", None) or "not readable as YAML")]) from None
        if not isinstance(self.raw, dict):
            raise UnableToConfigure([Fault("file", MAPPING)])
        doubled = list(_doubled(self._root, ""))
        if doubled:
            raise UnableToConfigure(doubled)

    def place(self, path: str) -> str:
        """``line 7, city.ags``: the line of the deepest part of the path that is there."""
        node, line = self._root, 1
        for part in path.split("."):
            found = _child(node, part)
            if found is None:
                break
            line, node = found
        return f"line {line}, {path}"


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise UnableToConfigure([Fault(f"line {line}", "not UTF-8")]) from None


def _child(node: Any, part: str) -> tuple[int, Any] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if str(key.value) == part:
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and part.isdigit() and int(part) < len(node.value):
        value = node.value[int(part)]
        return value.start_mark.line + 1, value
    return None


def _doubled(node: Any, path: str) -> Any:
    """YAML would silently take the last one."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = f"{path}{key.value}"
            if name in seen:
                yield Fault(f"line {key.start_mark.line + 1}, {name}", "given twice")
            seen.add(name)
            yield from _doubled(value, f"{name}.")
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _doubled(value, f"{path}{number}.")
