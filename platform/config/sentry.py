"""Sentry when a DSN is given, quiet otherwise. What leaves is scrubbed: no bodies, no variables, no personal data."""

from __future__ import annotations

import re
from typing import Any

import sentry_sdk
from django.conf import settings

from config.logging import without_keys
from tenants.binding import current_or_none

_SECRETS = (
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}\s?[A-Z0-9]{0,4}\b"),
    re.compile(r"[A-Z0-9<]{30,}"),
)


def scrub(value: Any) -> Any:
    """Takes mail addresses, IBANs and machine-readable zones out of every string, however deep."""
    if isinstance(value, str):
        for pattern in _SECRETS:
            value = pattern.sub("[…]", value)
        return value
    if isinstance(value, dict):
        return {key: scrub(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [scrub(item) for item in value]
    return value


def before_send(event: Any, _hint: Any) -> Any:
    """The exception's text may quote what a person typed: only its kind is sent."""
    for failure in (event.get("exception") or {}).get("values") or []:
        failure["value"] = ""
    request = event.get("request") or {}
    for part in ("data", "cookies", "query_string", "headers", "env"):
        request.pop(part, None)
    if "url" in request:
        scheme, _sep, rest = str(request["url"]).partition("://")
        host, slash, path = rest.partition("/")
        request["url"] = f"{scheme}://{host}{without_keys(slash + path)}"
    event.pop("breadcrumbs", None)
    event.pop("user", None)
    binding = current_or_none()
    event.setdefault("tags", {})["city"] = binding.slug if binding and binding.slug else "-"
    return scrub(event)


def no_breadcrumb(_crumb: Any, _hint: Any) -> None:
    """None leave: log lines and queries may quote what a person typed."""


def start() -> None:
    if settings.SENTRY_DSN:
        sentry_sdk.init(
            dsn=settings.SENTRY_DSN,
            send_default_pii=False,
            include_local_variables=False,
            max_request_body_size="never",
            before_send=before_send,
            before_breadcrumb=no_breadcrumb,
        )
