"""What a call carries, read within bounds; and what an answer carries, with its mark."""

from __future__ import annotations

import hashlib
import json
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from pydantic import BaseModel, ConfigDict, ValidationError

from interface.problems import Refused

MOST_JSON = 64 * 1024
B = TypeVar("B", bound="Body")


class Body(BaseModel):
    """Base of what may be sent as JSON. Unknown names are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def raw(request: HttpRequest, *, kinds: tuple[str, ...], most: int) -> bytes:
    """Refused: ``media_type``, ``length_missing``, ``too_large``."""
    if (request.content_type or "").lower() not in kinds:
        raise Refused("media_type", Accept=", ".join(kinds))
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdecimal():
        raise Refused("length_missing")
    if int(length) > most:
        raise Refused("too_large")
    return bytes(request.read(most + 1))


def parsed(request: HttpRequest, kind: type[B]) -> B:
    """The JSON of the body. An empty body is an empty object. Refused: ``not_json``, ``invalid``, and as ``raw``."""
    empty = (request.META.get("CONTENT_LENGTH") or "0") == "0"
    text = b"{}" if empty else raw(request, kinds=("application/json",), most=MOST_JSON)
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused("not_json") from None
    if not isinstance(given, dict):
        raise Refused("not_json")
    try:
        # As JSON, so that dates are read as text, and nothing else is read as something that it is not.
        return kind.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise Refused("invalid", [_place(item) for item in error.errors(include_input=False)]) from None


def _place(item: Any) -> dict[str, str]:
    return {"field": ".".join(map(str, item["loc"]))[:100], "code": str(item["type"])}


def data(value: Any, *, status: int = 200) -> JsonResponse:
    return JsonResponse(value, status=status)


def marked(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """With its mark; 304 without content for who has the same already."""
    mark = f'"{hashlib.sha256(response.content).hexdigest()}"'
    if mark in (part.strip() for part in request.headers.get("If-None-Match", "").split(",")):
        response = HttpResponseNotModified()
    response.headers["ETag"] = mark
    response.headers["Cache-Control"] = "private, no-cache"
    return response
