"""Finds the city of a request and binds the request to it. First in the list of middleware.

A GET is one transaction around everything, begun by its first statement; a POST opens its own around the one operation,
because some operations call the outside world and must not hold a transaction meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from tenants.binding import Binding, LastingTransaction, bind, bind_public, current_or_none
from tenants.routing import OPERATOR, Place, place_of_header

View = Callable[..., HttpResponse]


def own_transactions(view: View) -> View:
    """Marks a view that answers GET but calls the outside world: it gets no transaction around it."""
    view.own_transactions = True  # type: ignore[attr-defined]  # set by the middleware
    return view


class CityRequest(HttpRequest):
    """What views of a city can rely on."""

    place: Place
    city: Any


class CityMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        place = place_of_header(request.META.get("HTTP_HOST", ""), request.get_host)
        request.place = place  # type: ignore[attr-defined]  # set by the middleware
        request.urlconf = place.urlconf
        if place.city is not None:
            request.city = place.city  # type: ignore[attr-defined]  # set by the middleware
            with bind(place.city) as binding:
                return self._answer(request, binding)
        if place is OPERATOR:
            with bind_public() as binding:
                return self._answer(request, binding)
        return self.get_response(request)

    def process_view(self, _request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> None:
        binding = current_or_none()
        if binding is not None and getattr(view, "own_transactions", False):
            binding.lasting = None

    def _answer(self, request: HttpRequest, binding: Binding) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        lasting = binding.lasting = LastingTransaction(binding.alias)
        failed = True
        try:
            response = self.get_response(request)
            failed = response.status_code >= 500
            return response
        finally:
            lasting.end(undo=failed)
