"""The document as a file: YAML as ``zusage city apply`` takes it, and the JSON Schema that an editor can check it with.

A file says in ``shapes`` which shape of each section it was written in: an older one is brought up to date, a newer one is
refused, since it may say what this release does not understand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from configuration.checking import section_faults
from configuration.document import Fault
from configuration.lined import Lined, Unreadable
from configuration.plain import plain
from configuration.registry import sections
from configuration.words import words_of
from kernel.errors import Refusal

MOST_BYTES = 1024 * 1024
SHAPES = "shapes"
_UNREADABLE = {
    "not_yaml": _("Diese Zeile lässt sich nicht lesen. Prüfen Sie Einrückung, Doppelpunkte und Anführungszeichen."),
    "doubled": _("Diese Angabe steht zweimal da."),
    "too_deep": _("Das ist zu tief verschachtelt."),
}
_NEVER_VALID = _(
    "Dieser Abschnitt passt nicht zu der Form, die bei „shapes“ steht. Vergleichen Sie ihn mit einer Datei, die Sie hier herunterladen."
)


@dataclass(frozen=True)
class LinedFault:
    """``line`` counts from 1; 0 is the whole text."""

    line: int
    path: str
    reason: Any


class UnableToImport(Refusal):
    """too_large, newer (``params``: ``names``), unreadable, wrong_shape; ``faults`` says each place."""

    code = "unreadable"

    def __init__(self, code: str, faults: list[LinedFault] | None = None, **params: Any) -> None:
        super().__init__(code=code, **params)
        self.faults = faults or []


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as people write them."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    block = "\n" in text and not any(line != line.rstrip() for line in text.split("\n"))
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if block else None)


_Dumper.add_representer(str, _text)


def to_yaml(raw: Any) -> str:
    """Readable, in the order of the fields, umlauts as they are."""
    return str(yaml.dump(raw, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=1000))


def as_file(raw: dict[str, Any], *, city: dict[str, str]) -> str:
    """The whole document with the head that names the city."""
    shapes = {name: section.section_version() for name, section in sections.items()}
    return to_yaml({"city": city, SHAPES: shapes, "configuration": raw})


def read_text(text: str) -> Lined:
    """Refused: too_large, unreadable with the line."""
    if len(text.encode()) > MOST_BYTES:
        raise UnableToImport("too_large")
    try:
        return Lined(text)
    except Unreadable as error:
        faults = [LinedFault(place.line, place.path, _UNREADABLE[error.code]) for place in error.places]
        raise UnableToImport("unreadable", faults) from None


def read_section(name: str, text: str) -> tuple[Any, list[LinedFault]]:
    """One section as text: its value, and what is wrong with it. Refused: as ``read_text``; wrong_shape if it is no mapping."""
    lined = read_text(text)
    value = {} if lined.raw is None else plain(lined.raw)
    if not isinstance(value, dict):
        raise UnableToImport("wrong_shape", [LinedFault(1, "", _("Hier stehen Angaben in der Form „Name: Wert“."))])
    return value, [_placed(lined, fault, "") for fault in section_faults(name, value)]


def read_file(text: str) -> tuple[dict[str, Any], list[LinedFault]]:
    """The sections that the file holds, in today's shape, and what is wrong with them. Refused: see ``UnableToImport``."""
    lined = read_text(text)
    whole = plain(lined.raw)
    raw = whole.get("configuration") if isinstance(whole, dict) else None
    if not isinstance(raw, dict):
        raise UnableToImport("wrong_shape", [LinedFault(0, "", _("Die Datei hat keinen Teil „configuration“."))])
    known = ("city", SHAPES, "configuration")
    strange = [_unknown(lined, key) for key in whole if key not in known]
    strange += [_unknown(lined, f"configuration.{name}") for name in raw if name not in sections]
    try:
        found = brought_up_to_date({name: value for name, value in raw.items() if name in sections}, shapes_of(whole))
    except UnableToImport as refusal:
        refusal.faults = [LinedFault(lined.line_of(one.path), one.path, one.reason) for one in refusal.faults]
        raise
    faults = [
        _placed(lined, fault, f"configuration.{name}.")
        for name, value in found.items()
        for fault in section_faults(name, value)
    ]
    return found, [*strange, *faults]


def shapes_of(raw: dict[str, Any]) -> dict[str, Any]:
    given = raw.get(SHAPES) or {}
    if not isinstance(given, dict) or not all(type(one) is int and one > 0 for one in given.values()):
        raise UnableToImport(
            "wrong_shape", [LinedFault(0, SHAPES, _("Bei „shapes“ steht zu jedem Abschnitt eine Zahl."))]
        )
    return given


def brought_up_to_date(raw: dict[str, Any], shapes: dict[str, Any]) -> dict[str, Any]:
    """Sections of an older shape through their upcasters. Refused: ``newer`` with the sections' names; wrong_shape with a fault
    for the section that was never valid in its own shape."""
    newer = [name for name in raw if shapes.get(name, 0) > sections.get(name).section_version()]
    if newer:
        raise UnableToImport("newer", names=newer)
    return {name: _upcast(name, value, shapes.get(name)) for name, value in raw.items()}


def _upcast(name: str, value: Any, shape: int | None) -> Any:
    section = sections.get(name)
    value = {} if value is None else value
    try:
        for step in range(shape or section.section_version(), section.section_version()):
            value = section.upcasters()[step](value) if isinstance(value, dict) else value
    except (TypeError, ValueError, AttributeError, KeyError):  # it was written for what the older shape allowed
        raise UnableToImport("wrong_shape", [LinedFault(0, f"configuration.{name}", _NEVER_VALID)]) from None
    return value


def json_schema() -> dict[str, Any]:
    """Of a whole file (draft 2020-12), titles and descriptions in the words of the console."""
    found: dict[str, Any] = {}
    shared: dict[str, Any] = {}
    for name, section in sections.items():
        schema, words = section.model_json_schema(ref_template=f"#/$defs/{name}.{{model}}"), words_of(name)
        shared |= {f"{name}.{model}": one for model, one in schema.pop("$defs", {}).items()}
        schema |= {"title": str(words.title), "description": str(words.about)} if words else {}
        for asked in words.fields if words else ():
            if asked.path in schema["properties"]:
                schema["properties"][asked.path] |= {"title": str(asked.label), "description": str(asked.hint)}
        found[name] = schema
    document = {"type": "object", "additionalProperties": False, "properties": found}
    shapes = {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "additionalProperties": False,
        "required": ["configuration"], "$defs": shared,
        "properties": {"city": {"type": "object"}, SHAPES: shapes, "configuration": document},
    }  # fmt: skip


def _placed(lined: Lined, fault: Fault, before: str) -> LinedFault:
    return LinedFault(lined.line_of(f"{before}{fault.path}"), f"{before}{fault.path}".rstrip("."), fault.reason)


def _unknown(lined: Lined, path: str) -> LinedFault:
    reason = format_lazy(
        _("„{name}“ gibt es hier nicht. Prüfen Sie bitte die Schreibweise."), name=path.rpartition(".")[2]
    )
    return LinedFault(lined.line_of(path), path, reason)
