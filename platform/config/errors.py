"""Plain pages for what goes wrong: what happened, what to do, a reference to read out. Never a trace."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from config.logging import request_reference
from configuration.authority import Authority
from configuration.queries import UnableToServe
from portal.context import configuration_of


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    return render(request, template, {"error_reference": request_reference.get()}, status=status)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, "errors/400.html", 400)


def too_large(request: HttpRequest) -> HttpResponse:
    return _page(request, "errors/413.html", 413)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, "errors/403.html", 403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return _page(request, "errors/404.html", 404)


def failed(request: HttpRequest) -> HttpResponse:
    return _page(request, "errors/500.html", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, "errors/csrf.html", 403)


def suspended(request: HttpRequest, exception: Any = None, **_path: Any) -> HttpResponse:
    """The city's pages rest. Whom to ask is the city's own configuration, which it may not have yet."""
    try:
        authority = configuration_of(request).section(Authority)
    except UnableToServe:
        response = render(request, "errors/resting.html", status=503)
    else:
        opening = authority.opening_hours.of(get_language() or "de")
        shown = {"address": "\n".join(authority.address), "opening": opening}
        response = render(request, "errors/suspended.html", shown, status=503)
    response["Retry-After"] = "3600"
    return response


def unopened(request: HttpRequest) -> HttpResponse:
    """The city is still being set up. Citizens are told the authority's ordinary way."""
    try:
        authority = configuration_of(request).section(Authority)
    except UnableToServe:
        response = render(request, "errors/resting.html", status=503)
    else:
        shown = {"address": "\n".join(authority.address), "opening": authority.opening_hours.of(get_language() or "de")}
        response = render(request, "errors/unopened.html", shown, status=503)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def offboarded(request: HttpRequest, **_path: Any) -> HttpResponse:
    return _page(request, "errors/offboarded.html", 410)


def parked(request: HttpRequest, **_path: Any) -> HttpResponse:
    return _page(request, "errors/parked.html", 503)


def unknown_city(request: HttpRequest, **_path: Any) -> HttpResponse:
    return _page(request, "errors/unknown_city.html", 404)
