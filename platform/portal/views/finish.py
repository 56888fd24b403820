"""On a computer that others use too: everything in this browser is forgotten, and the page says so."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kernel.clock import now
from portal.draft import draft_of_browser, forget
from portal.pages import private


@private
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "portal/finish.html", {"draft": draft_of_browser(request, at=now())})
    response = render(request, "portal/finished.html")
    forget(response)
    for name in request.COOKIES:
        if name != settings.LANGUAGE_COOKIE_NAME:
            response.delete_cookie(name, path="/", samesite="Lax")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response
