"""The city's colours and sign, as files that browsers keep."""

from __future__ import annotations

from html import escape

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from configuration import assets
from configuration.authority import Branding
from portal.context import configuration_of

_YEAR, _FIVE_MINUTES = 31_536_000, 300


@require_safe
def theme(request: HttpRequest) -> HttpResponse:
    """Three properties; ``ui/base.html`` says what they mean. The address changes with the configuration's version."""
    version = configuration_of(request)
    look = version.section(Branding)
    css = f":root{{--city-action:{look.action};--city-on-action:{look.on_action};--city-mark:{look.mark}}}\n"
    return _kept(HttpResponse(css, content_type="text/css; charset=utf-8"), request, version.number)


@require_safe
def sign(request: HttpRequest) -> HttpResponse:
    """The initials on the city's colour, for the browser's tab."""
    version = configuration_of(request)
    look = version.section(Branding)
    size = {1: 20, 2: 16}.get(len(look.initials), 12)
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="4" fill="{look.action}"/>'
        f'<text x="16" y="17" font-family="sans-serif" font-weight="700" font-size="{size}" fill="{look.on_action}"'
        f' text-anchor="middle" dominant-baseline="central">{escape(look.initials)}</text></svg>\n'
    )
    return _kept(HttpResponse(svg, content_type="image/svg+xml"), request, version.number)


@require_safe
def picture(request: HttpRequest, digest: str) -> HttpResponse:
    """A picture of this city. The address names the content, so it is kept for good; it is shown, never run."""
    found = assets.find(digest)
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type=found.media_type)
    response["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = "inline"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _kept(response: HttpResponse, request: HttpRequest, number: int) -> HttpResponse:
    age = _YEAR if request.GET.get("v") == str(number) else _FIVE_MINUTES
    response["Cache-Control"] = f"public, max-age={age}"
    return response
