"""Lists of the calendar, a line for each entry: closures, and days on which the office is open once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from appointments import hours_text
from appointments.days_text import day_of, day_shown
from appointments.soundness import Advice
from configuration.document import Fault
from onboarding.console.forms.advised import advise, say
from ui.fields import CheckField, TextField
from ui.forms import Form

_DAY = _("Schreiben Sie den Tag so: 24.12.2027.")
MOST = 400
_TIME = _("Schreiben Sie die Zeit so: 08:00–12:00.")


@dataclass(frozen=True)
class Kind:
    """How entries of one list are typed. ``prefix`` begins the names of its fields, ``columns`` are their ends and labels;
    ``typed`` says an entry as its columns, ``entries`` makes entries of them; ``field`` is where a fault belongs."""

    prefix: str
    title: Any
    row: Any
    columns: tuple[tuple[str, Any, int], ...]
    typed: Callable[[dict[str, Any]], dict[str, str]]
    entries: Callable[[dict[str, str]], list[dict[str, Any]]]
    field: Callable[[str], str]
    about: Any = ""


@dataclass(frozen=True)
class Line:
    number: int
    fields: list[forms.BoundField]
    remove: forms.BoundField


class RowsForm(Form):
    """Bound to the list as typed; ``blank``: with an empty line more."""

    template_name = "console/forms/rows.html"

    def __init__(
        self,
        kind: Kind,
        entries: Any,
        faults: Iterable[Fault] = (),
        advice: Iterable[Advice] = (),
        *,
        blank: bool = False,
    ) -> None:
        self.kind = kind
        known = _known(entries)
        texts = [kind.typed(entry) for _number, entry in known] + ([{}] if blank or not known else [])
        self.places = {number: line for line, (number, _entry) in enumerate(known)}
        self.lines_count = len(texts)
        super().__init__(_data(kind, texts))
        for number in range(self.lines_count):
            self.fields.update(_fields(kind, number))
        self.full_clean()
        for fault in faults:
            self._say(fault, entries)
        for one in advice:
            if name := self._name(one.path):
                advise(self, name, one.text)

    @property
    def lines(self) -> Iterator[Line]:
        for number in range(self.lines_count):
            start = f"{self.kind.prefix}{number}_"
            yield Line(
                number + 1, [self[f"{start}{end}"] for end, _label, _width in self.kind.columns], self[f"{start}weg"]
            )

    def _say(self, fault: Fault, entries: Any) -> None:
        number, _dot, part = fault.path.partition(".")
        if name := self._name(fault.path):
            entry = entries[int(number)]
            unread = part in ("first", "last", "day") and not day_of(str(entry.get(part)))
            unread_time = part in ("start", "end") and not hours_text.pair_of(entry)[1]
            say(self, name, _DAY if unread else _TIME if unread_time else fault.reason)

    def _name(self, path: str) -> str:
        number, _dot, part = path.partition(".")
        if not number.isdigit() or int(number) not in self.places:
            return ""
        return f"{self.kind.prefix}{self.places[int(number)]}_{self.kind.field(part)}"


def merged_rows(kind: Kind, before: Any, typed: Any) -> list[Any]:
    """The list after what was typed: without lines that are ticked for removal or empty."""
    made: list[Any] = []
    number = 0
    shown = str(typed.get(f"{kind.prefix}zahl", ""))
    count = min(int(shown), MOST) if shown.isascii() and shown.isdigit() else 0
    while number < count:
        start = f"{kind.prefix}{number}_"
        texts = {end: str(typed.get(f"{start}{end}", "")).strip() for end, _label, _width in kind.columns}
        if not typed.get(f"{start}weg") and any(texts.values()):
            made += kind.entries(texts)
        number += 1
    kept: list[Any] = before if isinstance(before, list) else []
    return [*made, *(entry for entry in kept if not isinstance(entry, dict))] if count else kept


def _known(entries: Any) -> list[tuple[int, dict[str, Any]]]:
    found = enumerate(entries if isinstance(entries, list) else [])
    return [(number, entry) for number, entry in found if isinstance(entry, dict)]


def _data(kind: Kind, texts: list[dict[str, str]]) -> MultiValueDict[str, str]:
    data: MultiValueDict[str, str] = MultiValueDict()
    for number, line in enumerate(texts):
        for end, _label, _width in kind.columns:
            data[f"{kind.prefix}{number}_{end}"] = line.get(end, "")
    return data


def _fields(kind: Kind, number: int) -> dict[str, forms.Field]:
    start = f"{kind.prefix}{number}_"
    made: dict[str, forms.Field] = {
        f"{start}{end}": TextField(label=label, width=width, required=False, autocomplete="off")
        for end, label, width in kind.columns
    }
    made[f"{start}weg"] = CheckField(label=_("Diese Zeile entfernen"), required=False)
    for field in made.values():
        field.quiet = True  # type: ignore[attr-defined]  # an empty line is left out
    return made


def _closure_typed(entry: dict[str, Any]) -> dict[str, str]:
    reason = entry.get("reason")
    said = reason if isinstance(reason, dict) else {"de": str(reason or "")}
    return {
        "first": day_shown(entry.get("first")), "last": day_shown(entry.get("last")),
        "de": str(said.get("de", "")), "en": str(said.get("en", "")),
    }  # fmt: skip


def _closure(texts: dict[str, str]) -> list[dict[str, Any]]:
    first, last = day_of(texts["first"]) or texts["first"], day_of(texts["last"]) or texts["last"]
    return [{"first": first, "last": last or first, "reason": {"de": texts["de"], "en": texts["en"]}}]


def _closure_field(part: str) -> str:
    if part.startswith("reason"):
        return "en" if part.endswith(".en") else "de"
    return "first" if part == "first" else "last"


def _opening_typed(entry: dict[str, Any]) -> dict[str, str]:
    return {"day": day_shown(entry.get("day")), "hours": hours_text.shown([hours_text.pair_of(entry)])}


def _opening(texts: dict[str, str]) -> list[dict[str, Any]]:
    day = day_of(texts["day"]) or texts["day"]
    periods = hours_text.pairs(texts["hours"]) or [("", "")]
    return [{"day": day, "start": start, "end": end} for start, end in periods]


CLOSURES = Kind(
    "s", _("Schließungen"), _("Schließung"),
    (
        ("first", _("Erster Tag"), 10), ("last", _("Letzter Tag (leer: nur dieser)"), 10),
        ("de", _("Grund, den alle lesen"), 0), ("en", _("Grund auf Englisch (freiwillig)"), 0),
    ),
    _closure_typed, _closure, _closure_field, _("An Feiertagen ist ohnehin geschlossen. Die müssen Sie nicht eintragen."),
)  # fmt: skip
OPENINGS = Kind(
    "o", _("Einmal geöffnet"), _("Zusätzlicher Tag"),
    (("day", _("Tag"), 10), ("hours", _("Zeiten, zum Beispiel 9–13"), 20)),
    _opening_typed, _opening, lambda part: "day" if part == "day" else "hours",
    _("Neben den wöchentlichen Zeiten, auch an einem Feiertag."),
)  # fmt: skip
