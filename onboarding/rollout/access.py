"""Every view names its permission; who may not, is told so calmly."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.sign_in import of_operator
from kernel.clock import now

COOKIE = "betrieb"
View = Callable[..., HttpResponse]


class OperatorRequest(HttpRequest):
    """What a guarded view can rely on."""

    operator: Any


def operator_of(request: HttpRequest) -> Any | None:
    secret = request.COOKIES.get(COOKIE, "")
    return of_operator().person_of(secret, at=now()) if secret else None


def needs(permission: str) -> Callable[[View], View]:
    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            operator = operator_of(request)
            if operator is None:
                target = urlencode({"next": request.path})
                return HttpResponseRedirect(f"{reverse('rollout:sign_in')}?{target}")
            if not operator.may(permission):
                raise PermissionDenied
            request.operator = operator  # type: ignore[attr-defined]  # ours, for the views behind this guard
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # the architecture tests read it
        return guarded

    return guard


def may(request: HttpRequest, permission: str) -> bool:
    """Whether the one who is signed in could open what asks for this permission."""
    return bool(request.operator.may(permission))  # type: ignore[attr-defined]  # set by the guard


def open_page(view: View) -> View:
    """Needs no sign-in, and says so."""
    view.permission = ""  # type: ignore[attr-defined]  # the architecture tests read it
    return view
