"""A city's plain text as HTML: a blank line ends a paragraph, ``# `` begins a heading, ``- `` a list item, and
``[Name](https://…)`` is a link. Everything is escaped; addresses of pages and mailboxes become links by themselves."""

from __future__ import annotations

import re

from django.utils.html import escape, format_html, urlize
from django.utils.safestring import SafeString, mark_safe

_LINK = re.compile(r"\[([^\[\]\n]+)\]\(((?:https://|mailto:|tel:)[^()\s<>\"']+)\)")


def as_html(text: str) -> SafeString:
    return mark_safe("\n".join(_blocks(text)))  # noqa: S308  every part is escaped in _blocks


def _blocks(text: str) -> list[str]:
    blocks: list[str] = []
    lines: list[str] = []

    def close() -> None:
        if lines and lines[0].startswith("- "):
            blocks.append("<ul>" + "".join(f"<li>{_linked(line.removeprefix('- '))}</li>" for line in lines) + "</ul>")
        elif lines:
            blocks.append("<p>" + "<br>".join(_linked(line) for line in lines) + "</p>")
        lines.clear()

    for line in map(str.strip, [*text.splitlines(), ""]):
        is_item = line.startswith("- ")
        if not line or line.startswith("# ") or (lines and is_item != lines[0].startswith("- ")):
            close()
        if line.startswith("# "):
            blocks.append(format_html("<h2>{}</h2>", line[2:]))
        elif line:
            lines.append(line)
    return blocks


def _linked(line: str) -> str:
    """Links that were written as such, and addresses in what stands between them."""
    made, end = "", 0
    for found in _LINK.finditer(line):
        made += _found(line[end : found.start()]) + format_html('<a href="{}">{}</a>', found[2], found[1])
        end = found.end()
    return made + _found(line[end:])


def _found(text: str) -> str:
    return urlize(escape(text), autoescape=False)
