"""Options by the place of each (``server.host``): in the adapter's model, and in a document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo


def leaves(model: type[BaseModel], before: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Every option that has no options of its own."""
    for name, field in model.model_fields.items():
        inner = part_of(field)
        if inner is None:
            yield f"{before}{name}", field
        else:
            yield from leaves(inner, f"{before}{name}.")


def part_of(field: FieldInfo) -> type[BaseModel] | None:
    """The model of the options that this one consists of, if it does."""
    kind = field.annotation
    kinds = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
    return next((one for one in kinds if isinstance(one, type) and issubclass(one, BaseModel)), None)


def leaf_of(model: type[BaseModel], path: str) -> FieldInfo:
    """The option at that place; an unknown place is a ``KeyError``."""
    name, _dot, rest = path.partition(".")
    field = model.model_fields[name]
    inner = part_of(field) if rest else None
    return leaf_of(inner, rest) if inner is not None else field


def value_at(options: Mapping[str, Any], path: str) -> tuple[bool, Any]:
    """Whether there is a value, and the value."""
    found: Any = options
    for name in path.split("."):
        if not isinstance(found, Mapping) or name not in found:
            return False, None
        found = found[name]
    return True, found


def put_at(options: dict[str, Any], path: str, value: Any) -> None:
    *before, last = path.split(".")
    for name in before:
        options = options.setdefault(name, {})
    options[last] = value
