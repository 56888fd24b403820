"""Requests and answers, and Stripe's way to write nested parameters in a form: ``line_items[0][quantity]=1``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

_PART = re.compile(r"\[([^\]]*)\]")

Nested = dict[str, Any]


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: Nested
    headers: dict[str, str]
    body: bytes

    def params(self) -> Nested:
        """What was asked for, wherever it stands: in the address, in a form, in JSON (version 2)."""
        if self.method == "GET":
            return self.query
        if self.headers.get("content-type", "").startswith("application/json"):
            return dict(json.loads(self.body or b"{}"))
        return unfold(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def origin(self) -> str:
        return f"http://{self.headers.get('host', 'localhost')}"


@dataclass(frozen=True)
class Response:
    status: int
    body: bytes
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


def answer(value: Any, status: int = 200, **headers: str) -> Response:
    return Response(status, json.dumps(value).encode(), headers=headers)


def page(html: str, status: int = 200) -> Response:
    return Response(status, html.encode(), "text/html; charset=utf-8")


def redirect(address: str) -> Response:
    return Response(303, b"", "text/html", {"Location": address})


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
