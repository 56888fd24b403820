"""What was typed on a page of a draft and could not be taken as an answer yet: 31 February, half a page.

It waits, sealed like the answers, until the page is opened again on whatever device, and goes when the page is saved or
the case is filed. ``key`` is the place in the case file: a section, or an entry of its list (``household.members.2``).
"""

from __future__ import annotations

from collections.abc import Mapping

from declarations import sealing
from declarations.models import Declaration

TYPED = "declaration.typed"
MOST_CHARACTERS = 20_000  # of one page; nobody types more into seven fields
Fields = dict[str, list[str]]


def of_page(draft: Declaration, key: str) -> Fields:
    """The fields of the page as they were sent, or nothing."""
    return _all(draft).get(key, {})


def keep(*, draft: Declaration, key: str, fields: Mapping[str, list[str]]) -> None:
    """Joins the caller's transaction; the draft must be locked. A page that is too long to be typed is not kept."""
    if sum(len(value) for values in fields.values() for value in values) <= MOST_CHARACTERS:
        _store(draft, {**_all(draft), key: dict(fields)})


def forget(*, draft: Declaration, key: str) -> None:
    """Of this page and of the entries of its lists. Joins the caller's transaction; the draft must be locked."""
    there = _all(draft)
    left = {other: fields for other, fields in there.items() if other != key and not other.startswith(f"{key}.")}
    if len(left) < len(there):
        _store(draft, left)


def _all(draft: Declaration) -> dict[str, Fields]:
    if draft.sealed_typed is None:
        return {}
    found: dict[str, Fields] = sealing.cipher(draft.id).open_json(draft.sealed_typed, TYPED)
    return found


def _store(draft: Declaration, pages: dict[str, Fields]) -> None:
    draft.sealed_typed = sealing.cipher(draft.id).seal_json(pages, TYPED) if pages else None
    draft.save(update_fields=["sealed_typed"])
