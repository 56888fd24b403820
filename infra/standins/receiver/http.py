"""Requests and answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Request:
    """Names of ``headers`` are in small letters."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Response:
    """``announced``: a length that is not true; ``closes``: nothing is sent at all; ``drips``: a byte a second."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None
    closes: bool = False
    drips: bool = False


def answer(value: Any, status: int = 200) -> Response:
    return Response(status, json.dumps(value).encode())


def problem(code: str, status: int, **more: Any) -> Response:
    body = {"type": "about:blank", "title": code, "status": status, "code": code, **more}
    return Response(status, json.dumps(body).encode(), "application/problem+json")


def page(html: str, status: int = 200) -> Response:
    return Response(status, html.encode(), "text/html; charset=utf-8")
