"""Requests and answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

JSON = "application/json"
HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Request:
    """``headers`` under small letters; ``base``: our own address; ``user``: whom the caller's certificate names, if any."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    query_string: str = ""
    base: str = ""
    user: str = ""

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.query_string, keep_blank_values=True))

    @property
    def origin(self) -> str:
        """The address under which the caller knows us."""
        scheme, _, own = self.base.partition("://")
        return f"{scheme}://{self.headers.get('host', own)}"

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(errors="replace"), keep_blank_values=True))

    def json(self) -> dict[str, Any]:
        """Empty where the body is no JSON object."""
        try:
            found = json.loads(self.body or b"{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Response:
    """``announced``: a length that is not true; ``drips``: so many seconds go by until the whole body is sent; ``closes``:
    nothing is sent at all."""

    status: int
    body: bytes = b""
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None
    drips: float = 0.0
    closes: bool = False


LOST = Response(0, closes=True)


class Refusal(Exception):
    """A protocol's own way to say no: whoever raises it knows what it looks like there."""

    def response(self) -> Response:
        raise NotImplementedError


def answer(value: Any, status: int = 200, content_type: str = JSON, **headers: str) -> Response:
    return Response(status, json.dumps(value, ensure_ascii=False).encode(), content_type, headers)


def text(words: str, status: int = 200, content_type: str = TEXT) -> Response:
    return Response(status, words.encode(), content_type)


def problem(title: str, status: int, **more: Any) -> Response:
    """As RFC 7807 has it."""
    told = {"type": "about:blank", "title": title, "status": status, **more}
    return answer(told, status, "application/problem+json")


def page(html: str, status: int = 200) -> Response:
    return text(html, status, HTML)


def redirect(address: str, status: int = 303) -> Response:
    return Response(status, b"", HTML, {"Location": address})
