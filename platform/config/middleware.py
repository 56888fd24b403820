from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from config.errors import too_large
from config.logging import request_reference
from kernel.codes import new_reference
from portal.context import languages_of

Next = Callable[[HttpRequest], HttpResponse]


class RequestReference:
    """Each request has a reference: in the logs, in Sentry and on the error page that a person can read out to us."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_reference.set(new_reference(8))
        try:
            return self.get_response(request)
        finally:
            request_reference.reset(token)


class BodyBound:
    """A request larger than anything we ask for is refused before it is read."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.headers.get("Content-Length") or "0"
        if not length.isdigit() or int(length) > settings.LARGEST_REQUEST_BYTES:
            return too_large(request)
        return self.get_response(request)


class Language:
    """The language that was chosen (cookie), else the browser's, if the city offers it; set by a link, without an account or
    JavaScript."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen not in dict(settings.LANGUAGES):
            chosen = translation.get_language_from_request(request)
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> None:
        """Not earlier: what a city offers is asked of the database, and only now is it known who wants a transaction."""
        chosen = translation.get_language()
        if chosen == settings.LANGUAGE_CODE or getattr(request, "city", None) is None:
            return
        if chosen not in languages_of(request):
            translation.activate(settings.LANGUAGE_CODE)
            request.LANGUAGE_CODE = settings.LANGUAGE_CODE
