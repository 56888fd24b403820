"""Reduces KERN's style sheet to the components our pages use.

KERN ships every utility, the dark theme and 45 icons as data URLs in one sheet. A rule stays when at least one of its
selectors names only classes of the components below (or no KERN class at all); a rule that names others is dropped.
Adding a component to a page therefore means adding its class prefix here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

COMPONENTS = (
    "accordion", "alert", "badge", "body", "btn", "card", "container", "description-list", "divider", "error",
    "fieldset", "form-check", "form-input", "heading", "hgroup", "hint", "icon", "input-group", "kopfzeile", "label",
    "light", "link", "list", "number", "preline", "progress", "sr-only", "subline", "summary", "table", "task-list",
    "title",
)  # fmt: skip
ICONS = frozenset({
    "default", "small", "large", "x-large", "info", "success", "warning", "danger", "check", "checklist", "arrow-down",
    "arrow-up", "arrow-forward", "arrow-back", "chevron-right", "open-in-new", "download", "draft", "edit", "mail",
    "calendar-today", "home", "delete", "logout", "help",
})  # fmt: skip

_CLASS = re.compile(r"\.kern-([a-z0-9_-]+)", re.IGNORECASE)
_DARK = re.compile(r"data-kern-theme=[\"']?dark|\.kern-dark|\.kern-level-|\.kern-layer")
_KEPT_ANYWAY = re.compile(r":is\(body")  # the block that passes the theme's colours on to the components


def reduce(css: str) -> str:
    """The same sheet without the components, icons and themes that no page uses."""
    return "".join(_reduced(css))


def _reduced(css: str) -> Iterator[str]:
    for prelude, body in _rules(css):
        if body is None:
            yield "" if prelude.startswith("@charset") else f"{prelude};"
        elif prelude.startswith("@media"):
            if "prefers-color-scheme" not in prelude and (inner := reduce(body)):
                yield f"{prelude}{{{inner}}}"
        elif prelude.startswith("@"):
            yield f"{prelude}{{{body}}}"
        elif kept := [selector for selector in _selectors(prelude) if _is_used(selector)]:
            yield f"{','.join(kept)}{{{body}}}"


def _is_used(selector: str) -> bool:
    if _KEPT_ANYWAY.search(selector):
        return True
    if _DARK.search(selector):
        return False
    return all(_is_used_class(name) for name in _CLASS.findall(selector))


def _is_used_class(name: str) -> bool:
    if name.startswith("icon--"):
        return name.removeprefix("icon--") in ICONS
    return any(name == component or name.startswith((f"{component}-", f"{component}_")) for component in COMPONENTS)


def _rules(css: str) -> Iterator[tuple[str, str | None]]:
    """Top-level rules as (prelude, body); body is None for statements such as @charset."""
    position = 0
    while position < len(css):
        end = _find(css, position, "{;")
        prelude = css[position:end].strip()
        if end >= len(css):
            return
        if css[end] == ";":
            yield prelude, None
            position = end + 1
            continue
        close = _closing(css, end)
        yield prelude, css[end + 1 : close]
        position = close + 1


def _selectors(prelude: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for index, character in enumerate(prelude):
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            parts.append(prelude[start:index])
            start = index + 1
    return [part.strip() for part in [*parts, prelude[start:]]]


def _closing(css: str, opening: int) -> int:
    depth, position = 1, opening + 1
    while depth:
        position = _find(css, position, "{}")
        depth += 1 if css[position] == "{" else -1
        position += 1
    return position - 1


def _find(css: str, start: int, characters: str) -> int:
    """The next of these characters outside strings, brackets and unquoted URLs; the length if there is none."""
    position = start
    while position < len(css):
        character = css[position]
        if character in characters:
            return position
        if character in "\"'":
            position = _end_of_string(css, position)
        elif css.startswith("url(", position):
            inside = position + 4
            position = css.index(")", _end_of_string(css, inside) if css[inside] in "\"'" else inside)
        position += 1
    return len(css)


def _end_of_string(css: str, start: int) -> int:
    position = start + 1
    while css[position] != css[start]:
        position += 2 if css[position] == "\\" else 1
    return position
