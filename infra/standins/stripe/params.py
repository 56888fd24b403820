"""Stripe's way to write nested parameters in a form: ``line_items[0][quantity]=1``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from infra.standins.common.http import Request

_PART = re.compile(r"\[([^\]]*)\]")

Nested = dict[str, Any]


def params_of(request: Request) -> Nested:
    """What was asked for, wherever it stands: in the address, in a form, in JSON (version 2)."""
    if request.method == "GET":
        return unfold(parse_qsl(request.query_string, keep_blank_values=True))
    if request.headers.get("content-type", "").startswith("application/json"):
        return dict(json.loads(request.body or b"{}"))
    return unfold(parse_qsl(request.body.decode(), keep_blank_values=True))


def unfold(pairs: Iterable[tuple[str, str]]) -> Nested:
    """``a[b][0]=x`` becomes ``{"a": {"b": ["x"]}}``."""
    root: Nested = {}
    for key, value in pairs:
        names = [key.split("[", 1)[0], *_PART.findall(key)]
        here = root
        for name in names[:-1]:
            here = here.setdefault(name, {})
        here[names[-1] or str(len(here))] = value
    return {name: _lists(value) for name, value in root.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(below) for name, below in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
