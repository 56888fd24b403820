"""Finds the city of a request and binds the request to it. First in the list of middleware.

A GET is one transaction around everything; a POST opens its own around the one operation, because some operations
call the outside world and must not hold a transaction meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from tenants.binding import bind, bind_public
from tenants.routing import Place, place_of

View = Callable[..., HttpResponse]


def own_transactions(view: View) -> View:
    """Marks a view that answers GET but calls the outside world: it gets no transaction around it."""
    view.own_transactions = True  # type: ignore[attr-defined]
    return view


class CityRequest(HttpRequest):
    """What views of a city can rely on."""

    place: Place
    city: Any


class CityMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        host = request.get_host().rpartition(":")[0] or request.get_host()
        place = place_of(host.lower().rstrip("."))
        request.place = place  # type: ignore[attr-defined]
        request.urlconf = place.urlconf
        if place.city is not None:
            request.city = place.city  # type: ignore[attr-defined]
            with bind(place.city):
                return self._answer(request, place)
        if place.kind in ("operator",):
            with bind_public():
                return self._answer(request, place)
        return self.get_response(request)

    def _answer(self, request: HttpRequest, place: Place) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or _manages_itself(request, place):
            return self.get_response(request)
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response


def _manages_itself(request: HttpRequest, place: Place) -> bool:
    if request.path_info.startswith(settings.STATIC_URL):
        return True
    try:
        return getattr(resolve(request.path_info, place.urlconf).func, "own_transactions", False)
    except Resolver404:
        return False
