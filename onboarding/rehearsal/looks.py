"""What a page shows, kept as text: blocks of headings, paragraphs, rows. No addresses, no forms' hidden values, no markup.

Whoever shows it builds its own markup from it, so nothing of the page can do anything there.
"""

from __future__ import annotations

from typing import Any

from onboarding.rehearsal.pages import Page, words_of

MOST_CHARACTERS = 40_000
CITIZEN, CLERK, SYSTEM, ANSWER, MAIL = "citizen", "clerk", "system", "answer", "mail"
_KINDS = {
    "h1": "h1", "h2": "h2", "h3": "h3", "h4": "h3", "p": "p", "li": "li", "dt": "dt", "dd": "dd", "tr": "row",
    "caption": "p", "legend": "ask", "label": "ask", "button": "button", "pre": "p",
}  # fmt: skip
_ENVELOPE = ("Nachrichtenkopf", "Anschrift Leser", "Anschrift Autor", "Rueckkanal")
_SKIPPED = {"script", "style", "svg", "template", "noscript"}


def seen(page: Page, who: str) -> dict[str, Any]:
    """What ``who`` sees on this page, ready to be kept."""
    blocks: list[list[str]] = []
    _walk(page.main, blocks)
    return {"who": who, "title": page.heading, "blocks": _shortened(blocks)}


def letter(page: Page) -> dict[str, Any]:
    """A message as the case system gets it: what it says first, then to whom it is addressed and how it is numbered."""
    view = seen(page, SYSTEM)
    parts: list[list[list[str]]] = [[]]
    for block in view["blocks"]:
        if block[0] == "h2":
            parts.append([])
        parts[-1].append(block)
    head, *sections = parts
    sections.sort(key=lambda section: section[0][1].startswith(_ENVELOPE))
    return {**view, "blocks": [block for section in (head, *sections) for block in section]}


def written(*, title: str, text: str, who: str = MAIL) -> dict[str, Any]:
    """The same for a text: a mail, a file."""
    return {"who": who, "title": title, "blocks": _shortened([["p", part.strip()] for part in text.split("\n\n")])}


def paired(blocks: list[list[str]]) -> list[tuple[str, Any]]:
    """The blocks as they are shown: labels with their values, one after the other, are one block of pairs."""
    shown: list[tuple[str, Any]] = []
    label = ""
    for kind, text in blocks:
        if kind == "dt":
            label = text
        elif kind == "dd" and shown and shown[-1][0] == "pairs":
            shown[-1][1].append((label, text))
        else:
            shown.append(("pairs", [(label, text)]) if kind == "dd" else (kind, text))
    return shown


def _walk(element: Any, blocks: list[list[str]]) -> None:
    if not isinstance(element.tag, str) or element.tag in _SKIPPED or "kern-sr-only" in (element.get("class") or ""):
        return
    kind = _KINDS.get(element.tag)
    inner = any(isinstance(child.tag, str) and child.tag in _KINDS for child in element.iterdescendants())
    if kind and (not inner or kind == "row"):
        text = " · ".join(words_of(cell) for cell in element) if kind == "row" else words_of(element)
        if text:
            blocks.append([kind, text])
        return
    for child in element:
        _walk(child, blocks)


def _shortened(blocks: list[list[str]]) -> list[list[str]]:
    left, kept = MOST_CHARACTERS, []
    for kind, text in blocks:
        if not text:
            continue
        kept.append([kind, text[:left].replace("\x00", "")])
        left -= len(text)
        if left <= 0:
            break
    return kept
