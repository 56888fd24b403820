"""One call of the citizen API: its answer without the envelope, or one of the three errors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from appointments.adapters.zms.errors import error_of
from appointments.adapters.zms.options import ZmsOptions
from appointments.base import Misconfigured, Temporary
from kernel.http import Answer, CallFailed, call

_WRONG_PLACE = frozenset({"certificate", "address"})


def get(options: ZmsOptions, path: str, query: Mapping[str, object] | None = None) -> Any:
    address = f"{options.address}/{path}/"
    return _ask("GET", f"{address}?{urlencode(query)}" if query else address, options)


def post(options: ZmsOptions, path: str, body: Mapping[str, object]) -> Any:
    return _ask("POST", f"{options.address}/{path}/", options, body)


def _ask(method: str, address: str, options: ZmsOptions, body: Mapping[str, object] | None = None) -> Any:
    try:
        answer = call(method, address, seconds=options.seconds, json_body=body)
    except CallFailed as failed:
        raise (Misconfigured("address") if failed.code in _WRONG_PLACE else Temporary(failed.code)) from None
    content = _content(answer)
    error = error_of(answer.status, content)
    if error is not None:
        raise error
    if content is None:
        # A page for people instead of an answer: the address leads to a website. Broken data passes.
        raise Temporary("nonsense") if answer.content_type == "application/json" else Misconfigured("address")
    return content.get("data") if isinstance(content, dict) and {"meta", "data"} <= content.keys() else content


def _content(answer: Answer) -> Any:
    """None for what is no JSON, and for a bare ``null``."""
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
