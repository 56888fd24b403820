"""What a page shows, kept as text: blocks of headings, paragraphs, rows. No addresses, no forms' hidden values, no markup.

Whoever shows it builds its own markup from it, so nothing of the page can do anything there.
"""

from __future__ import annotations

from typing import Any

from onboarding.rehearsal.pages import Page, words_of

MOST_CHARACTERS = 40_000
CITIZEN, CLERK, SYSTEM, MAIL = "citizen", "clerk", "system", "mail"
_KINDS = {
    "h1": "h1", "h2": "h2", "h3": "h3", "h4": "h3", "p": "p", "li": "li", "dt": "dt", "dd": "dd", "tr": "row",
    "caption": "p", "legend": "ask", "label": "ask", "button": "button", "pre": "p",
}  # fmt: skip
_SKIPPED = {"script", "style", "svg", "template", "noscript"}


def seen(page: Page, who: str) -> dict[str, Any]:
    """What ``who`` sees on this page, ready to be kept."""
    blocks: list[list[str]] = []
    _walk(page.main, blocks)
    return {"who": who, "title": page.heading, "blocks": _shortened(blocks)}


def written(*, title: str, text: str, who: str = MAIL) -> dict[str, Any]:
    """The same for a text: a mail, a file."""
    return {"who": who, "title": title, "blocks": _shortened([["p", part.strip()] for part in text.split("\n\n")])}


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
