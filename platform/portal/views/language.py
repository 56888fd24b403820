from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from portal.context import languages_of

_YEAR = 31_536_000


@require_safe
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Remembers the language and goes back to where the link was; never to another host."""
    if code not in languages_of(request):
        raise Http404
    target = request.GET.get("next", "/")
    if not target.startswith("/") or not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    response = HttpResponseRedirect(target)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=_YEAR, httponly=True, samesite="Lax", secure=settings.SECURE
    )
    return response
