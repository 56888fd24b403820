"""The file for the cash system as forms: how it is built, and the fields of its lines, of its head and its foot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from billing.books.cash_file_words import CASH_FILE, DECIMALS, OF_A_LINE, OF_THE_WHOLE, SIDES
from configuration.nesting import value_at
from onboarding.console.forms.group import GroupForm, merged
from ui.fields import CheckField, SelectField, TextField
from ui.forms import Form

FIELD = "cash_file"
MOST = 60
_NUMBERS = frozenset({"width"})
_GONE = "weg"


@dataclass(frozen=True)
class Part:
    """One list of fields. ``prefix`` begins their names on the page."""

    name: str
    prefix: str
    title: Any
    row: Any
    about: Any
    sources: tuple[tuple[str, Any], ...]


PARTS = (
    Part("columns", "f", _("Felder jeder Zeile"), _("Feld"), _("Eine Zeile je Zahlung, die Felder in dieser Reihenfolge."), OF_A_LINE),
    Part("head", "k", _("Kopfzeile"), _("Feld im Kopf"), _("Nur, wenn Ihr Kassenverfahren eine erwartet."), OF_THE_WHOLE),
    Part("foot", "s", _("Schlusszeile"), _("Feld am Schluss"), _("Nur, wenn Ihr Kassenverfahren eine erwartet."), OF_THE_WHOLE),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    number: int
    fields: list[forms.BoundField]
    remove: forms.BoundField


class PartForm(Form):
    """Bound to the list as it is kept, with one empty line more for the next field."""

    template_name = "console/forms/rows.html"

    def __init__(self, part: Part, entries: Any) -> None:
        self.kind = part
        known = _known(entries)
        self.lines_count = min(len(known) + 1, MOST)
        data: MultiValueDict[str, str] = MultiValueDict()
        for number, entry in enumerate([*known, {}][: self.lines_count]):
            for name in _asked(part):
                data[f"{part.prefix}{number}_{name}"] = str(entry.get(name) or "")
        super().__init__(data)
        for number in range(self.lines_count):
            for name, field in (
                *_asked(part).items(),
                (_GONE, CheckField(label=_("Dieses Feld entfernen"), required=False)),
            ):
                field.quiet = True  # type: ignore[attr-defined]  # an empty line is left out
                self.fields[f"{part.prefix}{number}_{name}"] = field

    @property
    def lines(self) -> Iterator[Line]:
        for number in range(self.lines_count):
            start = f"{self.kind.prefix}{number}_"
            yield Line(number + 1, [self[f"{start}{name}"] for name in _asked(self.kind)], self[f"{start}{_GONE}"])


def _asked(part: Part) -> dict[str, forms.Field]:
    free: dict[str, Any] = {"required": False, "autocomplete": "off"}
    return {
        "source": SelectField(label=_("Inhalt"), choices=part.sources, required=False),
        "title": TextField(label=_("Überschrift"), **free),
        "text": TextField(label=_("Fester Text, wenn das der Inhalt ist"), **free),
        "width": TextField(label=_("Breite (leer: so lang wie nötig)"), width=4, inputmode="numeric", **free),
        "align": SelectField(label=_("Ausrichtung"), choices=SIDES, required=False),
        "decimals": SelectField(label=_("Schreibweise von Beträgen"), choices=DECIMALS, required=False),
    }


def forms_of(value: Mapping[str, Any], faults: list[Any]) -> list[Form]:
    there = value.get(FIELD)
    lists = there if isinstance(there, dict) else {}
    return [GroupForm(CASH_FILE, value, faults), *(PartForm(part, lists.get(part.name)) for part in PARTS)]


def with_typed(value: dict[str, Any], typed: Any) -> dict[str, Any]:
    """The section with the file as it was typed; what no field asks for stays with its line."""
    made = merged(CASH_FILE, value, typed)
    for part in PARTS:
        before = value_at(value, f"{FIELD}.{part.name}")[1]
        made[FIELD][part.name] = _entries(part, _known(before), typed)
    return made


def _entries(part: Part, before: list[dict[str, Any]], typed: Any) -> list[dict[str, Any]]:
    told = str(typed.get(f"{part.prefix}zahl", ""))
    if not (told.isascii() and told.isdigit()):
        return before
    made = []
    for number in range(min(int(told), MOST)):
        start = f"{part.prefix}{number}_"
        texts = {name: str(typed.get(f"{start}{name}", "")).strip() for name in _asked(part)}
        if texts["source"] and not typed.get(f"{start}{_GONE}"):
            made.append(_entry(texts, before[number] if number < len(before) else {}))
    return made


def _entry(texts: dict[str, str], before: dict[str, Any]) -> dict[str, Any]:
    kept = dict(before) if before.get("source") == texts["source"] else {}
    for name, text in texts.items():
        if text:
            kept[name] = int(text) if name in _NUMBERS and text.isascii() and text.isdigit() and len(text) < 5 else text
        else:
            kept.pop(name, None)
    return kept


def _known(entries: Any) -> list[dict[str, Any]]:
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
