"""A message as a person reads it: one table per part, the standard's names taken apart into words, files as their size.

It works for every message of the standard, ours and theirs, of any version, because it knows none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _
from lxml import etree

from connectors.xauslaender import hardened
from connectors.xauslaender.fields import name_of

_WORD = re.compile(r"[A-ZÄÖÜ]?[a-zäöüß]+|[A-ZÄÖÜ]+(?![a-zäöüß])|\d+")
_SMALL = {"oder", "und", "der", "des", "von", "in", "im", "mit", "zum", "zur"}
MOST_VALUE = 4000
FILE = "dokument"  # base64


@dataclass(frozen=True)
class Line:
    """``label``: the way to the value, in words; ``size``: of a file in bytes, whose content is not shown."""

    label: str
    value: str = field(repr=False)
    size: int | None = None


@dataclass(frozen=True)
class Part:
    title: str
    lines: list[Line]


@dataclass(frozen=True)
class Readable:
    """``kind``: the message's number; ``test``: the message says of itself that it is none to work on."""

    kind: str
    name: str
    version: str
    test: bool
    parts: list[Part]


def readable(body: bytes) -> Readable:
    """Refuses with ``UnableToRead`` what is no message (see ``hardened.tree``)."""
    root = hardened.tree(body)
    name, _dot, kind = name_of(root).rpartition(".")
    parts = [Part(words(name_of(child)), list(_lines(child, ()))) for child in root]
    return Readable(
        kind, words(name.rpartition(".")[2]), root.get("version") or "", root.get("test") is not None, parts
    )


def words(name: str) -> str:
    """„hausnummerBuchstabe“ as „Hausnummer Buchstabe“."""
    found = [word for part in name.split(".") for word in _WORD.findall(part)] or [name]
    return " ".join(word if word in _SMALL else word[0].upper() + word[1:] for word in found)


def _lines(node: etree._Element, way: tuple[str, ...]) -> Iterator[Line]:
    text = (node.text or "").strip()
    if not len(node):
        if text:
            yield _line(name_of(node), way, text)
        return
    for child in node:
        inside = (*way, words(name_of(child))) if name_of(child) != "code" else way
        yield from _lines(child, inside)


def _line(name: str, way: tuple[str, ...], text: str) -> Line:
    label = " › ".join(way) or str(_("Angabe"))
    if name == FILE:
        return Line(label, "", len(text) * 3 // 4 - text[-2:].count("="))
    shown = {"true": _("ja"), "false": _("nein")}.get(text, text)
    return Line(label, str(shown)[:MOST_VALUE])
