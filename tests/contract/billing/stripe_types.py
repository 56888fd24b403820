"""Holds answers to the resource classes that the stripe library ships: names, types and literal values of every field."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

import stripe
from stripe._stripe_object import UntypedStripeObject

_NOT_ON_THE_WIRE = {"OBJECT_NAME"}
# Present only on request or in special cases, so an answer may lack them altogether.
_MAY_LACK = {"deleted", "line_items", "refunds", "level3"}
_NULL = type(None)
_LIST: dict[str, Any] = {"object": Literal["list"], "url": str, "has_more": bool, "data": list[Any]}


class Names(dict[str, Any]):
    """The library's annotations name classes that are imported for type checkers only."""

    def __missing__(self, name: str) -> Any:
        name = {"CardResource": "Card", "DisputeResource": "Dispute", "IssuingDisputeResource": "Dispute"}.get(
            name, name
        )
        for place in (stripe, stripe.issuing, typing):
            if hasattr(place, name):
                return getattr(place, name)
        raise KeyError(name)


@cache
def fields_of(cls: type) -> dict[str, Any]:
    hints = typing.get_type_hints(cls, localns=Names())
    return {
        name: hint
        for name, hint in hints.items()
        if not name.startswith("_") and name not in _NOT_ON_THE_WIRE and get_origin(hint) is not typing.ClassVar
    }


def differences(value: Any, cls: type, *, complete: bool = True) -> list[str]:
    """What in ``value`` the class does not allow. ``complete``: also each field that the answer lacks."""
    return list(_object(value, cls, cls.__name__, complete))


def list_differences(value: Any, cls: type, *, complete: bool = True) -> list[str]:
    """The same of a list of such objects."""
    items = value.get("data", []) if isinstance(value, dict) else []
    return [
        *_list(value, Any, "list"),
        *(problem for item in items for problem in _object(item, cls, cls.__name__, complete)),
    ]


def _object(value: Any, cls: type, path: str, complete: bool) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: not an object"
        return
    fields = fields_of(cls)
    yield from (f"{path}.{name}: the library knows no such field" for name in value.keys() - fields.keys())
    for name, hint in fields.items():
        if name in value:
            yield from _value(value[name], hint, f"{path}.{name}")
        elif (complete and name not in _MAY_LACK) or _NULL not in get_args(hint):
            yield f"{path}.{name}: lacks"


def _value(value: Any, hint: Any, path: str) -> Iterator[str]:
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        yield from _union(value, args, path)
    elif origin is Literal:
        if value not in args:
            yield f"{path}: {value!r} is none of the known values"
    elif origin is list:
        yield from _all(value, args[0], path)
    elif origin is stripe.ListObject:
        yield from _list(value, args[0], path)
    elif origin is UntypedStripeObject:
        yield from _map(value, args[0], path)
    elif hint is Any:
        return
    elif isinstance(hint, type) and issubclass(hint, stripe.StripeObject):
        yield from _object(value, hint, path, complete=False)
    elif isinstance(hint, type) and (not isinstance(value, hint) or (hint is int and isinstance(value, bool))):
        yield f"{path}: {value!r} is not {hint.__name__}"


def _list(value: Any, item: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: not a list"
        return
    yield from (f"{path}.{name}: the library knows no such field" for name in value.keys() - _LIST.keys())
    for name, kind in _LIST.items():
        yield from _value(value.get(name), kind, f"{path}.{name}")
    yield from _all(value.get("data"), item, f"{path}.data")


def _map(value: Any, inner: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: not an object"
        return
    for name, below in value.items():
        yield from _value(below, inner, f"{path}.{name}")


def _all(values: Any, hint: Any, path: str) -> Iterator[str]:
    if not isinstance(values, list):
        yield f"{path}: not a list"
        return
    for number, value in enumerate(values):
        yield from _value(value, hint, f"{path}[{number}]")


def _union(value: Any, args: tuple[Any, ...], path: str) -> Iterator[str]:
    """``Literal[…] | str`` means "more may come"; the stand-in keeps to what is known now."""
    if value is None and _NULL in args:
        return
    choices = [arg for arg in args if arg is not _NULL]
    if any(get_origin(arg) is Literal for arg in choices):
        choices = [arg for arg in choices if arg is not str]
    found = [list(_value(value, arg, path)) for arg in choices]
    if found and all(found):
        yield from min(found, key=len)
