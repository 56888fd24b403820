"""What differs between two values of a document, as edits that can be counted, shown and applied.

Dicts are compared by name. Lists whose entries all carry a ``key`` of their own are compared by it; all other lists are
one value each. Pure.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

ORDER = "#order"


class Missing(Enum):
    MISSING = "missing"


MISSING = Missing.MISSING
Path = tuple[str, ...]


@dataclass(frozen=True)
class Edit:
    """``before`` or ``after`` is ``MISSING`` where the value is not there. A path that ends in ``ORDER`` is the order of a
    list: its values are the keys."""

    path: Path
    before: Any
    after: Any


def edits(before: Any, after: Any, path: Path = ()) -> Iterator[Edit]:
    """Every single thing that differs, outer to inner."""
    if before == after and _alike(before, after):
        return
    if isinstance(before, dict) and isinstance(after, dict) and _names(before) and _names(after):
        yield from _of_dicts(before, after, path)
    elif _keyed(before) and _keyed(after) and (before or after):
        yield from _of_lists(before, after, path)
    else:
        yield Edit(path, before, after)


def apply(value: Any, changes: list[Edit]) -> Any:
    """``apply(a, list(edits(a, b)))`` is ``b``. Leaves ``value`` as it is."""
    made = copy.deepcopy(value)
    for edit in changes:
        if not edit.path:
            return copy.deepcopy(edit.after)
        _put(made, edit)
    return made


def _alike(one: Any, other: Any) -> bool:
    """Python takes ``True`` for 1, and 1 for 1.0; a document does not."""
    if isinstance(one, dict) and isinstance(other, dict):
        return all(_alike(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return all(map(_alike, one, other))
    return type(one) is type(other)


def _names(value: dict[Any, Any]) -> bool:
    return all(isinstance(name, str) and name != ORDER for name in value)


def _keyed(value: Any) -> bool:
    if not isinstance(value, list) or not all(isinstance(item, dict) and _names(item) for item in value):
        return False
    keys = [item.get("key") for item in value]
    return all(isinstance(key, str) and key != ORDER for key in keys) and len(set(keys)) == len(keys)


def _of_dicts(before: dict[str, Any], after: dict[str, Any], path: Path) -> Iterator[Edit]:
    for name in [*before, *(name for name in after if name not in before)]:
        one, other = before.get(name, MISSING), after.get(name, MISSING)
        if one is MISSING or other is MISSING:
            yield Edit((*path, name), one, other)
        else:
            yield from edits(one, other, (*path, name))


def _of_lists(before: list[dict[str, Any]], after: list[dict[str, Any]], path: Path) -> Iterator[Edit]:
    one, other = _by_key(before), _by_key(after)
    yield from _of_dicts(one, other, path)
    kept = [key for key in one if key in other]
    grown = [*kept, *(key for key in other if key not in one)]
    if grown != list(other):
        yield Edit((*path, ORDER), grown, list(other))


def _by_key(items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {item["key"]: item for item in items}


def _put(made: Any, edit: Edit) -> None:
    *before, last = edit.path
    for name in before:
        made = _child(made, name)
    after = copy.deepcopy(edit.after)
    if isinstance(made, list):
        _put_item(made, last, after)
    elif after is MISSING:
        del made[last]
    else:
        made[last] = after


def _child(made: Any, name: str) -> Any:
    return made[_index(made, name)] if isinstance(made, list) else made[name]


def _index(items: list[dict[str, Any]], key: str) -> int:
    return next(place for place, item in enumerate(items) if item["key"] == key)


def _put_item(items: list[Any], key: str, after: Any) -> None:
    if key == ORDER:
        items.sort(key=lambda item: after.index(item["key"]))
    elif after is MISSING:
        del items[_index(items, key)]
    elif any(item["key"] == key for item in items):
        items[_index(items, key)] = after
    else:
        items.append(after)
