"""Requests and answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True)
class Request:
    """``query``: what follows the question mark."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    query: str = ""

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(errors="replace"), keep_blank_values=True))

    def json(self) -> dict[str, Any]:
        try:
            found = json.loads(self.body or b"{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Response:
    """``announced``: a length that is not true; ``closes``: nothing is sent at all."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None
    closes: bool = False


def answer(value: Any, status: int = 200, content_type: str = "application/json") -> Response:
    return Response(status, json.dumps(value, ensure_ascii=False).encode(), content_type)


def page(html: str, status: int = 200) -> Response:
    return Response(status, html.encode(), "text/html; charset=utf-8")


def redirect(address: str, status: int = 303) -> Response:
    return Response(status, b"", "text/html", {"Location": address})
