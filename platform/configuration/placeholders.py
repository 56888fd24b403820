"""``{behoerde}`` and the like in a city's texts: what stands there, what is wrong with a text, and the text filled in.

A brace of its own is written twice. Links are ``[Name](https://…)``; also to mailboxes and telephones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

NAMES: dict[str, Any] = {
    "behoerde": _("Name der Behörde"),
    "anschrift": _("Anschrift"),
    "telefon": _("Telefon"),
    "email": _("E-Mail-Adresse"),
    "website": _("Website"),
}
# No part may hold what a link begins with, and each ends soon: the time grows with the text, not with its square.
LINK = re.compile(r"\[([^\[\]\n]{0,200})\]\(([^()\n]{0,500})([()])")
_ALONE = ("{website}", "mailto:{email}", "tel:{telefon}")
ADDRESS = re.compile(r"https://[^\s<>\"']+|mailto:[^\s<>\"'@]+@[^\s<>\"'@]+|tel:\+?[0-9 /-]+")
_BRACES = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")
_UNKNOWN = _("Den Platzhalter „{name}“ gibt es nicht. Möglich sind: {names}.")
_OPEN = _("Eine geschweifte Klammer ist nicht geschlossen. Schreiben Sie Platzhalter wie {example}, und eine Klammer, die nur eine Klammer sein soll, doppelt.")  # fmt: skip
_LINK = _("Der Link „{link}“ geht nicht. Ein Link beginnt mit https://, mailto: oder tel:")


class WrongText(ValueError):
    """``told`` says what to change, to the person who wrote the text."""

    def __init__(self, told: Any) -> None:
        super().__init__("a text with something wrong in it")
        self.told = told


def check(text: str) -> str:
    """Answers the text. Raises ``WrongText`` for the first thing that is wrong."""
    for told in faults(text):
        raise WrongText(told)
    return text


def faults(text: str) -> Iterator[Any]:
    for found in _BRACES.finditer(text):
        if found[0] in ("{{", "}}"):
            continue
        if found[1] is None:
            yield format_lazy(_OPEN, example="{telefon}")
        elif found[1] not in NAMES:
            yield format_lazy(_UNKNOWN, name=found[0], names=", ".join(f"{{{name}}}" for name in NAMES))
    for link in LINK.finditer(text):
        if link[3] == "(" or not _leads_somewhere(link[2].strip()):
            yield format_lazy(_LINK, link=link[0])


def _leads_somewhere(target: str) -> bool:
    """A placeholder in an address is the whole of it: what it is filled with begins with https:// of its own."""
    plain = ADDRESS.fullmatch(target.replace("{{", "").replace("}}", "")) is not None
    return target in _ALONE or (plain and not used(target))


def fill(text: str, values: Mapping[str, str]) -> str:
    """With these values. One of several lines keeps them where it stands alone on its line. Unknown ones stay as they are."""
    return "\n".join(_filled(line, values) for line in text.split("\n"))


def escaped(text: str) -> str:
    """A text from before there were placeholders and links, so that it means what it meant."""
    return re.sub(r"([{}])", r"\1\1", text).replace("](", "] (")


def used(text: str) -> set[str]:
    return {found[1] for found in _BRACES.finditer(text) if found[1] in NAMES}


def _filled(line: str, values: Mapping[str, str]) -> str:
    alone = line.strip().startswith("{") and line.strip().endswith("}") and line.count("{") == 1

    def value(found: re.Match[str]) -> str:
        if found[0] in ("{{", "}}"):
            return found[0][0]
        text = values.get(found[1] or "", found[0])
        return text if alone else ", ".join(text.split("\n"))

    return _BRACES.sub(value, line)
