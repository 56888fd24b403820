"""Holds requests to the parameter types that the stripe library ships: names, types and literal values at any depth."""

from __future__ import annotations

import re
import sys
import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, NotRequired, Required, Union, get_args, get_origin

import stripe
from stripe._stripe_object import UntypedStripeObject
from typing_extensions import is_typeddict

from tests.contract.billing.stripe_types import Names

# Belong to the call and not to its body.
_OPTIONS = frozenset(stripe.RequestOptions.__annotations__)


def wrong_parameters(value: dict[str, Any], params: type, *, form: bool) -> list[str]:
    """What in a request the library's type does not allow, or misses. ``form``: numbers and truth stand there in letters, as
    version 1 of the API has them in forms and addresses."""
    return list(_dict(value, params, params.__name__, form))


@cache
def _hints(params: type) -> dict[str, Any]:
    scope = vars(sys.modules[params.__module__])
    hints = typing.get_type_hints(params, scope, Names(scope), include_extras=True)
    return {name: hint for name, hint in hints.items() if name not in _OPTIONS}


def _dict(value: Any, params: type, path: str, form: bool) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: not an object"
        return
    hints = _hints(params)
    yield from (f"{path}.{name}: the library knows no such parameter" for name in value.keys() - hints.keys())
    for name, hint in hints.items():
        if name in value:
            yield from _value(value[name], hint, f"{path}.{name}", form)
        elif get_origin(hint) is not NotRequired:
            yield f"{path}.{name}: lacks"


def _value(value: Any, hint: Any, path: str, form: bool) -> Iterator[str]:
    origin, args = get_origin(hint), get_args(hint)
    if origin in (NotRequired, Required):
        yield from _value(value, args[0], path, form)
    elif origin in (Union, types.UnionType):
        yield from _union(value, args, path, form)
    elif origin is Literal:
        if value not in args:
            yield f"{path}: {value!r} is none of the known values"
    elif origin is list:
        yield from _all(value, args[0], path, form)
    elif origin in (dict, UntypedStripeObject):
        yield from _map(value, args[-1], path, form)
    elif is_typeddict(hint):
        yield from _dict(value, hint, path, form)
    elif isinstance(hint, type) and not _is(value, hint, form):
        yield f"{path}: {value!r} is not {hint.__name__}"


def _union(value: Any, args: tuple[Any, ...], path: str, form: bool) -> Iterator[str]:
    """``Literal[…] | str`` means "more may come"; we send what is known now."""
    choices = [arg for arg in args if not (arg is str and any(get_origin(other) is Literal for other in args))]
    found = [list(_value(value, arg, path, form)) for arg in choices]
    if all(found):
        yield from min(found, key=len)


def _all(values: Any, hint: Any, path: str, form: bool) -> Iterator[str]:
    if not isinstance(values, list):
        yield f"{path}: not a list"
        return
    for number, value in enumerate(values):
        yield from _value(value, hint, f"{path}[{number}]", form)


def _map(value: Any, hint: Any, path: str, form: bool) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: not an object"
        return
    for name, below in value.items():
        yield from _value(below, hint, f"{path}.{name}", form)


def _is(value: Any, kind: type, form: bool) -> bool:
    if kind is type(None):
        return value is None
    if not form or kind not in (int, float, bool):
        return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
    if kind is bool:
        return value in ("true", "false")
    return isinstance(value, str) and bool(re.fullmatch(r"-?\d+" if kind is int else r"-?\d+(\.\d+)?", value))
