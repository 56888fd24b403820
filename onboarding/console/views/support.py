"""The switch that lets the operator look at the settings, and the door through which it comes."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.guard import open_page, who
from accounts.roles import PUBLISH_CONFIGURATION
from kernel.clock import now
from onboarding.console.access import VISIT, needs
from onboarding.console.words import DONE
from onboarding.golive import support
from onboarding.golive.models import SupportVisit
from onboarding.golive.support import UnableToVisit

SHOWN = 20


@needs(PUBLISH_CONFIGURATION)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    at = now()
    if request.method == "POST":
        with transaction.atomic():
            change = support.end if request.POST.get("was") == "beenden" else support.grant
            change(by=who(request), at=at)
        return HttpResponseRedirect(f"{reverse('console:support')}?erledigt=support")
    shown = {
        "place": "support", "granted": support.standing(at=at), "visits": SupportVisit.objects.order_by("-id")[:SHOWN],
        "done": DONE.get(request.GET.get("erledigt", "")),
    }  # fmt: skip
    return render(request, "console/support.html", shown)


@open_page
@require_GET
def enter(request: HttpRequest, support_secret: str) -> HttpResponse:
    """Once, within a minute; never by a HEAD, with which programs try out links. The cookie is for the console's pages alone."""
    try:
        secret = support.enter(support_secret, at=now())
    except UnableToVisit:
        return render(request, "console/support_closed.html", status=410)
    response = HttpResponseRedirect(reverse("console:start"))
    response.set_cookie(
        VISIT, secret, path="/verwaltung/", max_age=support.VISIT_SECONDS, httponly=True, samesite="Lax",
        secure=settings.SECURE,
    )  # fmt: skip
    return response
