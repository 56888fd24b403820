"""A city's YAML file with the places of its faults, as the command line tells them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from configuration.document import Fault, UnableToConfigure
from configuration.lined import Lined, Place, Unreadable

MAPPING = "a mapping with the keys 'city' and 'configuration' is expected"
_SAID = {"not_yaml": "not readable as YAML", "doubled": "given twice", "too_deep": "nested too deeply"}


class CityFile:
    """``raw`` is the content; ``place`` says a path with its line."""

    def __init__(self, path: Path) -> None:
        try:
            self._lined = Lined(_text(path))
        except Unreadable as error:
            reason = error.said or _SAID[error.code]
            raise UnableToConfigure([Fault(_where(place), reason) for place in error.places]) from None
        self.raw: dict[str, Any] = self._lined.raw
        if not isinstance(self.raw, dict):
            raise UnableToConfigure([Fault("file", MAPPING)])

    def place(self, path: str) -> str:
        """``line 7, city.ags``: the line of the deepest part of the path that is there."""
        return f"line {self._lined.line_of(path)}, {path}"


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise UnableToConfigure([Fault(f"line {line}", "not UTF-8")]) from None


def _where(place: Place) -> str:
    line = f"line {place.line}" if place.line else "file"
    return f"{line}, {place.path}" if place.path else line
