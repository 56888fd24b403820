"""What all addresses of the interface have in common: the key and what it opens, limits, and answers that are data."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from appointments.fairness import network_of
from audit.operations import Actor
from connectors.interface_keys import Scope, open_key
from connectors.models import InterfaceKey
from interface import limits
from interface.problems import Refused, problem
from kernel.clock import now
from kernel.codes import new_reference
from kernel.errors import Refusal

log = logging.getLogger("zusage.interface")
View = Callable[..., HttpResponse]


def answers(*methods: str, scope: Scope | None, open_to_all: bool = False) -> Callable[[View], View]:
    """Marks a view of the interface. ``scope``: what the key must open, ``None`` for any valid key. ``open_to_all``: no key.

    The view gets ``request.key``; it may raise ``Refused`` or any ``Refusal``. No cookie opens anything here, so there is
    nothing that a foreign page could make a browser send.
    """
    allowed = {*methods, *(("HEAD",) if "GET" in methods else ())}

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return _private(_answer(request, allowed, lambda: _opened(request, scope, open_to_all), view, args, kwargs))

        guarded.scope = None if open_to_all else (scope or "")  # type: ignore[attr-defined]  # a function carries what it asks for
        guarded.methods = allowed  # type: ignore[attr-defined]  # a function carries what it asks for
        return guarded

    return decorate


def caller(request: HttpRequest) -> Actor:
    """The key, as the trail names it."""
    key: InterfaceKey = request.key  # type: ignore[attr-defined]  # the guard puts the key there
    return Actor("interface", str(key.id))


def _answer(
    request: HttpRequest, allowed: set[str], let_in: Callable[[], None], view: View, args: Any, kwargs: Any
) -> HttpResponse:
    try:
        let_in()
        if request.method not in allowed:
            raise Refused("method", Allow=", ".join(sorted(allowed)))
        return view(request, *args, **kwargs)
    except Refused as refused:
        return problem(refused.code, fields=refused.fields, **refused.headers)
    except Refusal as refusal:
        return problem(refusal.code)
    except Exception as error:
        reference = new_reference(8)
        log.error("interface, reference %s: unforeseen %s", reference, type(error).__name__)
        return problem("unforeseen", reference=reference)


def _opened(request: HttpRequest, scope: Scope | None, open_to_all: bool) -> None:
    if open_to_all:
        return
    at = now()
    kind, _sep, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret:
        raise Refused("key_missing", WWW_Authenticate='Bearer realm="zusage"')
    key = open_key(secret.strip(), at=at)
    if key is None:
        # Looked at first: behind a proxy many callers share an address, and a right key is nobody's to lock out.
        if seconds := limits.WRONG_KEYS.take(network_of(request.META.get("REMOTE_ADDR", "")), at=at):
            raise Refused("too_many", Retry_After=str(seconds))
        raise Refused("key_unknown", WWW_Authenticate='Bearer realm="zusage", error="invalid_token"')
    if seconds := limits.CALLS.take(str(key.id), at=at):
        raise Refused("too_many", Retry_After=str(seconds))
    if scope is not None and scope.value not in key.scopes:
        raise Refused("scope_missing", WWW_Authenticate=f'Bearer error="insufficient_scope", scope="{scope.value}"')
    request.key = key  # type: ignore[attr-defined]  # the views read it there


def _private(response: HttpResponse) -> HttpResponse:
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Robots-Tag"] = "noindex"
    return response
