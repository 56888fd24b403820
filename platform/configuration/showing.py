"""Values and differences of a document as people read them: „29,00 €“, „Karte, PayPal“, „vor dem Absenden → bei der Abholung“."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from configuration.asking import Asked, Kind
from configuration.difference import MISSING, ORDER, Edit, Path, edits
from configuration.words import SectionWords, in_order
from ui import formats

LONG = 90
LEAST = 30  # fewer characters are shown, not counted
MOST = 400  # of what has words of its own, hours for example


@dataclass(frozen=True)
class Line:
    """``kind`` is added, removed or changed."""

    label: str
    before: str
    after: str
    kind: str


@dataclass(frozen=True)
class Changed:
    """What differs in one section."""

    name: str
    title: Any
    lines: tuple[Line, ...]


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[Changed]:
    """Between two documents as typed, by section, in the order in which a city sets them up."""
    found = []
    for words in in_order():
        one, other = before.get(words.name, {}), after.get(words.name, {})
        lines = tuple(_line(words, edit, (other, one)) for edit in edits(one, other))
        if lines:
            found.append(Changed(words.name, words.title, lines))
    return found


def shown(asked: Asked, value: Any) -> str:
    """What was typed, in words; nothing for an empty value."""
    if value in (None, "", [], MISSING):
        return ""
    if asked.zero and value == 0 and not isinstance(value, bool):
        return str(asked.zero)
    return _SHOWN.get(asked.kind, _otherwise)(asked, value)


def plain(value: Any, words: SectionWords | None = None) -> str:
    """A value that no field describes: yes and no in words, lists in a row, texts on their own, parts by their labels."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Ja") if value else _("Nein")
    if isinstance(value, list | tuple):
        return ", ".join(part for part in (plain(one, words) for one in value) if part)
    if isinstance(value, dict):
        told = ((name, _part(name, one, words)) for name, one in value.items())
        return "; ".join(f"{_name(words, name)}: {text}" for name, text in told if text)
    return str(_word(words, str(value)))


def _part(name: str, value: Any, words: SectionWords | None) -> str:
    """A part by its own words, if it has some. Only lists: what else stands there was typed as text and is wrong."""
    told = words.told.get(name) if words and isinstance(value, list) else None
    return (told(value) if told else "") or plain(value, words)


def _line(words: SectionWords, edit: Edit, values: tuple[Any, ...]) -> Line:
    asked = words.asked_at(".".join(edit.path))
    label = str(asked.label) + _language(asked, edit.path) if asked else _label(words, edit.path, values)
    whole = asked if asked is not None and asked.path == ".".join(edit.path) else None

    def text(value: Any) -> str:
        if edit.path and edit.path[-1] == ORDER:
            return ", ".join(value)
        name = edit.path[-1] if edit.path else ""
        return (shown(whole, value) if whole else "" if value is MISSING else _part(name, value, words)) or _("nichts")

    kind = "added" if _empty(edit.before) else "removed" if _empty(edit.after) else "changed"
    before, after = text(edit.before), text(edit.after)
    most = MOST if edit.path and edit.path[-1] in words.told else LONG
    return Line(label, *_shortened(before, after, most), kind)


def _shortened(before: str, after: str, most: int) -> tuple[str, str]:
    """Of two long texts the part around the place where they differ."""
    if max(len(before), len(after)) <= most:
        return before, after
    start = next((place for place, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), None)
    start = min(len(before), len(after)) if start is None else start
    return _around(before, start, most), _around(after, start, most)


def _around(text: str, start: int, most: int) -> str:
    begin = max(0, start - most // 3)
    part = text[begin : begin + most]
    left = len(text) - begin - len(part)
    if left <= LEAST:
        part, left = text[begin:], 0
    more = " " + _("… (noch %(count)d Zeichen)") % {"count": left} if left else ""
    return f"{'… ' if begin else ''}{part}{more}"


def _language(asked: Asked, path: Path) -> str:
    if asked.kind != Kind.LOCALISED or path[-1] not in ("de", "en"):
        return ""
    return " (" + (_("Deutsch") if path[-1] == "de" else _("Englisch")) + ")"


def _label(words: SectionWords, path: Path, values: tuple[Any, ...]) -> str:
    """Of a place that is edited on a page of its own: the field, the entry's name or key, the parts."""
    field = words.apart.get(path[0], path[0]) if path else words.title
    parts = [str(field)]
    for depth in range(1, len(path)):
        here = path[: depth + 1]
        entry = next(filter(None, (_entry_name(value, here) for value in values)), "")
        parts.append(_("Reihenfolge") if path[depth] == ORDER else entry or _name(words, path[depth], here))
    return " · ".join(parts)


def _entry_name(value: Any, path: Path) -> str:
    """Of an entry of a list that has a name beside its key; nothing for other places."""
    in_list = False
    for step in path:
        in_list = isinstance(value, list)
        if in_list:
            value = next((one for one in value if isinstance(one, dict) and one.get("key") == step), None)
        else:
            value = value.get(step) if isinstance(value, dict) else None
    name = value.get("name") if in_list and isinstance(value, dict) else None
    found = name.get("de") if isinstance(name, dict) else name
    return found if isinstance(found, str) else ""


def _name(words: SectionWords | None, name: str, path: Path = ()) -> str:
    """By its place if that has words, else by its name alone, else as a code."""
    if words is None:
        return name
    place = ".".join(path)
    return str(words.names.get(place) or words.names.get(name) or _word(words, name))


def _word(words: SectionWords | None, code: str) -> Any:
    return words.values.get(code, code) if words else code


def _chosen(asked: Asked, value: Any) -> str:
    return str(next((label for code, label in asked.choices if code == str(value)), value))


def _otherwise(_asked: Asked, value: Any) -> str:
    return plain(value)


def _part_there(_asked: Asked, value: Any) -> str:
    return _("Ja") if isinstance(value, dict) else plain(value)


def _several(asked: Asked, value: Any) -> str:
    return ", ".join(_chosen(asked, one) for one in value) if isinstance(value, list) else plain(value)


def _cents(_asked: Asked, value: Any) -> str:
    return formats.euros(value) if isinstance(value, int) and not isinstance(value, bool) else plain(value)


def _amount(_asked: Asked, value: Any) -> str:
    return f"{formats.amount_text(value)}{formats.NO_BREAK}€"


def _number(asked: Asked, value: Any) -> str:
    return f"{value} {asked.unit}" if asked.unit else plain(value)


def _localised(_asked: Asked, value: Any) -> str:
    if not isinstance(value, dict):
        return plain(value)
    german, english = str(value.get("de") or ""), value.get("en")
    short = german if len(german) <= 2 * LONG else f"{german[: 2 * LONG]} …"
    return f"{short} ({_('auch auf Englisch')})" if english else short


_SHOWN: dict[Kind, Callable[[Asked, Any], str]] = {
    Kind.CENTS: _cents,
    Kind.AMOUNT: _amount,
    Kind.CHOICE: _chosen,
    Kind.SEVERAL: _several,
    Kind.NUMBER: _number,
    Kind.LOCALISED: _localised,
    Kind.PART: _part_there,
}


def _empty(value: Any) -> bool:
    return value is MISSING or value in (None, "", [], {})
