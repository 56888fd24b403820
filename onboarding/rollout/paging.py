"""Fifty lines to a page, with the totals said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

ROWS = 50


@dataclass(frozen=True)
class Page:
    rows: list[Any]
    total: int
    number: int
    pages: int
    before: str
    after: str


def page_of(found: Any, total: int, query: QueryDict) -> Page:
    """``found`` can be sliced: a list or a query. The page is the query's ``seite``; one that is not there is the last."""
    pages = max(1, -(-total // ROWS))
    number = min(max(1, _number(query.get("seite", ""))), pages)
    rows = list(found[(number - 1) * ROWS : number * ROWS])
    before = address(query, seite=number - 1) if number > 1 else ""
    after = address(query, seite=number + 1) if number < pages else ""
    return Page(rows, total, number, pages, before, after)


def address(query: QueryDict, **changes: Any) -> str:
    """The same page with other choices: „?land=HE&seite=2“. What is empty goes."""
    changed = query.copy()
    for name, value in changes.items():
        changed[name] = str(value)
    kept = QueryDict(mutable=True)
    for name, value in changed.items():
        if value and (name, value) != ("seite", "1"):
            kept[name] = str(value)
    return f"?{kept.urlencode()}"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
