"""A page that shows the preview in a frame says so in its policy."""

from __future__ import annotations

from django.http import HttpResponse


def framing(response: HttpResponse) -> HttpResponse:
    response._csp_update = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]  # read by django-csp
    return response
